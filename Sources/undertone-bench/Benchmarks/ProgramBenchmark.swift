import Glibc

/// The built monitor as a process of its own, listening with a socket: start-up, memory, processor time.
struct ProgramBenchmark: Benchmark {
    let name = "program"

    func run(_ setting: BenchmarkSetting) throws -> [Figure] {
        let folder = try TemporaryFolder()
        let listening = max(setting.seconds, 5)
        let path = try folder.writeWAV(BenchmarkVoice.samples(seconds: listening + 5))
        let socket = folder.path + "/socket"
        let arguments = [
            "listen", "--input", path, "--socket", socket, "--model", setting.modelPath,
        ]
        var starts: [Double] = []
        for _ in 0..<5 {
            let run = try MonitoredProcess(setting.programPath, arguments)
            starts.append(run.secondsToFirstByte * 1e6)
            run.end()
        }
        let run = try MonitoredProcess(setting.programPath, arguments)
        defer { run.end() }
        run.drain(seconds: 2)
        let used = run.processorSeconds
        let seconds = Stopwatch.seconds { run.drain(seconds: listening) }
        return [
            Figure("program.start_up", Durations(microseconds: starts).median * 1e-3, "ms to the first line"),
            Figure("program.processor", 100 * (run.processorSeconds - used) / seconds, "% of a core"),
            Figure("program.resident", run.megabytes("VmRSS:"), "MB"),
            Figure("program.resident_most", run.megabytes("VmHWM:"), "MB"),
        ]
    }
}
