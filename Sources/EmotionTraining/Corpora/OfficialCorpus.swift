/// What a known corpus holds when it is whole, by speaker and emotion.
public struct OfficialCorpus: Sendable {
    /// Which corpus.
    public let corpus: Corpus
    /// Its speakers, sorted.
    public let speakers: [String]
    private let usual: [Emotion: Int]
    /// Clips that the published corpus lacks.
    private let lacking: [String: [Emotion: Int]]

    /// The number of clips of one speaker in one emotion.
    public func clipCount(speaker: String, emotion: Emotion) -> Int {
        speakers.contains(speaker) ? (usual[emotion] ?? 0) - (lacking[speaker]?[emotion] ?? 0) : 0
    }

    /// The number of clips of one speaker.
    public func clipCount(speaker: String) -> Int {
        Emotion.allCases.reduce(0) { $0 + clipCount(speaker: speaker, emotion: $1) }
    }

    /// The number of clips.
    public var clipCount: Int { speakers.reduce(0) { $0 + clipCount(speaker: $1) } }

    /// The corpora that are recognised by their file names, in the order of their names.
    public static let all: [OfficialCorpus] = [cremaD, ravdess, savee, tess]

    /// 7,442 clips of 91 actors: 12 sentences, one of them in three intensities.
    private static let cremaD = OfficialCorpus(
        corpus: .cremaD, speakers: (1001...1091).map(String.init), usual: each(14, neutral: 12),
        lacking: [
            "1002": [.neutral: 1], "1008": each(1, neutral: 1), "1009": each(1, neutral: 1),
            "1019": each(1, neutral: 1), "1076": [.neutral: 1],
        ])

    /// 1,440 clips of 24 actors: two sentences, twice, in two intensities.
    private static let ravdess = OfficialCorpus(
        corpus: .ravdess, speakers: (1...24).map { $0 < 10 ? "Actor_0\($0)" : "Actor_\($0)" },
        usual: each(8, neutral: 4).merging([.surprise: 8, .calm: 8]) { $1 }, lacking: [:])

    /// 480 clips of four speakers: 15 sentences, 30 for neutral.
    private static let savee = OfficialCorpus(
        corpus: .savee, speakers: ["DC", "JE", "JK", "KL"],
        usual: each(15, neutral: 30).merging([.surprise: 15]) { $1 }, lacking: [:])

    /// 2,800 clips of two speakers: 200 words.
    private static let tess = OfficialCorpus(
        corpus: .tess, speakers: ["OAF", "YAF"],
        usual: each(200, neutral: 200).merging([.surprise: 200]) { $1 },
        lacking: [:])

    private static func each(_ count: Int, neutral: Int) -> [Emotion: Int] {
        var counts = Dictionary(uniqueKeysWithValues: Emotion.six.map { ($0, count) })
        counts[.neutral] = neutral
        return counts
    }
}

/// What is there of a known corpus, beside what there should be.
public struct CorpusCompleteness: Sendable {
    /// The whole corpus.
    public let official: OfficialCorpus
    /// The speakers found, sorted.
    public let speakers: [String]
    /// The speakers of whom nothing was found, sorted.
    public let missingSpeakers: [String]
    /// The speakers of whom some clips were not found, sorted, with the number of those.
    public let missingClips: [(speaker: String, clips: Int)]

    private let found: Set<ClipName>

    init(official: OfficialCorpus, found: Set<ClipName>) {
        self.official = official
        self.found = found
        let counts = found.reduce(into: [String: Int]()) { $0[$1.speaker, default: 0] += 1 }
        speakers = counts.keys.sorted()
        missingSpeakers = official.speakers.filter { counts[$0] == nil }
        missingClips = official.speakers.compactMap { speaker in
            let missing = official.clipCount(speaker: speaker) - (counts[speaker] ?? 0)
            return counts[speaker] == nil || missing <= 0 ? nil : (speaker, missing)
        }
    }

    /// The number of clips found for which the given keys agree; nil agrees with all.
    public func clipCount(speaker: String? = nil, emotion: Emotion? = nil) -> Int {
        found.count { (speaker ?? $0.speaker) == $0.speaker && (emotion ?? $0.emotion) == $0.emotion }
    }

    /// Whether nothing is missing.
    public var isWhole: Bool { missingSpeakers.isEmpty && missingClips.isEmpty }

    /// One line: how much of the corpus is there, and what is missing.
    public var summary: String {
        var text =
            "\(found.count) of \(official.clipCount) clips, \(speakers.count) of \(official.speakers.count) speakers"
        if isWhole { return text + ": whole" }
        if !missingSpeakers.isEmpty {
            let clips = missingSpeakers.reduce(0) { $0 + official.clipCount(speaker: $1) }
            text += "; missing speakers: \(missingSpeakers.joined(separator: " ")) (\(clips) clips)"
        }
        if !missingClips.isEmpty {
            let names = missingClips.map { "\($0.speaker) (\($0.clips))" }
            text += "; missing clips of: \(names.joined(separator: " "))"
        }
        return text
    }
}
