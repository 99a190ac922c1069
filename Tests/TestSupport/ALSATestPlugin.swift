import Glibc
import Synchronization

/// Builds the plugin of ``ALSATestDevice`` and writes libasound's configuration.
enum ALSATestPlugin {
    struct Built {
        var folder: String
    }

    /// Built at the first use, once a process; gone with the process.
    static let shared: Result<Built, ALSATestDeviceError> = build()

    /// The configuration of this process: `ALSA_CONFIG_PATH`, set before libasound is first used.
    static let inThisProcess: Result<Void, ALSATestDeviceError> = shared.map { built in
        _ = unsafe setenv("ALSA_CONFIG_PATH", configurationPath(built.folder), 1)
    }

    private static let numbers = Atomic<Int>(0)

    static func nextNumber() -> Int {
        numbers.wrappingAdd(1, ordering: .relaxed).newValue
    }

    static func configurationPath(_ folder: String) -> String { "\(folder)/asound.conf" }

    private static func build() -> Result<Built, ALSATestDeviceError> {
        do {
            let folder = try makeFolder()
            let library = "\(folder)/libasound_module_pcm_undertone_test.so"
            try compile(source, into: library, log: "\(folder)/compiler")
            try write(configuration(library), to: configurationPath(folder))
            return .success(Built(folder: folder))
        } catch let error as ALSATestDeviceError {
            return .failure(error)
        } catch {
            return .failure(ALSATestDeviceError(description: "\(error)"))
        }
    }

    /// The plugin's source, found from where this file was compiled.
    private static var source: String {
        let parts = #filePath.split(separator: "/").dropLast(2)
        return "/" + parts.joined(separator: "/") + "/AudioCaptureTests/Plugin/undertone_test_pcm.c"
    }

    private static func compile(_ source: String, into library: String, log: String) throws {
        let flags = ["-shared", "-fPIC", "-O2", "-DPIC", "-o", library, source, "-lasound"]
        for compiler in ["cc", "clang", "gcc"] where run([compiler] + flags, log: log) == 0 { return }
        let why = read(log) ?? ""
        throw ALSATestDeviceError(description: "the ALSA test plugin does not compile: \(why)")
    }

    /// Runs a program to its end; its exit status, or -1 where it could not be started.
    private static func run(_ arguments: [String], log: String) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // SAFETY: the array ends with nil; its strings are freed after the spawn has copied them.
        var argv: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe argv.forEach { unsafe free($0) } }
        var pid: pid_t = 0
        guard unsafe posix_spawnp(&pid, arguments[0], &actions, nil, &argv, environ) == 0 else { return -1 }
        var status: Int32 = -1
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private static func configuration(_ library: String) -> String {
        let strings = ["FORMAT", "INFILE", "FAULTS", "LOG", "CLOCK", "GATE", "LOCK"]
        let integers = ["RATE", "CHANNELS", "SPEED", "LOOP", "ERROR", "PERSIST", "PATIENT"]
        let names = strings + integers
        let defaults = ["FORMAT": "S16_LE", "RATE": "16000", "CHANNELS": "1", "SPEED": "1"]
        let declared =
            strings.map { "@args.\($0) { type string default \"\(defaults[$0] ?? "")\" }" }
            + integers.map { "@args.\($0) { type integer default \(defaults[$0] ?? "0") }" }
        let fields = names.map { "\($0.lowercased()) $\($0)" }
        return """
            </usr/share/alsa/alsa.conf>
            pcm_type.undertone_test { lib "\(library)" }
            pcm.undertone_test {
            @args [ \(names.joined(separator: " ")) ]
            \(declared.joined(separator: "\n"))
            type undertone_test
            \(fields.joined(separator: "\n"))
            }

            """
    }

    // Files.

    /// A folder of this process, removed at its exit.
    private static func makeFolder() throws -> String {
        guard let folder = makeTemporaryFolder("undertone-alsa") else {
            throw ALSATestDeviceError(description: "no temporary folder")
        }
        unsafe folderToRemove = folder
        atexit { unsafe removeTemporaryFolder(ALSATestPlugin.folderToRemove) }
        return folder
    }

    // SAFETY: set once, before the handler that reads it is registered.
    private nonisolated(unsafe) static var folderToRemove = ""

    static func write(_ text: String, to path: String) throws {
        let file = unsafe fopen(path, "w")
        guard let file = unsafe file else { throw ALSATestDeviceError(description: "cannot write \(path)") }
        defer { unsafe fclose(file) }
        guard unsafe fputs(text, file) >= 0 else {
            throw ALSATestDeviceError(description: "cannot write \(path)")
        }
    }

    static func read(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            // SAFETY: read(2) gets the array's own address and length.
            let count = unsafe Glibc.read(descriptor, &part, part.count)
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += part.prefix(count)
        }
    }
}
