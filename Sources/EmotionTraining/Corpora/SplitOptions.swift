/// How an experiment's clips are divided into training, development and test.
public struct SplitOptions: Sendable, Hashable {
    /// What a place is given to.
    public enum Method: String, CaseIterable, Sendable {
        /// To the speakers that the standard protocol names, as it says; to the speakers of other corpora
        /// by a draw.
        case standard = "protocol"
        /// To every speaker by a draw.
        case speaker
        /// To every clip by a draw: the same voices are in training and test, as in many notebooks, and
        /// figures come out far too high. For comparison alone.
        case random
    }

    /// One of several parts of the speakers that are held out in turn.
    public struct Fold: Sendable, Hashable {
        /// From 1 to `count`.
        public let index: Int
        /// How many folds there are.
        public let count: Int

        /// One fold of several.
        ///
        /// - Parameters:
        ///   - index: From 1 to `count`.
        ///   - count: Two or more.
        /// - Returns: nil for numbers outside that.
        public init?(index: Int, count: Int) {
            guard count >= 2, (1...count).contains(index) else { return nil }
            self.index = index
            self.count = count
        }
    }

    /// What a place is given to.
    public var method = Method.standard
    /// The share of what is drawn that goes to development.
    public var validation = 0.2
    /// The share of what is drawn that goes to test.
    public var test = 0.2
    /// Whether the speakers of a known corpus whom the protocol leaves out are drawn a place too.
    public var drawsReserved = false
    /// Where a draw comes from.
    public var seed: UInt64 = 1
    /// The speakers of one fold are the test, and `validation` of the others development; nil without folds.
    public var fold: Fold?

    /// The standard protocol; a fifth of the speakers outside it for development, a fifth for test.
    public init() {}

    /// The word by which a split's name says that voices are on both sides.
    static let leakyMark = "leaky"

    /// What a report calls the split; of one by clips it says that it is leaky.
    func name(drawn: Bool) -> String {
        let shares = "validation \(validation), test \(test), seed \(seed)"
        if let fold {
            return "fold \(fold.index) of \(fold.count) by speaker, validation \(validation), seed \(seed)"
        }
        return switch method {
        case .standard: drawn ? "standard, others by speaker: \(shares)" : "standard"
        case .speaker: "by speaker: \(shares)"
        case .random: "random by clip (\(Self.leakyMark)): \(shares)"
        }
    }

    /// Whether voices are on both sides on purpose.
    public var isLeaky: Bool { method == .random && fold == nil }
}

extension KeyedRandom.Purpose {
    /// Who or what goes to which split.
    static let split = KeyedRandom.Purpose(rawValue: 100)
}
