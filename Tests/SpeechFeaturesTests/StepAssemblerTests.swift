import TestSupport
import Testing

@testable import SpeechFeatures

@Suite struct StepAssemblerTests {
    private let normalizer = CepstralNormalizer(
        mean: [Float](repeating: 1, count: 40), inverseDeviation: [Float](repeating: 2, count: 40),
        priorFrames: 50)
    private let frames = (0..<43).map { GoldenTable.hashed("cepstra \($0)", count: 42, scale: 5) }

    private func steps(_ options: FeatureOptions) -> [[Float]] {
        var assembler = StepAssembler(options: options, normalizer: normalizer)
        return frames.compactMap { assembler.append($0) ? assembler.step : nil }
    }

    @Test func aReferenceStepIsOneNormalisedFrame() {
        var expected = normalizer
        let found = steps(.reference)
        #expect(found.count == 43)
        for (frame, step) in zip(frames, found) {
            var values = Array(frame[..<40])
            expected.normalize(&values)
            #expect(step == values)
        }
    }

    @Test func aStackedStepHoldsFourFramesOldestFirstEachWithItsDeltas() {
        var normalizer = normalizer
        var pitch = PitchNormalizer()
        var deltas = DeltaComputer(size: 42)
        var vectors: [[Float]] = []
        for frame in frames {
            var values = frame
            normalizer.normalize(&values)
            (values[40], values[41]) = pitch.normalize(logF0: frame[40], voicing: frame[41])
            var delta = [Float](repeating: 0, count: 42)
            deltas.process(values, into: &delta, at: 0)
            vectors.append(values + delta)
        }
        let found = steps(FeatureOptions())
        #expect(found.count == 10)
        for (index, step) in found.enumerated() {
            #expect(step == Array(vectors[(4 * index)..<(4 * index + 4)].joined()))
        }
    }

    @Test func resetBeginsANewStep() {
        var assembler = StepAssembler(options: FeatureOptions(), normalizer: normalizer)
        for frame in frames[..<6] { _ = assembler.append(frame) }
        assembler.reset()
        let found = frames.compactMap { assembler.append($0) ? assembler.step : nil }
        #expect(found == steps(FeatureOptions()))
    }
}
