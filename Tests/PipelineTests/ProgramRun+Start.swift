import Glibc
import TestSupport

extension ProgramRun {
    /// Starts a process: the command's first word is the program.
    static func spawn(
        _ command: [String], environment: [String: String], _ standard: [Int32], errors: String,
        handedOver: [Int32], _ isUnblocked: Bool
    ) throws -> pid_t {
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        if isUnblocked {
            // Threads of tests block signals, and children inherit that.
            var none = sigset_t()
            unsafe sigemptyset(&none)
            unsafe posix_spawnattr_setsigmask(&attributes, &none)
            unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, standard[0], 0)
        if standard[1] >= 0 {
            unsafe posix_spawn_file_actions_adddup2(&actions, standard[1], 1)
        } else {
            unsafe posix_spawn_file_actions_addclose(&actions, 1)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        for (index, descriptor) in handedOver.enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, 3 + Int32(index))
        }
        let variables = try self.environment(adding: environment).map { "\($0)=\($1)" }
        // SAFETY: both arrays end with nil; their strings are freed after the spawn has copied them.
        var argv = unsafe command.map { unsafe strdup($0) } + [nil]
        var envp = unsafe variables.map { unsafe strdup($0) } + [nil]
        defer { unsafe (argv + envp).forEach { unsafe free($0) } }
        var pid: pid_t = 0
        let failure = unsafe posix_spawn(&pid, command[0], &actions, &attributes, &argv, &envp)
        guard failure == 0 else { throw RunFailure("cannot start \(command[0]): error \(failure)") }
        return pid
    }

    /// A small environment of the test's own, so that the tester's settings change nothing.
    private static func environment(adding others: [String: String]) throws -> [String: String] {
        let own = [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "OPENBLAS_NUM_THREADS": "1",
            "UNDERTONE_MODEL": try TestModel.path.get(),
        ]
        return own.merging(sanitizers) { $1 }.merging(others) { $1 }
    }

    /// The options of a sanitizer that the tests run under hold for the program too.
    private static var sanitizers: [String: String] {
        ["TSAN_OPTIONS", "ASAN_OPTIONS"].reduce(into: [:]) { options, name in
            options[name] = unsafe getenv(name).map { unsafe String(cString: $0) }
        }
    }

    /// Beside the tests, where the package manager puts all that it builds.
    static func program() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        // SAFETY: the call writes at most as many bytes as the array has, less one for the end.
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
        let test = String(decoding: buffer[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folders = [
            test.split(separator: "/").dropLast().joined(separator: "/"),
            #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/.build/debug",
        ]
        for folder in folders where unsafe access("/\(folder)/undertone", X_OK) == 0 {
            return "/\(folder)/undertone"
        }
        throw RunFailure("the program undertone is not built")
    }
}
