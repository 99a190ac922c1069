internal import EmotionModel

/// Where a run writes its state after each epoch, and whether it goes on from what is there.
public struct Checkpoint: Sendable {
    /// The file, replaced as a whole after each epoch.
    public var path: String
    /// Whether to go on from the file, if there is one.
    public var resumes: Bool

    /// A checkpoint file and what to do with it.
    public init(path: String, resumes: Bool) {
        self.path = path
        self.resumes = resumes
    }
}

extension TrainingState {
    private static let version = "1"
    private static let runPrefix = "run."

    /// The state as a file: weights, averages, moments, schedule, stopping, and the best weights so far.
    ///
    /// - Parameter run: what must be the same for the run to go on: recipe, data, labels.
    func file(run: [String: String]) -> SafetensorsFile {
        var metadata = [
            "checkpoint.version": Self.version, "checkpoint.epoch": "\(epoch)",
            "checkpoint.best_epoch": "\(best.epoch)",
            "checkpoint.best_score": String(best.score.bitPattern, radix: 16),
            "checkpoint.rate_factor": String(schedule.factor.bitPattern, radix: 16),
            "checkpoint.epochs_without_gain": "\(schedule.epochsWithoutGain)",
        ]
        for (key, value) in run { metadata[Self.runPrefix + key] = value }
        var tensors: [SafetensorsFile.Tensor] = []
        for (index, member) in members.enumerated() {
            metadata["checkpoint.step.\(index)"] = "\(member.adam.step)"
            let parts = [
                ("parameters", member.parameters), ("average", member.adam.average),
                ("first_moment", member.adam.firstMoment), ("second_moment", member.adam.secondMoment),
                ("best", best.networks[index].parameters),
            ]
            for (name, values) in parts {
                tensors.append(.init(name: "\(index).\(name)", shape: [values.count], values: values))
            }
        }
        return SafetensorsFile(tensors: tensors, metadata: metadata)
    }

    /// Goes on from a checkpoint's bytes; nothing is changed where it throws.
    mutating func restore(
        from file: SafetensorsFile, path: String, run: [String: String]
    ) throws(TrainingError) {
        for (key, value) in run.sorted(by: { $0.key < $1.key }) {
            let found = file.metadata[Self.runPrefix + key] ?? "none"
            guard found == value else {
                throw .otherRun(path: path, key: key, found: found, expected: value)
            }
        }
        var state = self
        do throws(ModelFileError) {
            try state.read(file)
        } catch {
            throw .checkpoint(error.inFile(path))
        }
        self = state
    }

    private mutating func read(_ file: SafetensorsFile) throws(ModelFileError) {
        func number<T>(_ key: String, _ parse: (String) -> T?) throws(ModelFileError) -> T {
            let key = "checkpoint." + key
            let text = try file.metadata(key)
            guard let value = parse(text) else {
                throw .malformedMetadata(key: key, value: text, expected: "a number of a checkpoint")
            }
            return value
        }
        func count(_ text: String) -> Int? { Int(text).flatMap { $0 >= 0 ? $0 : nil } }
        guard try file.metadata("checkpoint.version") == Self.version else {
            throw .unknownFormatVersion(found: try file.metadata("checkpoint.version"), known: Self.version)
        }
        epoch = try number("epoch", count)
        best.epoch = try number("best_epoch", count)
        best.score = try number("best_score") { UInt64($0, radix: 16).map(Double.init(bitPattern:)) }
        schedule.restore(
            factor: try number("rate_factor") { UInt32($0, radix: 16).map(Float.init(bitPattern:)) },
            epochsWithoutGain: try number("epochs_without_gain", count))
        for index in members.indices {
            let size = [members[index].first.layout.count]
            func values(_ name: String) throws(ModelFileError) -> [Float] {
                try file.values(of: "\(index).\(name)", shape: size)
            }
            members[index].parameters = try values("parameters")
            members[index].adam.restore(
                step: try number("step.\(index)", count), firstMoment: try values("first_moment"),
                secondMoment: try values("second_moment"), average: try values("average"))
            best.networks[index].parameters = try values("best")
        }
    }
}
