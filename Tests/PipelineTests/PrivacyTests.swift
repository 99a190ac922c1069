import Glibc
import TestSupport
import Testing

/// What was heard stays in the process.
@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct PrivacyTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    private static var canTrace: Bool { unsafe access("/usr/bin/strace", X_OK) == 0 }

    /// Every file that is opened and every byte that leaves, as the kernel sees it.
    @Test(.enabled(if: PrivacyTests.canTrace, "no strace here"))
    func nothingButLinesLeavesTheProcess() throws {
        let microphone = try ALSATestDevice.make()
        let trace = folder.path("trace")
        let variables = microphone.environment.map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        let calls = "%network,open,openat,creat,write,writev,pwrite64,pwritev,sendfile,splice"
        let command = """
            \(variables) UNDERTONE_MODEL='\(try TestModel.path.get())' strace -f -y -s 16 -o \(trace) \
            -e trace=\(calls) \(try ProgramRun.program()) listen --every 0.1 2> \(folder.path("err")) \
            | head -n 30 > \(folder.path("out"))
            """
        #expect(unsafe system(command) >= 0)
        let lines = String(decoding: try fileBytes(trace), as: UTF8.self).split(separator: "\n")
        #expect(lines.contains { $0.contains("{\\\"v\\\":1,\\\"event") }, "the trace shows the lines")
        for line in lines { check(line) }
    }

    private func check(_ line: Substring) {
        // The second half of a call that another thread's came into; the first half has all there is to see.
        if line.contains(" resumed>") { return }
        if line.contains("open") || line.contains("creat(") {
            let writes = ["O_WRONLY", "O_RDWR", "O_CREAT"].contains { line.contains($0) }
            #expect(!writes || line.contains("/dev/null"), "\(line)")
        }
        if line.contains("socket(") { #expect(line.contains("AF_UNIX"), "\(line)") }
        if line.contains("write") {
            // A line to standard output, a word to standard error, or a wake-up of at most eight bytes.
            let isOutput = line.contains("write(1<") || line.contains("write(2<")
            let isWakeUp = line.contains("pipe:[") || line.contains("eventfd")
            #expect(isOutput || isWakeUp, "\(line)")
            if line.contains("write(1<") { #expect(line.contains("{\\\"v\\\":1"), "\(line)") }
            if isWakeUp, !isOutput, let length = line.split(separator: ",").last { checkLength(length, line) }
        }
        #expect(!line.contains("sendfile(") && !line.contains("splice("), "\(line)")
    }

    /// The last argument and the result: ` 8) = 8`.
    private func checkLength(_ text: Substring, _ line: Substring) {
        guard let end = text.firstIndex(of: ")"), let length = Int(text[..<end].drop { $0 == " " }) else {
            return
        }
        #expect(length <= 8, "\(line)")
    }

    @Test func anAbortedProgramLeavesNoCore() throws {
        var limit = rlimit()
        // SAFETY: each call reads or writes one rlimit, which lives until it returns.
        _ = unsafe getrlimit(__rlimit_resource_t(4), &limit)  // RLIMIT_CORE
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(4), &limit)
        // The language's own handler of crashes would take the signal first.
        let variables = try ALSATestDevice.make().environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        let listening = try ProgramRun(["listen"], environment: variables, isUnblocked: true)
        _ = try listening.nextEvent("estimate")
        listening.signal(SIGABRT)
        // With a core file it would be 128 more.
        #expect(try listening.finish(isStream: false).code == 256 + SIGABRT)
    }
}
