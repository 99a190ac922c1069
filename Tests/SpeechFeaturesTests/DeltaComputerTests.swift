import SpeechFeatures
import TestSupport
import Testing

@Suite struct DeltaComputerTests {
    private static let size = 3
    private let frames = (0..<40).map { GoldenTable.hashed("frame \($0)", count: size, scale: 10) }

    private func deltas(of frames: [[Float]]) -> [[Float]] {
        var computer = DeltaComputer(size: Self.size)
        return frames.map { frame in
            var output = [Float](repeating: .nan, count: Self.size + 2)
            computer.process(frame, into: &output, at: 1)
            #expect(output.first!.isNaN && output.last!.isNaN)
            return Array(output[1...Self.size])
        }
    }

    @Test func deltasAreHTKsFormulaTwoFramesBack() {
        for (k, delta) in deltas(of: frames).enumerated() {
            // The value of the first frame is repeated before it.
            func c(_ index: Int, _ coefficient: Int) -> Double { Double(frames[max(index, 0)][coefficient]) }
            for n in 0..<Self.size {
                let t = k - 2
                let direct = (c(t + 1, n) - c(t - 1, n) + 2 * (c(t + 2, n) - c(t - 2, n))) / 10
                #expect(abs(Double(delta[n]) - direct) < 2e-6)
            }
        }
    }

    @Test func deltasBeginAtZeroAndARampHasItsSlope() {
        let ramp = (0..<10).map { k in [Float](repeating: Float(k) * 0.25, count: Self.size) }
        let found = deltas(of: ramp)
        #expect(found[0].allSatisfy { $0 == 0 })
        for delta in found[4...] { #expect(delta.allSatisfy { abs($0 - 0.25) < 1e-6 }) }
    }

    @Test func resetForgetsTheUtterance() {
        var computer = DeltaComputer(size: Self.size)
        var output = [Float](repeating: 0, count: Self.size)
        for frame in frames { computer.process(frame, into: &output, at: 0) }
        computer.reset()
        for (frame, expected) in zip(frames, deltas(of: frames)) {
            computer.process(frame, into: &output, at: 0)
            #expect(output == expected)
        }
    }
}
