/// What a recipe reaches on voices that it was not trained on: it judges the recipe, not a model.
public struct CrossValidationReport: Sendable, Encodable {
    /// One part left out.
    public struct Fold: Sendable, Encodable {
        /// What was left out.
        public let leftOut: String
        /// SHA-256 of the manifest of the fold's clips.
        public let manifestSHA256: String
        /// Clips that were trained on.
        public let trainingClips: Int
        /// What the model says of what was left out.
        public let figures: CorpusFigures
    }

    /// `loso` or `loco`.
    public let protocolName: String
    /// Epochs of each fold's training.
    public let epochs: Int
    /// The seed of each fold's training.
    public let seed: UInt64
    /// The recipe, as a model file says it.
    public let recipe: [String: String]
    /// The labels, in the order of every table.
    public let labels: [String]
    /// What was left out, in turn.
    public let folds: [Fold]
    /// What could not be left out because there are no clips of it.
    public let missing: [String]
    /// Mean UAR over the folds.
    public let meanUAR: Double
    /// Its deviation over the folds, n − 1; nil for one fold.
    public let deviation: Double?

    init(
        kind: CrossValidationKind, options: TrainingOptions, labels: [Emotion], folds: [Fold],
        missing: [String]
    ) {
        protocolName = kind.rawValue
        epochs = options.epochs
        seed = options.seed
        recipe = options.metadata
        self.labels = labels.map(\.rawValue)
        self.folds = folds
        self.missing = missing
        let uars = folds.map(\.figures.uar.value)
        meanUAR = uars.mean ?? 0
        deviation = uars.sampleDeviation
    }

    /// Everything, as JSON: keys in snake case and sorted.
    public func json() throws -> [UInt8] { try ReportJSON.encode(self) }

    /// The report for a person.
    public func markdown() -> String {
        var document = MarkdownDocument()
        let what = protocolName == CrossValidationKind.loso.rawValue ? "each SAVEE speaker" : "each corpus"
        document.heading("Cross-validation without \(what) in turn", level: 1)
        document.paragraph(
            "The recipe is trained anew for each fold: \(epochs) epochs, seed \(seed). What is left out is tested on "
                + "and used for nothing else; the epoch that is kept and the temperature come from the development "
                + "speakers of what is left in. Clip labels are the program's, on untrimmed clips. In brackets: 95 % "
                + "intervals.")
        document.table(
            [
                "left out", "training clips", "clips", "speakers", "UAR", "accuracy", "macro-F1",
                "with an utterance", "UAR, detector off",
            ],
            folds.map { fold in
                let figures = fold.figures
                return [
                    fold.leftOut, "\(fold.trainingClips)", "\(figures.clips)", "\(figures.speakers)",
                    figures.uar.text, figures.accuracy.text, figures.macroF1.text, decimal(figures.answered),
                    figures.detectorOffUAR.text,
                ]
            } + [["mean", "", "", "", "\(decimal(meanUAR)) ± \(decimal(deviation))", "", "", "", ""]])
        if !missing.isEmpty {
            document.paragraph("No clips at hand of: " + missing.joined(separator: ", ") + ".")
        }
        document.heading("Recipe")
        document.table(["", ""], recipe.sorted { $0.key < $1.key }.map { ["`\($0.key)`", $0.value] })
        return document.text
    }
}
