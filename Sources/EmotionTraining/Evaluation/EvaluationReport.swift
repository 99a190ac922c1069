/// Everything that an evaluation found: `report.json` is its JSON.
public struct EvaluationReport: Sendable, Encodable {
    /// How it was done: without this no figure means anything.
    public struct Procedure: Sendable, Encodable {
        /// The name of the speaker split.
        public let protocolName: String
        /// Which of its speakers: `train`, `dev` or `test`.
        public let split: String
        /// Whether speakers, or their clips, may also be among those that were trained on.
        public let isLeaky: Bool
        /// SHA-256 of the manifest of all clips that the scan found.
        public let manifestSHA256: String
        /// The labels, in the order of every table.
        public let labels: [String]
        /// Where every draw comes from.
        public let seed: UInt64
        /// Draws of every interval.
        public let bootstrapDraws: Int
        /// Seconds from one estimate to the next.
        public let hopSeconds: Double
        /// Clips of each corpus that the rows of changed clips are about, at most; nil for all.
        public let subset: Int?
        /// Folds of recorded noise that were played; empty without.
        public let noiseFolds: [Int]

        /// A procedure with every field given.
        public init(
            protocolName: String, split: String, isLeaky: Bool, manifestSHA256: String, labels: [String],
            options: EvaluationOptions
        ) {
            self.protocolName = protocolName
            self.split = split
            self.isLeaky = isLeaky
            self.manifestSHA256 = manifestSHA256
            self.labels = labels
            seed = options.seed
            bootstrapDraws = options.bootstrapDraws
            hopSeconds = StreamTranscript.hopSeconds
            subset = options.subset
            noiseFolds = options.isQuick ? [] : options.noise.map { $0.folds.sorted() } ?? []
        }
    }

    /// How it was done.
    public let procedure: Procedure
    /// One per model, in the order given.
    public let models: [ModelFigures]
    /// UAR of guessing.
    public let chance: Double
    /// UAR of the linear baseline; nil where it was not fitted.
    public let baseline: ByCorpus?
    /// Mean and deviation over models of one recipe; nil for one model, and for several recipes.
    public let overModels: [Spread]?
    /// The second model against the first; nil for one model.
    public let difference: ModelDifference?
    /// What the speakers' own neutral clips change, one per model; nil where it was not asked for.
    public let neutralBaselines: [NeutralBaselineFigures]?
    /// What listeners and others reach.
    public let published: [PublishedFigure]

    /// A report with every part given.
    public init(
        procedure: Procedure, models: [ModelFigures], baseline: ByCorpus?, difference: ModelDifference?,
        neutralBaselines: [NeutralBaselineFigures]? = nil
    ) {
        self.procedure = procedure
        self.models = models
        self.baseline = baseline
        self.difference = difference
        self.neutralBaselines = neutralBaselines
        chance = 1 / Double(max(procedure.labels.count, 1))
        overModels =
            models.count > 1 && models.allSatisfy { $0.recipe == models[0].recipe } ? Spread.all(models) : nil
        published = PublishedFigure.all
    }
}

/// What an evaluation is to do, beside the clips.
public struct EvaluationOptions: Sendable {
    /// Recorded noise and the folds to play.
    public struct Noise: Sendable {
        /// A folder with a folder per class.
        public var folder: String
        /// First digits of the names to use.
        public var folds: Set<Int>

        /// Noise from `folder`.
        public init(folder: String, folds: Set<Int>) {
            self.folder = folder
            self.folds = folds
        }
    }

    /// Where every draw comes from.
    public var seed: UInt64 = 1
    /// Draws of every interval.
    public var bootstrapDraws = 2000
    /// Clips of each corpus for the rows of changed clips, at most; nil for all.
    public var subset: Int?
    /// Recorded noise; nil without.
    public var noise: Noise?
    /// Only what one run over the clips gives: no silence, no noise, no changed clips.
    public var isQuick = false
    /// How long each silence lasts: ten minutes for every figure that is compared.
    var silenceSeconds = 600

    /// The default values.
    public init() {}

    var bootstrap: Bootstrap { Bootstrap(draws: bootstrapDraws, seed: seed) }
}
