/// Which of the corpora's emotions become labels.
public struct LabelPolicy: Sendable, Hashable {
    /// Where a calm clip counts as neutral; nowhere once calm is a label of its own.
    public enum CalmAsNeutral: String, CaseIterable, Sendable {
        /// In training alone: a judge that calls calm neutral would flatter the model.
        case training
        /// In every split.
        case everywhere
        /// In none: calm clips are left out.
        case never
    }

    /// The labels a model learns, in the order of its outputs.
    public let labels: [Emotion]
    /// Where a calm clip counts as neutral.
    public let calmAsNeutral: CalmAsNeutral

    /// Makes a policy.
    ///
    /// - Parameters:
    ///   - labels: The labels a model learns, in the order of its outputs.
    ///   - calmAsNeutral: Where a calm clip counts as neutral.
    public init(labels: [Emotion], calmAsNeutral: CalmAsNeutral = .training) {
        self.labels = labels
        self.calmAsNeutral = calmAsNeutral
    }

    /// The six labels; calm counts as neutral in training; surprise is left out.
    public static let standard = LabelPolicy(labels: Emotion.six)

    /// The label of a clip that expresses `emotion`, in `split`.
    ///
    /// - Throws: `ExclusionReason.emotionOutsideLabels` where the clip has no label there.
    func label(of emotion: Emotion, in split: Split) throws(ExclusionReason) -> Emotion {
        if labels.contains(emotion) { return emotion }
        let calmIsNeutral =
            switch calmAsNeutral {
            case .training: split == .train
            case .everywhere: true
            case .never: false
            }
        if emotion == .calm, calmIsNeutral, labels.contains(.neutral) { return .neutral }
        throw .emotionOutsideLabels(emotion, split)
    }
}
