import EmotionRecognition

extension Recording {
    /// The utterances as SubRip subtitles (`.srt`): a label and its confidence, for as long as it was spoken.
    var subtitles: String {
        utterances.enumerated().map { index, utterance in
            let start = Int((utterance.start * 1000).rounded())
            // Some players drop a cue of no length.
            let end = max(Int((utterance.end * 1000).rounded()), start + 1)
            let share = Int((100 * utterance.confidence).rounded())
            return "\(index + 1)\n\(Self.clock(start)) --> \(Self.clock(end))\n"
                + "\(labels[utterance.emotion]) (\(share) %)\n\n"
        }.joined()
    }

    /// Milliseconds as 00:01:02,345.
    private static func clock(_ milliseconds: Int) -> String {
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let seconds = milliseconds / 1000
        return [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
            + "," + padded(milliseconds % 1000, 3)
    }
}
