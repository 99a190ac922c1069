import Glibc
import Testing

@testable import undertone

@Suite struct SignalReportTests {
    private func results(_ samples: [Float], rateHz: Int = 16_000) -> [String: Finding.Result] {
        let findings = SignalReport(samples, rateHz: rateHz).findings
        return Dictionary(uniqueKeysWithValues: findings.map { ($0.check, $0.result) })
    }

    /// Noise from a fixed generator, so that every run hears the same.
    private func noise(_ count: Int, amplitude: Float) -> [Float] {
        var state: UInt32 = 1
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return (Float(state >> 8) / 8_388_608 - 1) * amplitude
        }
    }

    @Test func zerosAndConstantsFail() {
        #expect(results([Float](repeating: 0, count: 16_000)) == ["level": .fail])
        #expect(results([Float](repeating: 0.25, count: 16_000)) == ["level": .fail])
    }

    @Test func soundUpToTheTopPasses() {
        let all = results(noise(16_000, amplitude: 0.1))
        #expect(all == ["level": .pass, "clipping": .pass, "offset": .pass, "bandwidth": .pass])
    }

    @Test func clippingAnOffsetAndAWhisperAreTold() {
        #expect(results(noise(16_000, amplitude: 3).map { max(-1, min(1, $0)) })["clipping"] == .warn)
        #expect(results(noise(16_000, amplitude: 0.1).map { $0 + 0.1 })["offset"] == .warn)
        #expect(results(noise(16_000, amplitude: 0.0001))["level"] == .warn)
    }

    @Test(arguments: [16_000, 48_000])
    func nothingAboveFourKilohertzLooksLikeATelephone(rateHz: Int) {
        // Tones up to 3.4 kHz, as hands-free Bluetooth delivers them, whatever the rate claims.
        let samples = (0..<rateHz).map { index -> Float in
            [300.0, 800, 1500, 2400, 3400].reduce(0) { sum, frequency in
                sum + 0.05 * Float(sin(2 * Double.pi * frequency * Double(index) / Double(rateHz)))
            }
        }
        #expect(results(samples, rateHz: rateHz)["bandwidth"] == .warn)
    }
}
