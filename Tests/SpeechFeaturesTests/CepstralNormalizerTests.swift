import SpeechFeatures
import TestSupport
import Testing

@Suite struct CepstralNormalizerTests {
    private let mean: [Float] = [-3, 0.5, 10]
    private let inverseDeviation: [Float] = [2, 1, 0.25]
    private let frames = (0..<300).map { GoldenTable.hashed("cepstra \($0)", count: 3, scale: 8) }

    private func normalizer(prior: Int = 100) -> CepstralNormalizer {
        CepstralNormalizer(mean: mean, inverseDeviation: inverseDeviation, priorFrames: prior)
    }

    private func normalized(_ frames: [[Float]], by normalizer: inout CepstralNormalizer) -> [[Float]] {
        frames.map { frame in
            var frame = frame
            normalizer.normalize(&frame)
            return frame
        }
    }

    @Test func eachFrameIsTakenAgainstTheMeanSoFar() {
        var ours = normalizer()
        for (k, values) in normalized(frames, by: &ours).enumerated() {
            for n in 0..<3 {
                let sum = frames[...k].reduce(100 * Double(mean[n])) { $0 + Double($1[n]) }
                let direct = (Double(frames[k][n]) - sum / Double(101 + k)) * Double(inverseDeviation[n])
                #expect(abs(Double(values[n]) - direct) < 1e-5)
            }
        }
    }

    @Test func theFutureDoesNotReachBack() {
        var (short, long) = (normalizer(), normalizer())
        #expect(normalized(Array(frames[..<50]), by: &short) == Array(normalized(frames, by: &long)[..<50]))
    }

    @Test func aConstantChannelIsTakenOutInTheEnd() {
        var (plain, coloured) = (normalizer(), normalizer())
        let shifted = frames.map { frame in frame.map { $0 + 5 } }
        let difference = zip(normalized(frames, by: &plain), normalized(shifted, by: &coloured)).map {
            $1[1] - $0[1]
        }
        // What is left of the shift is the prior's share, P / (P + k + 1).
        for (k, left) in difference.enumerated() { #expect(abs(left - 5 * 100 / Float(101 + k)) < 1e-4) }
    }

    @Test func resetForgetsTheUtterance() {
        var used = normalizer()
        _ = normalized(frames, by: &used)
        used.reset()
        var fresh = normalizer()
        #expect(normalized(frames, by: &used) == normalized(frames, by: &fresh))
    }

    @Test func hoursOfSpeechLoseNoPrecision() {
        var ours = normalizer(prior: 1)
        var frame: [Float] = [0, 0, 0]
        for k in 0..<1_000_000 {
            frame = [k % 2 == 0 ? 30 : 10, 0, 0]
            ours.normalize(&frame)
        }
        #expect(abs(frame[0] + 20) < 1e-2)
    }
}
