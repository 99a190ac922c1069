import EmotionModel
import TestSupport
import Testing

@testable import EmotionTraining

/// Numbers too small to be normal cost a hundred times as much: a pass rounds them to zero, and nobody else does.
@Suite struct FlushToZeroTests {
    /// What this thread makes of a normal number halved to below the normal ones, and of such a number doubled.
    @inline(never)
    private static func subnormals(
        _ smallest: [Float] = [.leastNormalMagnitude, .leastNonzeroMagnitude]
    ) -> [Float] { [smallest[0] * 0.5, smallest[1] * 0x1p60] }

    /// A dense layer of 1e-30 behind weights of 1e-10: the logits are no normal numbers.
    private static let network: EmotionNetwork = {
        var network = EmotionNetwork(
            options: NetworkOptions(
                inputSize: 2, hiddenSize: 4, pooling: .none, denseSizes: [4], labelCount: 6))
        let (hidden, output) = (network.dense[0], network.dense[1])
        for index in 0..<4 { network.parameters[hidden.bias + index] = 1e-30 }
        for index in 0..<24 { network.parameters[output.weight + index] = 1e-10 }
        return network
    }()

    @Test func aPassFlushesAndItsThreadDoesNot() {
        let network = Self.network
        let pass = NetworkPass(shapedLike: network)
        let packed = PackedSequences(lengths: [2])
        let input: [Float] = [0, 0, 0, 0]
        var gradient = [Float](repeating: 0, count: network.layout.count)
        #expect(Self.subnormals().allSatisfy { $0 != 0 })
        // SAFETY: two rows of two values in, two rows of six logits out.
        let logits = unsafe Array(
            UnsafeBufferPointer(
                start: pass.forward(packed, input: input, parameters: network.parameters), count: 12))
        #expect(logits.allSatisfy { $0 == 0 })
        #expect(Self.subnormals().allSatisfy { $0 != 0 })
        var within: [Float] = []
        _ = unsafe pass.backward(
            packed, input: input, parameters: network.parameters, gradient: &gradient
        ) { _, gradient in
            within = Self.subnormals()
            unsafe gradient.update(repeating: 0, count: 12)
            return 0
        }
        #expect(within == [0, 0])
        #expect(Self.subnormals().allSatisfy { $0 != 0 })
    }
}
