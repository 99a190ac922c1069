import CKernels
import EmotionModel
import Glibc

/// The machine that is measured.
struct Machine {
    /// The processor's name, as Linux has it.
    let processor: String
    let processorCount: Int
    /// Those of the processor's features that the kernels could use.
    let features: [String]
    /// Which set of kernels is in use.
    // SAFETY: a constant string.
    static let kernels = unsafe String(cString: ck_instruction_set())
    /// Kernel and architecture.
    let system: String

    init() {
        let lines = TextFile.lines(of: "/proc/cpuinfo")
        func field(_ key: String) -> String? {
            lines.first { $0.hasPrefix(key) }.flatMap { line in
                line.firstIndex(of: ":").map { String(line[line.index(after: $0)...].drop { $0 == " " }) }
            }
        }
        processor = field("model name") ?? field("CPU part") ?? "unknown processor"
        processorCount = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let known: Set = ["avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512_vnni", "avx_vnni", "asimd"]
        let flags = (field("flags") ?? field("Features") ?? "").split(separator: " ").map(String.init)
        features = flags.filter { known.contains($0) }.sorted()
        system = TextFile.lines(of: "/proc/sys/kernel/osrelease").first.map { "Linux \($0)" } ?? "Linux"
    }
}

/// Where the processors' time has gone since the machine started, in ticks.
struct ProcessorTime {
    private let steal: Double
    private let all: Double

    init() {
        let first = TextFile.lines(of: "/proc/stat").first ?? ""
        let ticks = first.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
        steal = ticks.count == 8 ? ticks[7] : 0
        all = ticks.reduce(0, +)
    }

    /// The share that the hypervisor gave to others.
    func stealShare(since start: ProcessorTime) -> Double {
        all > start.all ? (steal - start.steal) / (all - start.all) : 0
    }
}
