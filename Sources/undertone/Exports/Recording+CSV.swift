import EmotionRecognition

extension Recording {
    /// The windows as a table (RFC 4180, lines ended by a line feed); what is null is empty.
    ///
    /// `utterance` counts the utterances from 1; a window belongs to one when its middle does.
    var csv: String {
        let head =
            ["start", "end", "state", "speech", "level_db", "peak", "emotion", "confidence"]
            + labels.map { "prob_\($0)" } + ["utterance", "utterance_emotion"]
        var text = Self.line(head)
        var index = 0
        for estimate in estimates {
            let middle = (estimate.start + estimate.end) / 2
            while index < utterances.count, utterances[index].end < middle { index += 1 }
            let isInside = index < utterances.count && utterances[index].start <= middle
            text += Self.line(
                cells(of: estimate)
                    + (isInside ? ["\(index + 1)", labels[utterances[index].emotion]] : ["", ""]))
        }
        return text
    }

    private func cells(of estimate: Estimate) -> [String] {
        func number(_ value: Float?) -> String { value.map { rounded(Double($0)) } ?? "" }
        let shares = labels.indices.map { number(estimate.smoothed?[$0]) }
        return [
            rounded(estimate.start), rounded(estimate.end), estimate.state.rawValue, number(estimate.speech),
            number(estimate.levelDBFS), number(estimate.peak), estimate.emotion.map { labels[$0] } ?? "",
            number(estimate.confidence),
        ] + shares
    }

    private static func line(_ cells: [String]) -> String {
        cells.map { cell in
            let needsQuotes = cell.utf8.contains { "\",\r\n".utf8.contains($0) }
            return needsQuotes ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
        }.joined(separator: ",") + "\n"
    }
}

/// A number with at most four decimals, as the lines have them.
func rounded(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }
