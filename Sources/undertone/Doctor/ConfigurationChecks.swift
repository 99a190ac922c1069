import ArgumentParser

/// The configuration as `listen` takes it: whatever that would refuse fails here, each with its place.
struct ConfigurationChecks {
    /// What there is to say.
    private(set) var findings: [Finding] = []
    /// What could be read; nothing where the file is wrong.
    private var configuration = Configuration.empty

    /// Reads the file that is named, or else the installed service's, and resolves every setting.
    init(file: String?, installation: Installation) {
        let named = file.flatMap { $0.isEmpty ? nil : $0 }
        let path = named ?? installation.configuration
        let whose = named == nil ? ", the installed service's" : ""
        do throws(ProgramFailure) {
            if let path { configuration = try Configuration(path: path) }
        } catch {
            findings.append(failure(error.message ?? path ?? ""))
        }
        let complaints = complaints()
        findings += complaints.map(failure)
        if findings.isEmpty {
            findings.append(
                .pass("configuration", path.map { $0 + whose } ?? "no file: defaults and variables"))
        }
        if let profile = value(of: Settings.profile) { findings.append(check(profile: profile)) }
    }

    /// The value in effect; the default where what is given is refused, which a finding has said then.
    func value<Value>(of setting: Setting<Value>) -> Value {
        (try? setting.resolve(nil, configuration)) ?? setting.fallback
    }

    /// What is wrong with single settings, or else with how they go together.
    private func complaints() -> [String] {
        let single = Settings.all.compactMap { $0.complaint(configuration) }
        guard single.isEmpty else { return single }
        do {
            // The very way that `listen` goes.
            _ = try ListenCommand.parse([]).settings(configuration)
            return []
        } catch {
            return [(error as? ProgramFailure)?.message ?? ListenCommand.message(for: error)]
        }
    }

    private func failure(_ detail: String) -> Finding {
        .fail("configuration", detail, "correct it; see undertone listen --help")
    }

    private func check(profile path: String) -> Finding {
        do throws(ProgramFailure) {
            _ = try TuningProfile(path: path)
            return .pass("profile", path)
        } catch {
            return .fail(
                "profile", error.message ?? path, "make it anew with undertone tune, or leave it out")
        }
    }
}
