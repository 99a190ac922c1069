import EmotionRecognition

/// One measured value.
struct Figure: Sendable {
    /// Such as `front-end.frames_per_second`.
    let name: String
    let value: Double
    let unit: String

    init(_ name: String, _ value: Double, _ unit: String) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}

/// What every benchmark is given.
struct BenchmarkSetting: Sendable {
    let model: SpeechEmotionModel
    let modelPath: String
    /// The monitor, for what is measured of a process of its own.
    let programPath: String
    /// How long a figure may take, about.
    let seconds: Double
}

/// One kind of measurement, in a file of its own; listed in ``Benchmarks``.
protocol Benchmark: Sendable {
    /// What `--only` calls it, and what its figures' names begin with.
    var name: String { get }
    /// Measures.
    func run(_ setting: BenchmarkSetting) throws -> [Figure]
}

/// A benchmark that cannot be run, and why.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Every benchmark, in the order in which they run.
enum Benchmarks {
    static let all: [any Benchmark] = [
        FrontEndBenchmark(), NetworkStepBenchmark(), ReferenceStepBenchmark(), MatrixBenchmark(),
        HopBenchmark(), PipelineBenchmark(), AllocationBenchmark(), StreamsBenchmark(),
        TrainingStepBenchmark(),
        ProgramBenchmark(),
    ]
}
