import ArgumentParser

/// `--profile`, for every command that recognises.
struct ProfileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A profile made by `undertone tune`, also UNDERTONE_PROFILE.", valueName: "file"))
    var profile: String?

    /// The model as the profile in effect adapts it.
    func adapt(_ model: ModelInUse, _ configuration: Configuration = .empty) throws -> ModelInUse {
        guard let path = try Settings.profile.resolve(profile, configuration) else { return model }
        return model.adapted(to: try TuningProfile(path: path), at: path)
    }

    /// The profile in effect; nil without one.
    func resolved(_ configuration: Configuration) throws -> TuningProfile? {
        try Settings.profile.resolve(profile, configuration).map { try TuningProfile(path: $0) }
    }
}
