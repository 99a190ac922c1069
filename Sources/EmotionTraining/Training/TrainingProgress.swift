public import EmotionModel
public import EmotionRecognition

/// Where a run stands; for progress bars and logs.
public enum TrainingProgress: Sendable {
    /// The run goes on after this many epochs of an earlier one.
    case resumed(epochs: Int)
    /// An epoch is under way.
    case batch(epoch: Int, done: Int, of: Int, loss: Double)
    /// An epoch has ended; with the model where it is the best so far.
    case epoch(EpochReport, best: SpeechEmotionModel?)
}

/// What an epoch brought.
public struct EpochReport: Sendable {
    /// Counted from 1.
    public let epoch: Int
    /// Mean training loss.
    public let loss: Double
    /// Recall on the development speakers, with the averaged weights.
    public let development: ConfusionTable
    /// Learning rate of the last batch.
    public let learningRate: Float
    /// Whether it is the best so far.
    public let isBest: Bool
}

/// Why training stopped without a model.
public enum TrainingError: Error, Sendable, CustomStringConvertible {
    /// The loss is not a number.
    case diverged(epoch: Int)
    /// A checkpoint cannot be written or read.
    case checkpoint(ModelFileError)
    /// What goes beside the model cannot be written.
    case output(String)
    /// A checkpoint comes from another recipe or other data.
    case otherRun(path: String, key: String, found: String, expected: String)

    /// One line: what happened and what to do.
    public var description: String {
        switch self {
        case .diverged(let epoch):
            "the loss or its gradient is not a number in epoch \(epoch): lower --learning-rate and --resume, "
                + "which goes on from the epoch before"
        case .checkpoint(let error): error.description
        case .output(let reason): reason
        case .otherRun(let path, let key, let found, let expected):
            "\(path) comes from another run (\(key) was \(found), now it is \(expected)): "
                + "leave out --resume or give the same options"
        }
    }
}
