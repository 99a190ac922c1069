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

    private static let calls =
        "%network,open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,sendfile,splice,tee,vmsplice,"
        + "process_vm_writev,io_uring_setup"

    /// Every file that is opened and every byte that leaves, as the kernel sees it, while a client reads too.
    @Test(.enabled(if: PrivacyTests.canTrace, "no strace here"))
    func nothingButLinesLeavesTheProcess() throws {
        let trace = folder.path("trace")
        let path = folder.path("socket")
        // With -D the tracer is the child, and the program what was started.
        let tracer = [
            "/usr/bin/strace", "-D", "-f", "-y", "-s", "32", "-o", trace, "-e", "trace=\(Self.calls)",
        ]
        let listening = try ProgramRun(
            ["listen", "--every", "0.1", "--socket", path],
            environment: try ALSATestDevice.make().environment, launcher: tracer)
        _ = try listening.nextEvent("hello")
        let client = try #require(SocketClient(path))
        for _ in 0..<20 { _ = try #require(client.nextEvent("estimate")) }
        listening.signal(SIGTERM)
        #expect(client.nextEvent("end") != nil)
        // The tracer has the program's output open too: its end is the trace's.
        #expect(try listening.finish().code == 0)
        let text = String(decoding: try fileBytes(trace), as: UTF8.self)
        // The second half of a call that another thread's came into; the first half has all there is to see.
        let lines = text.split(separator: "\n").filter { !$0.contains(" resumed>") }
        #expect(
            lines.contains { $0.contains("write(1<") && $0.contains("{\\\"v\\\":1") }, "it shows the lines")
        #expect(lines.contains { TraceLine($0).sendsLine }, "and those to the client")
        for line in lines where !TraceLine(line).isHarmless { Issue.record("\(line)") }
    }

    /// The judge of the trace, judged.
    @Test(arguments: [
        (#"7 write(1<pipe:[5]>, "{\"v\":1,\"event\":\"est"..., 512) = 512"#, true),
        (#"7 write(1<pipe:[5]>, "\0\0\1\0\377\377"..., 512) = 512"#, false),
        (#"7 write(2</tmp/stderr>, "undertone: warning: l"..., 60) = 60"#, true),
        (#"7 write(2</tmp/stderr>, "\1\0\2\0\3"..., 60) = 60"#, false),
        (#"7 write(9<anon_inode:[eventfd]>, "\1\0\0\0\0\0\0\0", 8) = 8"#, true),
        (#"7 write(9<pipe:[44]>, "\1\0\2\0\3\0\4\0\5\0"..., 4096) = 4096"#, false),
        (#"7 write(9<socket:[44]>, "{\"v\":1,\"event\":\"est"..., 512) = 512"#, true),
        (#"7 write(9<socket:[44]>, "\1\0\2\0\3\0\4\0\5\0"..., 4096) = 4096"#, false),
        (#"7 write(9</tmp/audio.raw>, "\1\0\2\0\3\0\4\0\5\0"..., 4096) = 4096"#, false),
        (
            #"7 writev(9<socket:[44]>, [{iov_base="{\"v\":1,\"e"..., iov_len=9}, {iov_base="{\"v\":1,\"e"..., iov_len=9}], 2) = 18"#,
            true
        ),
        (
            #"7 writev(9<socket:[44]>, [{iov_base="{\"v\":1,\"e"..., iov_len=9}, {iov_base="\1\0\2\0"..., iov_len=9}], 2) = 18"#,
            false
        ),
        (#"7 sendto(9<socket:[44]>, "{\"v\":1,\"event\":\"est"..., 512, MSG_DONTWAIT, NULL, 0) = 512"#, true),
        (#"7 sendto(9<socket:[44]>, "\1\0\2\0\3\0\4\0\5\0"..., 4096, 0, NULL, 0) = 4096"#, false),
        (
            #"7 sendmsg(9<socket:[44]>, {msg_name=NULL, msg_iov=[{iov_base="\1\0\2\0"..., iov_len=4}], msg_iovlen=1}, 0) = 4"#,
            false
        ),
        (#"7 socket(AF_UNIX, SOCK_STREAM, 0) = 5<socket:[1]>"#, true),
        (#"7 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5<socket:[1]>"#, false),
        (#"7 openat(AT_FDCWD</>, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 5</etc/passwd>"#, true),
        (#"7 openat(AT_FDCWD</>, "/tmp/a", O_WRONLY|O_CREAT, 0600) = 5</tmp/a>"#, false),
        (
            #"7 sendmsg(9<socket:[44]>, {msg_name=NULL, msg_control=[{cmsg_type=SCM_RIGHTS, cmsg_data=[4]}]}, 0) = 1"#,
            false
        ),
        (#"7 splice(3<pipe:[5]>, NULL, 4<socket:[6]>, NULL, 4096, 0) = 4096"#, false),
    ])
    func whatMayLeaveIsToldFromWhatMayNot(line: String, isHarmless: Bool) {
        #expect(TraceLine(line[...]).isHarmless == isHarmless)
    }

    // MARK: - Core files

    /// Whether a program that aborts leaves a core file here at all: otherwise that none is left shows nothing.
    private static let areCoresKept: Bool = {
        var limit = rlimit()
        // SAFETY: each call reads or writes one rlimit, which lives until it returns.
        _ = unsafe getrlimit(__rlimit_resource_t(4), &limit)  // RLIMIT_CORE
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(4), &limit)
        guard let folder = try? TestFolder() else { return false }
        let control = try? ProgramRun(
            [], isUnblocked: true, launcher: ["/bin/sh", "-c", "cd \(folder.root) && kill -ABRT $$"])
        // With a core file it is 128 more.
        return (try? control?.finish(isStream: false).code) == 256 + 128 + SIGABRT
    }()

    @Test(.enabled(if: PrivacyTests.areCoresKept, "no program leaves a core file on this machine"))
    func anAbortedProgramLeavesNoCore() throws {
        // The language's own handler of crashes would take the signal first.
        let variables = try ALSATestDevice.make().environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        let listening = try ProgramRun(["listen"], environment: variables, isUnblocked: true)
        _ = try listening.nextEvent("estimate")
        listening.signal(SIGABRT)
        #expect(try listening.finish(isStream: false).code == 256 + SIGABRT)
    }
}
