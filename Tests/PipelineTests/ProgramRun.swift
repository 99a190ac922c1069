import Glibc
import Synchronization
import TestSupport
import Testing

/// The built program, run as a process of its own with pipes for its streams.
///
/// Every line that it prints is validated against the strict schema by ``Finished/init``, whatever else the
/// test looks at.
final class ProgramRun: @unchecked Sendable {
    // SAFETY: a test uses a run from one thread; only `input` is also used by a writer thread, once.

    /// What its standard input is.
    enum Input {
        case nothing
        case pipe
        case file(String)
    }

    /// What its standard output is.
    enum Output {
        case pipe
        case closed
        case file(String)
    }

    private static let spawning = Mutex(())
    private let folder: TestFolder
    private(set) var process: pid_t = 0
    /// The test's end of the program's standard input; −1 where there is none.
    private(set) var input: Int32 = -1
    /// The test's end of the program's standard output; −1 where there is none.
    private var output: Int32 = -1
    /// The program's end, kept to see whether the pipe is full; −1 once closed.
    private var keptOutput: Int32 = -1
    private var unread: [UInt8] = []
    private var read: [String] = []

    /// Starts `undertone` with these arguments.
    ///
    /// - Parameters:
    ///   - launcher: what starts it in turn, such as a tracer; it must become the program, and not stay its parent.
    ///   - handedOver: descriptors that it finds from 3 on, as those of systemd.
    init(
        _ arguments: [String], environment: [String: String] = [:], input: Input = .nothing,
        output: Output = .pipe, keepingOutput: Bool = false, isUnblocked: Bool = false,
        launcher: [String] = [], handedOver: [Int32] = []
    ) throws {
        folder = try TestFolder()
        var standard: [Int32] = [-1, -1]
        try Self.spawning.withLock { _ in
            switch input {
            case .nothing: standard[0] = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
            case .file(let path): standard[0] = unsafe open(path, O_RDONLY | O_CLOEXEC)
            case .pipe: (standard[0], self.input) = try makePipe()
            }
            switch output {
            case .pipe: (self.output, standard[1]) = try makePipe()
            case .file(let path): standard[1] = unsafe open(path, O_WRONLY | O_CLOEXEC)
            case .closed: break
            }
            process = try Self.spawn(
                launcher + [Self.program()] + arguments, environment: environment, standard,
                errors: folder.path("stderr"), handedOver: handedOver, isUnblocked)
        }
        close(standard[0])
        if keepingOutput { keptOutput = standard[1] } else if standard[1] >= 0 { close(standard[1]) }
    }

    deinit {
        if process != 0 {
            kill(process, SIGKILL)
            var status: Int32 = 0
            _ = unsafe waitpid(process, &status, 0)
        }
        for end in [input, output, keptOutput] where end >= 0 { close(end) }
    }

    // MARK: - While it runs

    /// Sends it a signal.
    func signal(_ number: Int32) {
        kill(process, number)
    }

    /// Writes bytes to its standard input, in pieces of so many, then closes it, on a thread of its own.
    func writeAndClose(_ bytes: [UInt8], pieceBytes: Int = 65_536) {
        let descriptor = input
        input = -1
        _ = startThread {
            var offset = 0
            while offset < bytes.count {
                let end = min(offset + pieceBytes, bytes.count)
                guard writeAll(bytes[offset..<end], to: descriptor) else { break }
                offset = end
            }
            close(descriptor)
        }
    }

    /// Writes bytes to its standard input and leaves it open.
    func write(_ bytes: [UInt8]) {
        _ = writeAll(bytes[...], to: input)
    }

    /// The next line it prints; nil at the end.
    func nextLine() -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeFirst(end + 1)
                read.append(line)
                return line
            }
            var block = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe Glibc.read(output, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            unread += block[..<count]
        }
    }

    /// Reads on until a line of this event.
    func nextEvent(_ event: String) throws -> JSONValue {
        while let line = nextLine() {
            let value = try JSONValue(parsing: line)
            if value["event"]?.string == event { return value }
        }
        throw RunFailure("the program ended without a line of \(event): \(errors())")
    }

    /// Reads on, heartbeat by heartbeat, until its standard error says `text`.
    func waitUntilErrors(say text: String) throws {
        while !errors().contains(text) { _ = try nextEvent("status") }
    }

    /// Lets its standard output hold one page and no more (F_SETPIPE_SZ).
    func narrowOutput() {
        _ = fcntl(output, 1031, 4096)
    }

    /// Waits until nothing more fits into its standard output, then gives up the kept end.
    func waitUntilOutputIsFull() {
        while true {
            var request = pollfd(fd: keptOutput, events: Int16(POLLOUT), revents: 0)
            if unsafe poll(&request, 1, 0) == 0 { break }
            usleep(1000)
        }
        close(keptOutput)
        keptOutput = -1
    }

    /// Stops reading, as a reader that goes away.
    func closeOutput() {
        close(output)
        output = -1
    }

    // MARK: - Its end

    /// What a program said and how it ended.
    struct Finished {
        var code: Int32
        var lines: [JSONValue]
        var errors: String

        /// The lines of one event.
        func events(_ name: String) -> [JSONValue] {
            lines.filter { $0["event"]?.string == name }
        }

        /// The lines of these events without the fields that may differ from run to run.
        func compared(_ names: String..., without fields: String...) -> [JSONValue] {
            let chosen = lines.filter { names.contains($0["event"]?.string ?? "") }
            return chosen.map { line in (["time"] + fields).reduce(line) { $0.without($1) } }
        }
    }

    /// Reads to the end, waits for the process and validates every line.
    func finish(isStream: Bool = true) throws -> Finished {
        if output >= 0 { while nextLine() != nil {} }
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        process = 0
        let lines = try read.map { try JSONValue(parsing: $0) }
        if isStream { try StreamRules.check(lines) }
        // 256 stands for a death by signal, 128 more for one with a core file.
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 256 + (status & 0xFF)
        return Finished(code: code, lines: lines, errors: errors())
    }

    private func errors() -> String {
        String(decoding: (try? fileBytes(folder.path("stderr"))) ?? [], as: UTF8.self)
    }
}

/// Why a run could not be made or read.
struct RunFailure: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Runs the program to its end with nothing on its standard input.
func run(
    _ arguments: String..., environment: [String: String] = [:], isStream: Bool = true
) throws -> ProgramRun.Finished {
    try ProgramRun(arguments, environment: environment).finish(isStream: isStream)
}
