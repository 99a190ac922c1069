import FoundationEssentials
import Glibc
import Testing

/// A finished run of `undertone-train`.
struct TrainerProgram {
    let status: Int32
    let output: String
    let errors: String

    /// Beside the test bundle, where the build puts it.
    private static let path: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        // SAFETY: readlink writes at most as many bytes as it is told that there are.
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let beside = String(
            decoding: buffer.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        let candidates = [beside, CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? ""]
            .map { $0.split(separator: "/").dropLast().joined(separator: "/") }
        let folders = (candidates + ["\(root)/.build/debug"]).map { "/\($0)/undertone-train" }
        return folders.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "undertone-train"
    }()

    /// Runs it to its end, with a cache of its own.
    init(_ arguments: [String]) throws {
        let folder = try CorpusFolder()
        // No argument of these tests has a quotation mark in it.
        let words = ([Self.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let command =
            "XDG_CACHE_HOME='\(folder.path)/caches' \(words) >\(folder.path)/out 2>\(folder.path)/err </dev/null"
        // SAFETY: the string is passed as a NUL-terminated copy.
        let result = unsafe system(command)
        status = result & 0x7F == 0 ? (result >> 8) & 0xFF : -(result & 0x7F)
        output = try String(contentsOfFile: folder.path + "/out", encoding: .utf8)
        errors = try String(contentsOfFile: folder.path + "/err", encoding: .utf8)
    }

    /// Starts it and ends it by SIGKILL as soon as `file` has so many lines, if it has not ended before.
    static func kill(_ arguments: [String], once file: String, hasLines count: Int) throws {
        let folder = try CorpusFolder()
        let words = ([path] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let program = "sh -c 'echo $$ >\(folder.path)/pid; exec \"$@\"' sh \(words) >/dev/null 2>&1"
        let lines = "cat '\(file)' 2>/dev/null | wc -l"
        let isStarted = "[ -s \(folder.path)/pid ]"
        let wait =
            "until \(isStarted) && { [ -e \(folder.path)/done ] || [ $(\(lines)) -ge \(count) ]; }; do sleep 0.01; done"
        let end = "kill -9 $(cat \(folder.path)/pid) 2>/dev/null; wait"
        // SAFETY: the string is passed as a NUL-terminated copy.
        _ = unsafe system("{ \(program); touch \(folder.path)/done; } & \(wait); \(end)")
    }

    /// Expects exactly one line on stderr, which says all of `words`, nothing on stdout, and this exit code.
    func fails(_ code: Int32, saying words: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(status == code, "\(errors)", sourceLocation: sourceLocation)
        #expect(output.isEmpty, sourceLocation: sourceLocation)
        let lines = errors.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 2 && lines.last == "", "\(errors)", sourceLocation: sourceLocation)
        for word in words { #expect(errors.contains(word), "\(errors)", sourceLocation: sourceLocation) }
    }
}
