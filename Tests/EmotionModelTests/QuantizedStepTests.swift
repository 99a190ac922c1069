import TestSupport
import Testing

@testable import EmotionModel

/// Networks in bytes whose vectors have odd lengths: what lies behind a vector must not change its rounding.
@Suite struct QuantizedStepTests {
    /// Every vector odd: the input, the taps of the convolutions, the state, the dense layers.
    private static let shapes = [
        NetworkOptions(inputSize: 13, hiddenSize: 33, pooling: .none, denseSizes: [65, 7], labelCount: 6),
        NetworkOptions(
            inputSize: 39, convolutionChannels: 21, dilations: [1, 2], hiddenSize: 17, pooling: .attention,
            denseSizes: [9], labelCount: 6),
    ]

    private static func network(_ options: NetworkOptions) -> EmotionNetwork {
        var random = TestRandom(seed: 11)
        var network = EmotionNetwork(options: options)
        network.parameters = network.parameters.map { _ in 0.9 * random.signed() }
        // A dense layer that shouts leaves more behind than the state, which stays in ±1.
        let dense = network.dense[0]
        for row in 0..<dense.outputSize { network.parameters[dense.bias + row] = 5 }
        return network.quantized
    }

    /// `[streams][steps][inputSize]`; later streams are louder.
    private static func inputs(_ size: Int, streams: Int, steps: Int) -> [[[Float]]] {
        var random = TestRandom(seed: 12)
        return (0..<streams).map { stream in
            (0..<steps).map { _ in (0..<size).map { _ in random.signed() * Float(stream + 1) } }
        }
    }

    private func logits(
        _ network: EmotionNetwork, _ steps: [[Float]], from state: inout NetworkState
    ) -> [[Float]] {
        steps.map { step in
            network.step(step, state: &state)
            return state.logits
        }
    }

    @Test(arguments: 0..<2, [1, 2, 3, 7])
    func aBatchGivesTheBitsOfEachStreamAlone(shape: Int, streams: Int) {
        let network = Self.network(Self.shapes[shape])
        let inputs = Self.inputs(network.options.inputSize, streams: streams, steps: 6)
        var batch = NetworkBatch(network.prepared, capacity: streams)
        var states = inputs.map { _ in NetworkState(options: network.options) }
        var together: [[[Float]]] = inputs.map { _ in [] }
        for step in 0..<6 {
            network.prepared.step(streams: streams, &batch) { stream, body in
                body(inputs[stream][step], &states[stream])
            }
            for stream in 0..<streams { together[stream].append(states[stream].logits) }
        }
        for stream in 0..<streams {
            var state = NetworkState(options: network.options)
            #expect(together[stream] == logits(network, inputs[stream], from: &state), "stream \(stream)")
        }
    }

    @Test(arguments: 0..<2)
    func afterAResetNothingIsLeftOfTheUtteranceBefore(shape: Int) {
        let network = Self.network(Self.shapes[shape])
        let inputs = Self.inputs(network.options.inputSize, streams: 2, steps: 5)
        var used = NetworkState(options: network.options)
        _ = logits(network, inputs[1].map { $0.map { 50 * $0 } }, from: &used)
        used.reset()
        var fresh = NetworkState(options: network.options)
        #expect(logits(network, inputs[0], from: &used) == logits(network, inputs[0], from: &fresh))
    }
}
