internal import EmotionModel
internal import SpeechFeatures

extension FeatureOptions {
    /// The places of pitch, voicing and their deltas in a step, rising; empty where the features do without.
    var pitchColumns: [Int] {
        guard pitch else { return [] }
        return (0..<stackedFrames).flatMap { frame in
            (0..<frameVectorSize / measureCount).flatMap { part in
                let end = frame * frameVectorSize + (part + 1) * measureCount
                return [end - 2, end - 1]
            }
        }
    }
}

extension EmotionNetwork {
    /// Where the weights are that multiply some of the inputs, in the first layer.
    func parameters(reading columns: [Int]) -> [Int] {
        let (offset, outputs, taps) =
            convolutions.first.map { ($0.weight, $0.outputSize, ConvolutionLayer.width) }
            ?? (lstm.weightIH, 4 * lstm.hiddenSize, 1)
        return (0..<outputs).flatMap { output in
            columns.flatMap { column in
                let first = offset + (output * options.inputSize + column) * taps
                return first..<first + taps
            }
        }
    }
}
