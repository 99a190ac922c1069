/// What is on two sides of a split, where a figure would flatter the model.
public struct SplitLeak: Sendable, Hashable, CustomStringConvertible {
    /// What crosses the line.
    public enum Kind: String, Sendable {
        /// A voice.
        case speaker
        /// The same samples under two names.
        case audio
        /// A recording and a copy made from it, or two copies of one.
        case copy = "augmented copy"
    }

    /// What crosses the line.
    public let kind: Kind
    /// Who or what: the speaker, or the two files.
    public let offender: String
    /// The splits it is in, in the order train, dev, test.
    public let splits: [Split]

    /// One line: who is where.
    public var description: String {
        "\(kind.rawValue) \(offender) is in \(splits.map(\.rawValue).joined(separator: " and "))"
    }

    /// Everything in `clips` that crosses the line, each offender once, sorted.
    ///
    /// - Parameters:
    ///   - clips: All clips of an experiment.
    ///   - allowsSpeakers: Whether voices may, as in a split that says itself that it is leaky.
    public static func leaks(in clips: [Clip], allowsSpeakers: Bool) -> [SplitLeak] {
        var leaks: [SplitLeak] = []
        if !allowsSpeakers {
            let voices = Dictionary(grouping: clips) {
                SpeakerIdentity(corpus: $0.corpus, speaker: $0.speaker)
            }
            for (speaker, clips) in voices.sorted(by: { $0.key < $1.key }) {
                if let splits = crossing(clips) {
                    leaks.append(SplitLeak(kind: .speaker, offender: speaker.description, splits: splits))
                }
            }
        }
        let audio = Dictionary(grouping: clips.filter { $0.contentHash != nil }) {
            $0.source ?? $0.contentHash
        }
        for clips in audio.values.sorted(by: { $0[0].path < $1[0].path }) {
            guard let splits = crossing(clips) else { continue }
            let files = splits.compactMap { split in clips.first { $0.split == split }?.path }
            let isCopy = clips.contains { $0.source != nil }
            leaks.append(
                SplitLeak(
                    kind: isCopy ? .copy : .audio, offender: files.joined(separator: " = "), splits: splits))
        }
        return leaks
    }

    /// The splits of `clips` where there are two or more.
    private static func crossing(_ clips: [Clip]) -> [Split]? {
        let splits = Set(clips.map(\.split))
        return splits.count < 2 ? nil : Split.allCases.filter(splits.contains)
    }
}
