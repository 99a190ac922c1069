import AudioFiles
import CSndfile
import Glibc
import TestSupport
import Testing

/// `samples` at 16 kHz, handed over `chunk` at a time, and flushed.
private func resample(_ samples: [Float], _ resampler: inout Resampler, chunk: Int) -> [Float] {
    var output: [Float] = []
    unsafe samples.withUnsafeBufferPointer { input in
        for start in stride(from: 0, to: input.count, by: chunk) {
            let piece = unsafe UnsafeBufferPointer(
                rebasing: input[start..<min(start + chunk, input.count)])
            unsafe resampler.process(piece) { unsafe output += $0 }
        }
    }
    unsafe resampler.flush { unsafe output += $0 }
    return output
}

private func resample(_ samples: [Float], rateHz: Int, chunk: Int) -> [Float] {
    var resampler = Resampler(inputRateHz: rateHz)
    return resample(samples, &resampler, chunk: chunk)
}

private func decibels(_ ratio: Double) -> Double { 20 * log10(ratio) }

@Suite struct ResamplerTests {
    @Test(arguments: [8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
    func everyChunkingGivesTheSameSamples(_ rateHz: Int) {
        let samples = noise(rateHz * 3 / 2 + 1)
        let whole = resample(samples, rateHz: rateHz, chunk: samples.count)
        for chunk in [1, 7, 160, 4096] {
            #expect(resample(samples, rateHz: rateHz, chunk: chunk) == whole, "chunks of \(chunk)")
        }
    }

    @Test(arguments: [8000, 11_025, 22_050, 32_000, 44_100, 48_000, 88_200, 192_000])
    func theOutputHasRoundedLength(_ rateHz: Int) {
        for count in [0, 1, 2, 3, 100, 441, 1000, 4097, rateHz, rateHz + 1, 3 * rateHz + 17] {
            let due = Int((Double(count) * 16_000 / Double(rateHz)).rounded())
            #expect(resample(noise(count), rateHz: rateHz, chunk: 480).count == due, "\(count) frames")
        }
    }

    @Test func sixteenKilohertzPassesThroughUntouched() {
        var samples = noise(5000)
        samples[3] = -0
        samples[4] = .leastNonzeroMagnitude
        samples[5] = 7.5
        let output = resample(samples, rateHz: 16_000, chunk: 160)
        #expect(output.map(\.bitPattern) == samples.map(\.bitPattern))
    }

    @Test(arguments: [(48_000, 10_000.0), (48_000, 8500), (44_100, 10_000), (96_000, 30_000)])
    func aToneAboveTheNewBandIsGone(_ rateHz: Int, _ frequencyHz: Double) {
        let input = tone(frequencyHz, rateHz: Double(rateHz), count: rateHz)
        let output = resample(input, rateHz: rateHz, chunk: 480)
        // The edges, where the tone begins and ends at once, hold every frequency.
        #expect(decibels(rms(output[1600..<14_400]) / rms(input)) < -60)
    }

    @Test(arguments: [8000, 44_100, 48_000])
    func aToneInTheBandKeepsItsLevelAndItsPlace(_ rateHz: Int) {
        let input = tone(1000, rateHz: Double(rateHz), count: rateHz)
        let expected = tone(1000, rateHz: 16_000, count: 16_000)
        let output = resample(input, rateHz: rateHz, chunk: 480)
        let error = zip(output, expected).map { $0 - $1 }
        #expect(decibels(rms(error[1600..<14_400]) / rms(expected)) < -80)
    }

    @Test(arguments: [16_000, 44_100, 48_000])
    func aResetForgetsEverything(_ rateHz: Int) {
        let samples = noise(rateHz / 2)
        let fresh = resample(samples, rateHz: rateHz, chunk: 480)
        var resampler = Resampler(inputRateHz: rateHz)
        _ = unsafe noise(12_345, seed: 9).withUnsafeBufferPointer { input in
            unsafe resampler.process(input) { _ in }
        }
        resampler.reset()
        #expect(resample(samples, &resampler, chunk: 480) == fresh)
        resampler.reset()
        #expect(resample(samples, &resampler, chunk: 77) == fresh)
    }

    @Test(arguments: [8000, 16_000, 44_100, 48_000])
    func processingAllocatesNothing(_ rateHz: Int) {
        var resampler = Resampler(inputRateHz: rateHz)
        let hop = noise(rateHz / 100)
        var frames = 0
        for _ in 0..<100 {
            unsafe hop.withUnsafeBufferPointer { unsafe resampler.process($0) { frames += $0.count } }
        }
        let count = allocations {
            for _ in 0..<1000 {
                unsafe hop.withUnsafeBufferPointer { unsafe resampler.process($0) { frames += $0.count } }
            }
        }
        if let count { #expect(count == 0) }
        #expect(frames > 16_000 * 10)
    }

    @Test func theOfflineConversionIsTheStream() {
        for rateHz in [8000, 16_000, 44_100, 48_000] {
            let samples = noise(rateHz + 5)
            let offline = Resampler.convert(samples, fromHz: Double(rateHz), toHz: 16_000)
            #expect(offline == resample(samples, rateHz: rateHz, chunk: 160))
        }
    }

    @Test(arguments: [0.88, 0.9371, 1.0, 1.05, 1.12])
    func aChangeOfSpeedMovesATone(_ factor: Double) {
        let input = tone(1000, rateHz: 16_000, count: 32_000)
        let output = Resampler.convert(input, fromHz: 16_000 * factor, toHz: 16_000)
        #expect(output.count == Int((32_000 / factor).rounded()))
        let expected = tone(1000 * factor, rateHz: 16_000, count: output.count)
        let error = zip(output, expected).map { $0 - $1 }
        #expect(decibels(rms(error[1600..<output.count - 1600]) / rms(expected)) < -80)
    }

    @Test func conversionsInSeveralThreadsGiveWhatOneGives() async {
        let samples = noise(20_000)
        let rates = (0..<24).map { 14_000 + 173.5 * Double($0) }
        let alone = rates.map { Resampler.convert(samples, fromHz: $0, toHz: 16_000) }
        let together = await withTaskGroup(of: (Int, [Float]).self) { group in
            for (index, rate) in rates.enumerated() {
                group.addTask { (index, Resampler.convert(samples, fromHz: rate, toHz: 16_000)) }
            }
            return await group.reduce(into: [Int: [Float]]()) { $0[$1.0] = $1.1 }
        }
        for (index, output) in alone.enumerated() { #expect(together[index] == output) }
    }

    @Test func aFileLoadsAtItsOwnRateAndAtSixteenKilohertz() throws {
        let folder = TemporaryFolder()
        let samples = noise(44_100)
        let path = folder.encode(
            samples, to: "x.wav", format: Int(SF_FORMAT_WAV | SF_FORMAT_FLOAT), rateHz: 44_100)
        let (loaded, rateHz) = try AudioFile.load(path: path)
        #expect(loaded == samples)
        #expect(rateHz == 44_100)
        #expect(try AudioFile.load16kHz(path: path) == resample(samples, rateHz: 44_100, chunk: 441))
        #expect(throws: AudioFileError.self) { try AudioFile.load(path: folder.file("none.wav")) }
    }
}
