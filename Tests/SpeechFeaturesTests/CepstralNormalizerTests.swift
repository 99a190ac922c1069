import Glibc
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

    @Test func aRelativeLevelIsTheLevelAgainstTheMeanPowerSoFar() {
        var ours = relative()
        for (k, values) in normalized(frames, by: &ours).enumerated() {
            let powers = frames[...k].map { exp(Double($0[0]) / 8) }
            let level = 8 * log(powers.reduce(0, +) / Double(k + 1))
            #expect(abs(Double(values[0]) - 2 * (Double(frames[k][0]) - level)) < 1e-4)
        }
    }

    @Test func noGainChangesARelativeLevel() {
        var (plain, amplified, against) = (relative(), relative(), normalizer())
        // 20 dB of power in each of 64 bands.
        let louder = frames.map { [$0[0] + 8 * log(100), $0[1], $0[2]] }
        let mean = normalized(frames, by: &against)
        for (soft, (loud, old)) in zip(
            normalized(frames, by: &plain), zip(normalized(louder, by: &amplified), mean))
        {
            #expect(abs(soft[0] - loud[0]) < 1e-3)
            #expect(Array(soft[1...]) == Array(old[1...]))
        }
    }

    private func relative() -> CepstralNormalizer {
        CepstralNormalizer(
            mean: mean, inverseDeviation: inverseDeviation, priorFrames: 100, relativeLevelBands: 64)
    }

    @Test(arguments: [nil, 64])
    func resetForgetsTheUtterance(relativeLevelBands: Int?) {
        func normalizer() -> CepstralNormalizer {
            CepstralNormalizer(
                mean: mean, inverseDeviation: inverseDeviation, priorFrames: 100,
                relativeLevelBands: relativeLevelBands)
        }
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
