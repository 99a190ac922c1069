internal import CKernels
internal import SpeechFeatures

/// The recogniser without its detector: a whole clip is one utterance.
public struct WholeClipClassifier: Sendable {
    private let model: SpeechEmotionModel

    /// A classifier with the given model.
    public init(model: SpeechEmotionModel) { self.model = model }

    /// The mean of the calibrated posteriors over all steps of `samples`, 16 kHz mono.
    ///
    /// - Returns: nil where the clip is too short for a step.
    public func posterior(of samples: [Float]) -> Posterior? {
        let control = ck_flush_denormals()
        defer { ck_restore_denormals(control) }
        let features = model.features
        var filter = HighPassFilter(options: features)
        let filtered = filter.filtered(model.gain == 1 ? samples : samples.map { $0 * model.gain })
        var extractor = FrameExtractor(options: features)
        var classifier = UtteranceClassifier(model: model)
        var offset = 0
        while extractor.next(filtered, from: &offset) {
            guard classifier.append(extractor.frame.measures) else { continue }
            classifier.stepNetworks()
            classifier.finishStep()
        }
        return classifier.utterancePosterior
    }
}
