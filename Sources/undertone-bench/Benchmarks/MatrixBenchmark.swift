import COpenBLAS
import EmotionModel
import EmotionRecognition

/// A step's matrices by bare OpenBLAS `sgemv`s, by turns with the step itself: what is there to be gained.
struct MatrixBenchmark: Benchmark {
    let name = "sgemv"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        openblas_set_num_threads(1)
        var networks = MemberKind.all(of: setting.model).map { ($0.name, [$0.network]) }
        networks.append(("model", setting.model.networks))
        networks.append(("reference", [.referenceWithNoise]))
        return networks.flatMap { compare($0.0, $0.1, setting.seconds) }
    }

    private func compare(_ kind: String, _ networks: [EmotionNetwork], _ seconds: Double) -> [Figure] {
        let matrices = networks.flatMap(Matrix.all)
        let input = BenchmarkVoice.noise(networks[0].options.inputSize)
        var states = networks.map { NetworkState(options: $0.options) }
        var (bare, step): ([Double], [Double]) = ([], [])
        let turns = 20
        for _ in 0..<turns {
            let share = seconds / Double(2 * turns)
            bare.append(
                Stopwatch.calls(for: share) { _ in for matrix in matrices { matrix.multiply() } }.median)
            step.append(
                Stopwatch.calls(for: share) { _ in
                    for index in networks.indices { networks[index].step(input, state: &states[index]) }
                }.median)
        }
        let ratios = zip(step, bare).map { $0 / $1 }
        return [
            Figure("sgemv.\(kind)", Durations(microseconds: bare).median, "µs"),
            Figure("sgemv.\(kind).step", Durations(microseconds: step).median, "µs"),
            Figure("sgemv.\(kind).step_ratio", Durations(microseconds: ratios).median, "× sgemv"),
        ]
    }
}

/// One matrix of a network with a vector on either side.
private final class Matrix {
    private let rows: Int
    private let columns: Int
    private let weights: [Float]
    private let x: [Float]
    private var y: [Float]

    private init(_ network: EmotionNetwork, _ tensor: ParameterLayout.Tensor) {
        rows = tensor.shape[0]
        columns = tensor.count / rows
        weights = Array(network.parameters[tensor.offset..<tensor.offset + tensor.count])
        x = BenchmarkVoice.noise(columns)
        y = Array(repeating: 0, count: rows)
    }

    /// The matrices that a step multiplies by.
    static func all(of network: EmotionNetwork) -> [Matrix] {
        network.layout.tensors.filter { $0.shape.count > 1 && $0.shape[0] > 1 }.map { Matrix(network, $0) }
    }

    func multiply() {
        // SAFETY: the shapes are those that the arrays were made with.
        unsafe cblas_sgemv(
            CblasRowMajor, CblasNoTrans, blasint(rows), blasint(columns), 1, weights, blasint(columns), x, 1,
            1, &y, 1)
    }
}
