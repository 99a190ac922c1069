public import EmotionRecognition

/// Where a run stands; for progress bars and logs.
public enum TrainingProgress: Sendable {
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

    /// One line: what happened and what to do.
    public var description: String {
        switch self {
        case .diverged(let epoch):
            "the loss is not a number in epoch \(epoch): lower --learning-rate"
        }
    }
}
