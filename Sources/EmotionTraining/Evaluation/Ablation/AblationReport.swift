/// What an ablation found, training by training.
public struct AblationReport: Sendable, Codable {
    /// One training.
    public struct Run: Sendable, Codable {
        /// The group that it went without, or ``AblationReport/nothing``.
        public let without: String
        /// Its seed.
        public let seed: UInt64
        /// Best mean UAR on the development speakers.
        public let meanUAR: Double
        /// UAR of each corpus in that epoch.
        public let uars: [String: Double]

        private enum CodingKeys: String, CodingKey {
            case without, seed, uars
            case meanUAR = "mean_uar"
        }
    }

    /// What the training with every part goes without.
    public static let nothing = "nothing"

    /// The recipe but for seed and augmentation, as a model file says it.
    public let recipe: [String: String]
    /// SHA-256 of the manifest of the clips.
    public let manifestSHA256: String
    /// Every training.
    public internal(set) var runs: [Run]

    private enum CodingKeys: String, CodingKey {
        case recipe, runs
        case manifestSHA256 = "manifest_sha256"
    }

    /// Whether both are of the same recipe and clips.
    func isOf(_ other: AblationReport) -> Bool {
        recipe == other.recipe && manifestSHA256 == other.manifestSHA256
    }

    /// A report read back.
    public init(json: [UInt8]) throws { self = try ReportJSON.decode(json) }

    init(recipe: [String: String], manifestSHA256: String, runs: [Run]) {
        self.recipe = recipe
        self.manifestSHA256 = manifestSHA256
        self.runs = runs
    }

    /// Everything, as JSON: keys in snake case and sorted.
    public func json() throws -> [UInt8] { try ReportJSON.encode(self) }

    /// One group: what is lost without it.
    struct Row {
        let without: String
        let runs: [Run]
        /// Mean UAR over the seeds.
        let mean: Double
        /// Largest less smallest over the seeds.
        let spread: Double
        /// Points of UAR lost without it, seed by seed.
        let lost: [Double]
    }

    /// The training with everything first, then without each group.
    var rows: [Row] {
        var names: [String] = []
        for run in runs where !names.contains(run.without) { names.append(run.without) }
        let whole = Dictionary(
            runs.filter { $0.without == Self.nothing }.map { ($0.seed, $0.meanUAR) },
            uniquingKeysWith: { first, _ in first })
        return names.map { name in
            let mine = runs.filter { $0.without == name }
            let values = mine.map(\.meanUAR)
            return Row(
                without: name, runs: mine, mean: values.mean ?? 0,
                spread: (values.max() ?? 0) - (values.min() ?? 0),
                lost: mine.compactMap { run in whole[run.seed].map { 100 * ($0 - run.meanUAR) } })
        }
    }

    /// The report for a person.
    public func markdown() -> String {
        var document = MarkdownDocument()
        document.heading("What each group of the augmentation is worth", level: 1)
        let seeds = Set(runs.map(\.seed)).count
        document.paragraph(
            "A small recipe (\(recipe["training.epochs"] ?? "–") epochs, \(recipe["training.network"] ?? "–") network, "
                + "\(seeds) seeds) is trained with every part of the augmentation, then without each group. Figures are "
                + "the best mean UAR on the development speakers; a difference below the spread between seeds "
                + "means nothing.")
        document.table(
            ["without", "mean UAR", "each seed", "spread", "points lost", "each seed"],
            rows.map { row in
                [
                    row.without, decimal(row.mean),
                    row.runs.map { decimal($0.meanUAR) }.joined(separator: ", "), decimal(row.spread),
                    row.without == Self.nothing ? "–" : decimal(row.lost.mean ?? 0, places: 1),
                    row.without == Self.nothing
                        ? "–" : row.lost.map { decimal($0, places: 1) }.joined(separator: ", "),
                ]
            })
        document.heading("Recipe")
        document.table(["", ""], recipe.sorted { $0.key < $1.key }.map { ["`\($0.key)`", $0.value] })
        return document.text
    }
}
