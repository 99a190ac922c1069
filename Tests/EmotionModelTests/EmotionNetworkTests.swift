import TestSupport
import Testing

@testable import EmotionModel

extension EmotionNetwork {
    /// The network of a golden table, with its weights.
    fileprivate init(_ golden: GoldenNetwork, pooling: NetworkOptions.Pooling, denseSizes: [Int]) {
        self.init(
            options: NetworkOptions(
                inputSize: golden.inputSize, hiddenSize: golden.hiddenSize, pooling: pooling,
                denseSizes: denseSizes, labelCount: 6))
        for tensor in layout.tensors {
            parameters.replaceSubrange(
                tensor.offset..<(tensor.offset + tensor.count),
                with: golden.parameter(tensor.name, count: tensor.count))
        }
    }
}

/// What a pass over a golden input leaves behind.
private struct Trace {
    var h: [Float] = []
    var c: [Float] = []
    var pooled: [Float] = []
    var logits: [Float] = []

    init(_ network: EmotionNetwork, _ golden: GoldenNetwork) {
        var state = NetworkState(options: network.options)
        let kept = Set(golden.keptSteps)
        let input = golden.input
        for step in 0..<golden.stepCount {
            let vector = Array(input[(step * golden.inputSize)..<((step + 1) * golden.inputSize)])
            network.step(vector, state: &state)
            logits += state.logits
            guard kept.contains(step) else { continue }
            h += state.lstm.h
            c += state.lstm.c
            pooled += state.attention.weighted.map { $0 / state.attention.total }
        }
    }
}

@Suite struct EmotionNetworkTests {
    private static let tolerance = 1e-5

    @Test func theLSTMIsPyTorchs() {
        let golden = GoldenNetwork("lstm")
        var network = EmotionNetwork(
            options: NetworkOptions(
                inputSize: golden.inputSize, hiddenSize: golden.hiddenSize, pooling: .none, denseSizes: [],
                labelCount: 6))
        for tensor in network.layout.tensors where tensor.name.hasPrefix("lstm.") {
            network.parameters.replaceSubrange(
                tensor.offset..<(tensor.offset + tensor.count),
                with: golden.parameter(tensor.name, count: tensor.count))
        }
        var state = NetworkState(options: network.options)
        var (h, c): ([Float], [Float]) = ([], [])
        let input = golden.input
        for step in 0..<golden.stepCount {
            network.step(
                Array(input[(step * golden.inputSize)..<((step + 1) * golden.inputSize)]), state: &state)
            guard golden.keptSteps.contains(step) else { continue }
            h += state.lstm.h
            c += state.lstm.c
        }
        #expect(largestDeviation(h, from: golden.table.doubles("h")) <= Self.tolerance)
        #expect(largestDeviation(c, from: golden.table.doubles("c")) <= Self.tolerance)
    }

    @Test func theReferenceNetworkIsPyTorchs() {
        let golden = GoldenNetwork("reference")
        let network = EmotionNetwork(golden, pooling: .none, denseSizes: [128, 64])
        #expect(network.options == .reference(inputSize: 40))
        let trace = Trace(network, golden)
        #expect(largestDeviation(trace.h, from: golden.table.doubles("h")) <= Self.tolerance)
        #expect(largestDeviation(trace.c, from: golden.table.doubles("c")) <= Self.tolerance)
        #expect(largestDeviation(trace.logits, from: golden.table.doubles("logits")) <= Self.tolerance)
    }

    @Test(arguments: ["attention", "attention_large"])
    func theAttentionNetworkIsPyTorchs(name: String) {
        let golden = GoldenNetwork(name)
        let trace = Trace(EmotionNetwork(golden, pooling: .attention, denseSizes: [64]), golden)
        #expect(largestDeviation(trace.h, from: golden.table.doubles("h")) <= Self.tolerance)
        #expect(largestDeviation(trace.c, from: golden.table.doubles("c")) <= Self.tolerance)
        #expect(largestDeviation(trace.pooled, from: golden.table.doubles("pooled")) <= Self.tolerance)
        #expect(largestDeviation(trace.logits, from: golden.table.doubles("logits")) <= Self.tolerance)
    }

    @Test func theConvolutionalNetworkIsPyTorchs() {
        let golden = GoldenNetwork("standard")
        var options = NetworkOptions.convolutional(inputSize: golden.inputSize)
        options.convolutionChannels = 96
        var network = EmotionNetwork(options: options)
        for tensor in network.layout.tensors {
            network.parameters.replaceSubrange(
                tensor.offset..<(tensor.offset + tensor.count),
                with: golden.parameter(tensor.name, count: tensor.count))
        }
        let trace = Trace(network, golden)
        #expect(largestDeviation(trace.h, from: golden.table.doubles("h")) <= Self.tolerance)
        #expect(largestDeviation(trace.c, from: golden.table.doubles("c")) <= Self.tolerance)
        #expect(largestDeviation(trace.pooled, from: golden.table.doubles("pooled")) <= Self.tolerance)
        #expect(largestDeviation(trace.logits, from: golden.table.doubles("logits")) <= Self.tolerance)
    }

    @Test func resetGivesTheFirstPassAgain() {
        let golden = GoldenNetwork("attention")
        let network = EmotionNetwork(golden, pooling: .attention, denseSizes: [64])
        var state = NetworkState(options: network.options)
        var passes: [[Float]] = []
        for _ in 0..<2 {
            state.reset()
            var logits: [Float] = []
            for step in 0..<20 {
                network.step(Array(golden.input[(step * 20)..<(step * 20 + 20)]), state: &state)
                logits += state.logits
            }
            passes.append(logits)
        }
        #expect(passes[0] == passes[1])
    }

    @Test func changedParametersAreServedAndCopiesKeepTheirOwn() {
        var network = EmotionNetwork(
            options: NetworkOptions(
                inputSize: 3, hiddenSize: 5, pooling: .none, denseSizes: [], labelCount: 2))
        func logits(_ network: EmotionNetwork) -> [Float] {
            var state = NetworkState(options: network.options)
            network.step([0.5, -1, 2], state: &state)
            return state.logits
        }
        let copy = network
        let bias = network.layout.count - 2
        network.parameters[bias] = 1
        #expect(logits(network) == [1, 0] && logits(copy) == [0, 0])
        network.parameters[bias] = 2
        #expect(logits(network) == [2, 0] && logits(copy) == [0, 0])
    }

    @Test func stepsAllocateNothing() {
        for name in ["attention", "reference"] {
            let golden = GoldenNetwork(name)
            let network =
                name == "reference"
                ? EmotionNetwork(golden, pooling: .none, denseSizes: [128, 64])
                : EmotionNetwork(golden, pooling: .attention, denseSizes: [64])
            var state = NetworkState(options: network.options)
            let vector = Array(golden.input[..<golden.inputSize])
            network.step(vector, state: &state)
            let count = allocations { for _ in 0..<50 { network.step(vector, state: &state) } }
            #expect((count ?? 0) == 0, "\(name)")
        }
    }

    @Test func attentionSurvivesScoresBeyondTheExponentialsRange() {
        var layout = ParameterLayout()
        let pooling = AttentionPooling("attention", size: 1, layout: &layout)
        var state = AttentionState(size: 1)
        var pooled: [Float] = [0]
        for hidden: Float in [-1, 1, 0.5] {
            pooling.step([hidden], parameters: [1000, 0], state: &state, into: &pooled, at: 0)
        }
        // The score of the second is ahead by 500 at least: it alone counts.
        #expect(pooled == [1])
    }
}

@Suite struct NetworkOptionsTests {
    @Test(arguments: [NetworkOptions.reference(inputSize: 40), .convolutional(inputSize: 320)])
    func optionsComeBackFromTheirMetadata(options: NetworkOptions) throws {
        #expect(try NetworkOptions(metadata: options.metadata, labelCount: 6) == options)
    }

    @Test func everyKeyIsAskedFor() {
        for key in NetworkOptions.reference(inputSize: 40).metadata.keys {
            var metadata = NetworkOptions.reference(inputSize: 40).metadata
            metadata[key] = nil
            #expect(throws: ModelFileError.missingMetadata(key)) {
                try NetworkOptions(metadata: metadata, labelCount: 6)
            }
        }
    }

    @Test(arguments: [
        ("network.input", "0"), ("network.input", "4097"), ("network.hidden", "-1"),
        ("network.hidden", "1e3"),
        ("network.pooling", "mean"), ("network.dense", "64,,x"), ("network.dense", "1,2,3,4,5,6,7,8,9"),
        ("network.dense", "99999999999999999999"),
    ])
    func aSizeThatMakesNoSenseIsNamed(key: String, value: String) throws {
        var metadata = NetworkOptions.reference(inputSize: 40).metadata
        metadata[key] = value
        let error = try #require(throws: ModelFileError.self) {
            try NetworkOptions(metadata: metadata, labelCount: 6)
        }
        guard case .malformedMetadata(key, value, _) = error else {
            Issue.record("\(error)")
            return
        }
    }
}
