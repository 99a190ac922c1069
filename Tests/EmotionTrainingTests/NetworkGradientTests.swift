import EmotionModel
import TestSupport
import Testing

@testable import EmotionTraining

/// Runs one packed batch forward and backward with weighted cross-entropy per row.
private struct GradientRun {
    let loss: Double
    let logits: [Float]
    let gradient: [Float]
    let inputGradient: [Float]

    init(
        _ network: EmotionNetwork, _ packed: PackedSequences, input: [Float], labels: [Int], weights: [Float],
        pass: NetworkPass? = nil
    ) {
        let pass = pass ?? NetworkPass(shapedLike: network)
        var gradient = [Float](repeating: 0, count: network.layout.count)
        var inputGradient = [Float](repeating: 0, count: input.count)
        let classes = network.options.labelCount
        let rows = packed.rowCount
        var kept: [Float] = []
        unsafe _ = pass.forward(packed, input: input, parameters: network.parameters)
        loss = unsafe pass.backward(
            packed, input: input, parameters: network.parameters, gradient: &gradient,
            inputGradient: &inputGradient
        ) { logits, gradient in
            // A batch of one-step sequences weighs every row as the table says.
            unsafe kept = Array(UnsafeBufferPointer(start: logits, count: rows * classes))
            let single = PackedSequences(lengths: Array(repeating: 1, count: rows))
            let targets = (0..<rows).map {
                SequenceTarget(parts: [TargetPart(label: labels[$0], end: 1)], weight: weights[$0])
            }
            return unsafe SequenceLoss.crossEntropy(
                single, logits: logits, gradient: gradient, labelCount: classes, targets: targets,
                weighting: StepWeighting(lastShare: 1, fromStep: 0), smoothing: 0)
        }
        logits = kept
        self.gradient = gradient
        self.inputGradient = inputGradient
    }
}

private func network(
    _ golden: GoldenNetwork, _ pooling: NetworkOptions.Pooling, _ dense: [Int], _ dilations: [Int]
) -> EmotionNetwork {
    var network = EmotionNetwork(
        options: NetworkOptions(
            inputSize: golden.inputSize, convolutionChannels: 96, dilations: dilations,
            hiddenSize: golden.hiddenSize, pooling: pooling, denseSizes: dense, labelCount: 6))
    for tensor in network.layout.tensors {
        network.parameters.replaceSubrange(
            tensor.offset..<tensor.offset + tensor.count,
            with: golden.parameter(tensor.name, count: tensor.count))
    }
    return network
}

@Suite struct NetworkGradientTests {
    private static let tolerance = 1e-5

    @Test(arguments: [
        ("reference", NetworkOptions.Pooling.none, [128, 64], []), ("attention", .attention, [64], []),
        ("attention_large", .attention, [64], []), ("standard", .attention, [64], [1, 2]),
    ])
    func theWholeNetworksGradientsArePyTorchs(
        name: String, pooling: NetworkOptions.Pooling, dense: [Int], dilations: [Int]
    ) {
        let golden = GoldenNetwork(name)
        let network = network(golden, pooling, dense, dilations)
        let run = GradientRun(
            network, PackedSequences(lengths: [golden.stepCount]), input: golden.input,
            labels: golden.table.integers("labels"), weights: golden.table.floats("loss_weights"))
        let loss = golden.table.doubles("loss")[0]
        #expect(abs(run.loss - loss) <= Self.tolerance * abs(loss))
        #expect(largestDeviation(run.logits, from: golden.table.doubles("logits")) <= Self.tolerance)
        for tensor in network.layout.tensors {
            let ours = Array(run.gradient[tensor.offset..<tensor.offset + tensor.count])
            let deviation = golden.gradientDeviation(of: tensor.name, ours)
            #expect(deviation <= Self.tolerance, "\(name) \(tensor.name)")
        }
        #expect(golden.gradientDeviation(of: "input", run.inputGradient) <= Self.tolerance)
    }

    @Test func theLSTMsGradientsArePyTorchs() {
        let golden = GoldenNetwork("lstm")
        let network = EmotionNetwork(
            options: NetworkOptions(
                inputSize: golden.inputSize, hiddenSize: golden.hiddenSize, pooling: .none, denseSizes: [],
                labelCount: 1))
        let tensors = network.layout.tensors.filter { $0.name.hasPrefix("lstm.") }
        let parameters = tensors.flatMap { golden.parameter($0.name, count: $0.count) }
        let packed = PackedSequences(lengths: [golden.stepCount])
        let input = golden.input
        var pass = LSTMPass(layer: network.lstm)
        var gradient = [Float](repeating: 0, count: parameters.count)
        var inputGradient = [Float](repeating: 0, count: input.count)
        unsafe pass.forward(packed, input: input, parameters: parameters)
        let weights = golden.outputWeights
        unsafe pass.dh.row(0).update(from: weights, count: weights.count)
        unsafe pass.backward(
            packed, input: input, parameters: parameters, gradient: &gradient, inputGradient: &inputGradient)
        for tensor in tensors {
            let ours = Array(gradient[tensor.offset..<tensor.offset + tensor.count])
            #expect(golden.gradientDeviation(of: tensor.name, ours) <= Self.tolerance, "\(tensor.name)")
        }
        #expect(golden.gradientDeviation(of: "input", inputGradient) <= Self.tolerance)
    }

    @Test(arguments: [(NetworkOptions.Pooling.none, []), (.attention, []), (.attention, [1, 2])])
    func gradientsAgreeWithFiniteDifferences(pooling: NetworkOptions.Pooling, dilations: [Int]) {
        var random = TestRandom(seed: 11)
        let lengths = [9, 7, 7, 2]
        let packed = PackedSequences(lengths: lengths)
        var network = EmotionNetwork(
            options: NetworkOptions(
                inputSize: 5, convolutionChannels: 6, dilations: dilations, hiddenSize: 7, pooling: pooling,
                denseSizes: [9], labelCount: 6))
        network.parameters = network.parameters.map { _ in 0.5 * random.signed() }
        // Half of the convolutions' units always on, half always off: two more layers of kinks would leave no
        // step that is short enough for them and long enough for rounding.
        for layer in network.convolutions {
            for unit in 0..<layer.outputSize {
                network.parameters[layer.normalization.weight + unit] = 1 + 0.2 * random.signed()
                network.parameters[layer.normalization.bias + unit] = unit % 2 == 0 ? 12 : -12
            }
        }
        let input = (0..<packed.rowCount * 5).map { _ in 2 * random.signed() }
        let labels = (0..<packed.rowCount).map { $0 % 6 }
        let weights = (0..<packed.rowCount).map { _ in 0.1 + abs(random.signed()) }
        let run = GradientRun(network, packed, input: input, labels: labels, weights: weights)
        let norm = run.gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        for _ in 0..<20 {
            // A unit direction, and a step between rounding (too short) and the rectifier's kinks (too long).
            var direction = network.parameters.map { _ in random.signed() }
            let length = direction.reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
            direction = direction.map { $0 / length }
            let step: Float = 4e-3
            func loss(_ sign: Float) -> Double {
                var moved = network
                for index in direction.indices { moved.parameters[index] += sign * step * direction[index] }
                return GradientRun(moved, packed, input: input, labels: labels, weights: weights).loss
            }
            let measured = (loss(1) - loss(-1)) / (2 * Double(step))
            let computed = zip(run.gradient, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            let typical = norm / Double(direction.count).squareRoot()
            #expect(abs(measured - computed) <= 1e-2 * max(abs(computed), typical))
        }
    }

    /// A packed batch is the sum of its sequences, and its logits are those of the network's single steps.
    @Test(arguments: [[], [1, 2], [2]])
    func packingChangesNothing(dilations: [Int]) {
        var random = TestRandom(seed: 5)
        let lengths = [6, 4, 4, 1]
        let packed = PackedSequences(lengths: lengths)
        var network = EmotionNetwork(
            options: NetworkOptions(
                inputSize: 3, convolutionChannels: 4, dilations: dilations, hiddenSize: 8,
                pooling: .attention, denseSizes: [5], labelCount: 4))
        network.parameters = network.parameters.map { _ in 0.5 * random.signed() }
        let sequences = lengths.map { length in (0..<length * 3).map { _ in random.signed() } }
        var input = [Float](repeating: 0, count: packed.rowCount * 3)
        for (sequence, values) in sequences.enumerated() {
            for step in 0..<lengths[sequence] {
                let row = packed.row(step: step, sequence: sequence)
                for column in 0..<3 { input[row * 3 + column] = values[step * 3 + column] }
            }
        }
        let labels = (0..<packed.rowCount).map { $0 % 4 }
        let weights = [Float](repeating: 1, count: packed.rowCount)
        let whole = GradientRun(network, packed, input: input, labels: labels, weights: weights)
        var sum = [Double](repeating: 0, count: network.layout.count)
        for (sequence, values) in sequences.enumerated() {
            let rows = (0..<lengths[sequence]).map { packed.row(step: $0, sequence: sequence) }
            let run = GradientRun(
                network, PackedSequences(lengths: [lengths[sequence]]), input: values,
                labels: rows.map { labels[$0] }, weights: rows.map { weights[$0] })
            for index in sum.indices { sum[index] += Double(run.gradient[index]) }
            var state = NetworkState(options: network.options)
            for step in 0..<lengths[sequence] {
                network.step(Array(values[step * 3..<(step + 1) * 3]), state: &state)
                for index in 0..<4 {
                    #expect(abs(state.logits[index] - whole.logits[rows[step] * 4 + index]) < 1e-5)
                }
            }
        }
        #expect(largestDeviation(whole.gradient, from: sum) < 1e-5)
    }

    @Test func buffersKeptFromALargerBatchDoNoHarm() {
        var random = TestRandom(seed: 8)
        var network = EmotionNetwork(
            options: NetworkOptions(
                inputSize: 3, hiddenSize: 6, pooling: .attention, denseSizes: [5], labelCount: 4))
        network.parameters = network.parameters.map { _ in 0.5 * random.signed() }
        func run(_ length: Int, _ pass: NetworkPass?) -> [Float] {
            var random = TestRandom(seed: UInt64(length))
            let input = (0..<length * 3).map { _ in random.signed() }
            return GradientRun(
                network, PackedSequences(lengths: [length]), input: input,
                labels: Array(repeating: 1, count: length), weights: Array(repeating: 1, count: length),
                pass: pass
            ).gradient
        }
        let reused = NetworkPass(shapedLike: network)
        _ = run(12, reused)
        #expect(run(5, reused) == run(5, nil))
    }
}
