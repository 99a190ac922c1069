import Glibc

/// Another program's answer, for which nobody waits long.
enum ShortCommand {
    /// What a program of the PATH writes to its standard output; nil where it cannot be started, fails, or takes
    /// longer than `seconds`, and is then killed.
    static func output(_ program: String, _ arguments: [String], within seconds: Double) -> String? {
        var ends: [Int32] = [-1, -1]
        // SAFETY: the call writes two descriptors into an array of two.
        guard unsafe pipe(&ends) == 0 else { return nil }
        defer { close(ends[0]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let child = start([program] + arguments, output: ends[1])
        close(ends[1])
        guard let child else { return nil }
        let deadline = ProcessStatistics.uptimeSeconds + seconds
        let text = read(ends[0], until: deadline)
        return end(of: child, by: deadline) == 0 ? text : nil
    }

    /// How a child ended; one that has not by then is killed.
    private static func end(of child: pid_t, by deadline: Double) -> Int32 {
        var status: Int32 = -1
        // SAFETY: here and below the call writes one number, which lives until it returns.
        while unsafe waitpid(child, &status, WNOHANG) == 0 {
            if ProcessStatistics.uptimeSeconds > deadline {
                kill(child, SIGKILL)
                unsafe waitpid(child, &status, 0)
                break
            }
            usleep(1000)
        }
        return status
    }

    private static func start(_ words: [String], output: Int32) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        // SAFETY: initialised here, destroyed as the function returns, and used by the spawn between.
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        // SAFETY: the array ends with nil; its strings are freed after the spawn has copied them.
        var argv: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
        defer { unsafe argv.forEach { unsafe free($0) } }
        var child: pid_t = 0
        return unsafe posix_spawnp(&child, words[0], &actions, nil, &argv, environ) == 0 ? child : nil
    }

    /// Everything to the end; nil where that does not come in time.
    private static func read(_ descriptor: Int32, until deadline: Double) -> String? {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        while true {
            let left = deadline - ProcessStatistics.uptimeSeconds
            guard left > 0 else { return nil }
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // SAFETY: one pollfd, which lives until the call returns.
            guard unsafe poll(&request, 1, Int32(left * 1000) + 1) > 0 else { continue }
            // SAFETY: reads at most as many bytes as the array has.
            let count = unsafe Glibc.read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? String(decoding: bytes, as: UTF8.self) : nil }
            bytes += block[..<count]
        }
    }
}
