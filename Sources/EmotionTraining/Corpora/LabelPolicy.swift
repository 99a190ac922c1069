/// Which of the corpora's emotions become labels.
public struct LabelPolicy: Sendable, Hashable {
    /// The labels a model learns, in the order of its outputs.
    public let labels: [Emotion]
    /// Whether a calm training clip counts as neutral.
    ///
    /// Dev and test never hold calm clips unless calm
    /// is a label of its own: a judge that calls calm neutral would flatter the model.
    public let trainsCalmAsNeutral: Bool

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - labels: The labels a model learns, in the order of its outputs.
    ///   - trainsCalmAsNeutral: Whether a calm training clip counts as neutral.
    public init(labels: [Emotion], trainsCalmAsNeutral: Bool) {
        self.labels = labels
        self.trainsCalmAsNeutral = trainsCalmAsNeutral
    }

    /// The six labels; calm counts as neutral in training; surprise is left out.
    public static let standard = LabelPolicy(labels: Emotion.six, trainsCalmAsNeutral: true)

    /// The label of a clip that expresses `emotion`, for a speaker of `split`.
    ///
    /// - Throws: `ExclusionReason.emotionOutsideLabels` where the clip has no label there.
    func label(of emotion: Emotion, in split: Split) throws(ExclusionReason) -> Emotion {
        if labels.contains(emotion) { return emotion }
        if emotion == .calm, trainsCalmAsNeutral, labels.contains(.neutral), split == .train {
            return .neutral
        }
        throw .emotionOutsideLabels(emotion, split)
    }
}
