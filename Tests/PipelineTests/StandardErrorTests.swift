import Glibc
import TestSupport
import Testing

/// Standard error that nobody reads.
@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct StandardErrorTests {
    private static let launcher = ["/bin/sh", "-c", "exec \"$0\" \"$@\" 2>&3 3>&-"]

    /// A pipe that nothing more fits into; the program's writes to it wait.
    private func fullPipe() throws -> (output: Int32, input: Int32) {
        let ends = try makePipe()
        _ = fcntl(ends.1, F_SETFL, O_NONBLOCK)
        while writeAll([UInt8](repeating: 46, count: 4096)[...], to: ends.1) {}
        _ = fcntl(ends.1, F_SETFL, 0)
        return ends
    }

    /// What the session's thread logs must not stop it, and the program ends when it is asked to.
    @Test func aStuckReaderOfTheLogDelaysNothing() throws {
        let (output, input) = try fullPipe()
        defer { close(output) }
        let faults = [12_000, 24_000].map { ALSATestDevice.Fault(.overrun, at: $0, frames: 4000) }
        let listening = try ProgramRun(
            ["listen"], environment: try ALSATestDevice.make(faults: faults).environment,
            launcher: Self.launcher, handedOver: [input])
        close(input)
        // Each loss is logged by the thread that listens.
        for _ in faults { _ = try listening.nextEvent("gap") }
        let times = try (0..<4).map { _ in try listening.nextEvent("estimate")["t"]?.number ?? -1 }
        #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
        listening.signal(SIGTERM)
        #expect(try listening.finish().code == 0)
    }

    /// A reader that was only slow gets what waited for it.
    @Test func aSlowReaderGetsWhatWaitedForIt() throws {
        let (output, input) = try fullPipe()
        defer { close(output) }
        let fault = ALSATestDevice.Fault(.overrun, at: 12_000, frames: 4000)
        let listening = try ProgramRun(
            ["listen"], environment: try ALSATestDevice.make(faults: [fault]).environment,
            launcher: Self.launcher, handedOver: [input])
        close(input)
        _ = try listening.nextEvent("gap")
        var text = ""
        var block = [UInt8](repeating: 0, count: 4096)
        while !text.contains("frames at") {
            // SAFETY: reads at most as many bytes as the array has.
            let count = unsafe read(output, &block, block.count)
            try #require(count > 0)
            text += String(decoding: block[..<count], as: UTF8.self)
        }
        #expect(text.contains("undertone: warning: lost "))
        listening.signal(SIGTERM)
        #expect(try listening.finish().code == 0)
    }

    /// A refusal is written whole, though it goes through the queue.
    @Test func whyTheProgramEndsIsWrittenWhole() throws {
        let microphone = try ALSATestDevice.make(openError: EBUSY)
        let refused = try run("listen", environment: microphone.environment)
        #expect(refused.code == 1 && refused.errors.hasPrefix("undertone: cannot open default: busy"))
        #expect(refused.errors.hasSuffix("\n") && refused.errors.split(separator: "\n").count == 1)
    }
}
