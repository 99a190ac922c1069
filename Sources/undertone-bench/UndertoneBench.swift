import ArgumentParser
import CKernels
import EmotionRecognition
import Glibc

/// The benchmarks' command line: measures this machine and says what it measured.
@main
struct UndertoneBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undertone-bench",
        abstract: "How fast Undertone's parts are on this machine.",
        discussion: """
            EXAMPLES:
              undertone-bench
              undertone-bench --only front-end --only network-step --json
              undertone-bench --only program --program .build/release/undertone --seconds 30
            """)

    @Option(
        help: ArgumentHelp(
            "Run this benchmark alone; may be given several times: "
                + Benchmarks.all.map(\.name).joined(separator: ", ") + "."))
    var only: [String] = []
    @Option(help: "The model to measure.")
    var model = "models/undertone.safetensors"
    @Option(help: "The monitor to start for start-up, memory and processor time.")
    var program = ".build/release/undertone"
    @Option(help: "Seconds that each figure may take, about.")
    var seconds = 1.0
    @Option(
        help: ArgumentHelp(
            "Measure nothing: do this for --audio seconds of audio, for callgrind and perf, and say what was heard: "
                + Workload.allCases.map(\.rawValue).joined(separator: ", ") + "."))
    var workload: Workload?
    @Option(help: "Seconds of audio for --workload.")
    var audio = 10
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...3600).contains(audio) else { throw ValidationError("--audio must be 1 to 3600") }
        guard (0.01...600).contains(seconds) else { throw ValidationError("--seconds must be 0.01 to 600") }
        for name in only where !Benchmarks.all.contains(where: { $0.name == name }) {
            throw ValidationError("no benchmark is called \(name)")
        }
    }

    func run() throws {
        _ = ck_flush_denormals()
        let loaded = try SpeechEmotionModel(path: model)
        if let workload {
            return print(workload.run(loaded, seconds: audio).line(kernels: Machine.kernels))
        }
        let setting = BenchmarkSetting(
            model: loaded, modelPath: model, programPath: program,
            seconds: seconds)
        var report = BenchmarkReport()
        for benchmark in Benchmarks.all where only.isEmpty || only.contains(benchmark.name) {
            report.figures += try benchmark.run(setting)
        }
        report.end()
        print(json ? report.json : report.text, terminator: "")
    }
}
