import TestSupport
import Testing

@testable import SpeechFeatures

@Suite struct FrameComputerTests {
    private func frame(of samples: [Float]) -> Frame {
        let options = FeatureOptions()
        var computer = FrameComputer(options: options)
        var frame = Frame(options: options)
        computer.compute(samples, into: &frame)
        return frame
    }

    @Test func aToneSoundsInItsBand() {
        // Peaks lie 43.2 mel apart from 31.7 on: 1000 Hz, 1000 mel, is 18 mel above that of band 21.
        let tone = (0..<400).map { Float(0.5 * sine(2 * .pi * 1000 / 16000 * Double($0))) }
        let logMel = frame(of: tone).logMel
        let loudest = logMel.indices.max { logMel[$0] < logMel[$1] }
        #expect(loudest == 21)
    }

    @Test func silenceIsTheLogarithmOfTheOffset() {
        let frame = frame(of: [Float](repeating: 0, count: 400))
        #expect(frame.logMel.allSatisfy { abs($0 + 16.118095) < 1e-5 })
        #expect(abs(frame.cepstra[0] + 8 * 16.118095) < 1e-4)
        #expect(frame.rms == 0 && frame.peak == 0 && frame.levelDBFS == -100)
    }

    @Test func twiceTheAmplitudeAddsTheLogarithmOfFour() {
        let noise = GoldenTable.hashed("noise", count: 400, scale: 0.25)
        let (soft, loud) = (frame(of: noise).logMel, frame(of: noise.map { $0 * 2 }).logMel)
        for (soft, loud) in zip(soft, loud) { #expect(abs(loud - soft - 1.3862944) < 1e-4) }
    }
}
