/// What one sequence of the network's steps is made from: an utterance of an augmented clip, or two in a row.
struct TrainingUtterance: Sendable {
    /// A stretch of frames with one label.
    struct Part: Sendable {
        let segment: LogMelSegment
        let label: Int
    }

    /// In the order in which they are heard.
    var parts: [Part]
    /// Keys what chance decides about it.
    let key: UInt64
    /// Who speaks; empty for noise.
    let speaker: String

    init(segment: LogMelSegment, label: Int, key: UInt64, speaker: String = "") {
        parts = [Part(segment: segment, label: label)]
        self.key = key
        self.speaker = speaker
    }
}

/// Puts utterances of one speaker in a row, so that a network hears emotions change within a stream.
enum Concatenation {
    /// Some of `utterances`, by chance, followed by another one of the same speaker with another label.
    ///
    /// - Parameters:
    ///   - utterances: of one part each; those of nobody are left alone.
    ///   - share: how many get a successor, where there is one.
    static func joined(
        _ utterances: [TrainingUtterance], share: Float, seed: UInt64, epoch: Int
    ) -> [TrainingUtterance] {
        let bySpeaker = Dictionary(grouping: utterances.indices) { utterances[$0].speaker }
        return utterances.map { utterance in
            var random = KeyedRandom(seed: seed, epoch: epoch, clip: utterance.key, purpose: .concatenation)
            guard !utterance.speaker.isEmpty, random.chance(share) else { return utterance }
            let others = (bySpeaker[utterance.speaker] ?? []).filter {
                utterances[$0].parts[0].label != utterance.parts[0].label
            }
            guard !others.isEmpty else { return utterance }
            var joined = utterance
            joined.parts += utterances[others[random.index(below: others.count)]].parts
            return joined
        }
    }
}

extension LogMelSegment {
    /// Adds the frames of `other` at the end.
    mutating func append(_ other: LogMelSegment) {
        values += other.values
        pitch += other.pitch
    }

    /// In three cases of ten a run of half to nine tenths of the frames, never less than 0.8 s of them.
    func cropped(bands: Int, using random: inout KeyedRandom) -> LogMelSegment {
        let count = values.count / bands
        guard random.chance(0.3), count > 80 else { return self }
        let kept = max(80, Int(random.uniform(in: 0.5...0.9) * Float(count)))
        let first = random.index(below: count - kept + 1)
        return LogMelSegment(
            values: Array(values[first * bands..<(first + kept) * bands]),
            pitch: pitch.isEmpty ? [] : Array(pitch[2 * first..<2 * (first + kept)]))
    }
}
