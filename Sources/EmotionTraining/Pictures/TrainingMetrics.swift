internal import FoundationEssentials

/// What a training wrote into its `metrics.jsonl`: one JSON object an epoch.
public struct TrainingMetrics: Sendable, Hashable {
    /// One epoch.
    public struct Epoch: Sendable, Hashable {
        /// Its number, from 1.
        public var epoch: Int
        /// The mean training loss.
        public var loss: Double?
        /// The learning rate.
        public var learningRate: Double?
        /// Mean UAR over the development corpora.
        public var developmentUAR: Double?
        /// UAR by corpus.
        public var recalls: [String: Double] = [:]
        /// Whether it was the best so far.
        public var isBest = false
    }

    /// The epochs, in order.
    public var epochs: [Epoch]

    /// The epoch whose weights were kept: the last that was the best so far.
    public var best: Epoch? { epochs.last(where: \.isBest) }

    /// Epochs given one by one.
    public init(epochs: [Epoch]) { self.epochs = epochs }

    /// The epochs of a log.
    ///
    /// A resumed run writes some epochs again: the later line counts. A last line without its end belongs to
    /// an epoch that was cut short.
    ///
    /// - Throws: `TrainingMetricsError` with the number of a line that is no epoch.
    public init(jsonLines text: String) throws(TrainingMetricsError) {
        var byNumber: [Int: Epoch] = [:]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            guard let row = try? JSONDecoder().decode(Row.self, from: Data(line.utf8)) else {
                if index == lines.count - 1 { break }
                throw TrainingMetricsError(line: index + 1)
            }
            byNumber[row.epoch] = Epoch(
                epoch: row.epoch, loss: row.loss, learningRate: row.learning_rate,
                developmentUAR: row.dev_uar, recalls: row.dev ?? [:], isBest: row.best ?? false)
        }
        epochs = byNumber.values.sorted { $0.epoch < $1.epoch }
    }

    /// A line, under the names that it has in the file.
    private struct Row: Decodable {
        var epoch: Int
        var loss: Double?
        var learning_rate: Double?
        var dev_uar: Double?
        var dev: [String: Double]?
        var best: Bool?
    }
}

/// A line of a training's log is no epoch.
public struct TrainingMetricsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1.
    public var line: Int

    /// One line for a person.
    public var description: String { "line \(line) is no JSON object with an epoch" }
}
