/// How an emotion looks wherever it is drawn: in pictures, on a terminal, on a page.
///
/// One choice for the whole project, so that nobody has to learn a legend twice:
///
/// | emotion | colour | | emotion | colour |
/// |---|---|---|---|---|
/// | angry | vermillion `#D55E00` | | neutral | grey `#999999` |
/// | disgust | bluish green `#009E73` | | sad | blue `#0072B2` |
/// | fear | reddish purple `#CC79A7` | | surprise | yellow `#F0E442` |
/// | happy | orange `#E69F00` | | calm | sky blue `#56B4E9` |
///
/// Colour alone is never enough: ``letter(of:)`` stands beside it where there is no room for the word.
public enum EmotionColours {
    private static let known: [String: Colour] = [
        "angry": .vermillion, "disgust": .bluishGreen, "fear": .reddishPurple, "happy": .orange,
        "neutral": .grey, "sad": .blue, "surprise": .yellow, "calm": .skyBlue,
    ]

    /// The colour of a label.
    ///
    /// - Parameters:
    ///   - label: the emotion's name, as models write it.
    ///   - index: its place among the labels, which chooses the colour of a label that is not known here.
    public static func colour(of label: String, index: Int = 0) -> Colour {
        known[label] ?? .series(index)
    }

    /// The capital first letter of a label: A, D, F, H, N, S for the six.
    public static func letter(of label: String) -> String { label.prefix(1).uppercased() }
}
