import TestSupport
import Testing

@testable import SpeechFeatures

@Suite struct MelFilterbankTests {
    @Test func weightsAreLibrosas() {
        let reference = GoldenTable("Golden/mel.golden").doubles("weights")
        let bank = MelFilterbank(options: FeatureOptions())
        #expect(bank.bandCount == 64)
        for (index, band) in bank.bands.enumerated() {
            var row = [Double](repeating: 0, count: 257)
            for bin in 0..<band.count { row[band.start + bin] = Double(bank.weights[band.offset + bin]) }
            for bin in 0..<257 { #expect(abs(row[bin] - reference[index * 257 + bin]) < 1e-7) }
        }
    }

    @Test func everyBandHearsSomething() {
        let bank = MelFilterbank(options: FeatureOptions())
        var energies = [Float](repeating: 0, count: 64)
        bank.apply(to: [Float](repeating: 1, count: 257), into: &energies)
        #expect(energies.allSatisfy { $0 > 0 })
    }

    @Test func theScaleIsHTKs() {
        #expect(abs(MelFilterbank.mel(1000) - 999.9855) < 1e-3)
        for hertz in [20.0, 440, 8000] {
            #expect(abs(MelFilterbank.hertz(MelFilterbank.mel(hertz)) - hertz) < 1e-9)
        }
    }

    @Test func energiesAreTheSumsOfWeightedBins() {
        let bank = MelFilterbank(options: FeatureOptions())
        let power = GoldenTable.hashed("power", count: 257).map(abs)
        var energies = [Float](repeating: .nan, count: 64)
        bank.apply(to: power, into: &energies)
        let reference = GoldenTable("Golden/mel.golden").doubles("weights")
        for band in 0..<64 {
            let direct = (0..<257).reduce(0.0) { $0 + reference[band * 257 + $1] * Double(power[$1]) }
            #expect(abs(Double(energies[band]) - direct) <= 1e-6 * direct)
        }
    }
}
