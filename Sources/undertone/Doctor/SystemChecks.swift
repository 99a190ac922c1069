import EmotionModel
import EmotionRecognition
import Glibc

/// What can be checked without listening.
enum SystemChecks {
    /// Model, permissions and scheduling.
    static func all(model: String?) -> [Finding] {
        [checkModel(model), checkPermissions(), checkScheduling()]
    }

    private static func checkModel(_ flag: String?) -> Finding {
        do throws(ProgramFailure) {
            let model = try ModelInUse(flag: flag)
            return .pass("model", "\(model.path), labels \(model.model.labels.joined(separator: ", "))")
        } catch {
            return .fail("model", error.message ?? "cannot be read", "name a model with --model FILE")
        }
    }

    /// Sound devices belong to the group audio, or to whoever sits at the machine (a seat's ACL).
    private static func checkPermissions() -> Finding {
        let folder = "/dev/snd"
        // SAFETY: here and below access(2) reads a terminated string, which lives until it returns.
        guard unsafe access(folder, F_OK) == 0 else {
            return .warn("permissions", "there is no \(folder)", "plug in a sound device, or load its driver")
        }
        let nodes = names(in: folder).filter { $0.hasPrefix("pcm") && $0.hasSuffix("c") }
        let denied = nodes.filter { unsafe access("\(folder)/\($0)", R_OK | W_OK) != 0 }
        if nodes.isEmpty {
            return .warn("permissions", "no sound device can record", "plug in a microphone")
        }
        guard denied.isEmpty else {
            return .fail(
                "permissions", "\(denied.joined(separator: ", ")) may not be opened",
                "log in at the machine's own seat (loginctl), or: sudo usermod -aG audio $USER")
        }
        return .pass("permissions", "\(nodes.joined(separator: ", ")) may be opened")
    }

    /// SCHED_FIFO keeps capture on time on a busy machine.
    private static func checkScheduling() -> Finding {
        var limit = rlimit()
        // SAFETY: the call writes one rlimit, which lives until it returns.
        let code = unsafe getrlimit(__rlimit_resource_t(14), &limit)  // RLIMIT_RTPRIO
        if geteuid() == 0 || (code == 0 && limit.rlim_cur > 0) {
            return .pass("scheduling", "the capture thread may run in real time")
        }
        return .warn(
            "scheduling", "the capture thread may not run in real time",
            "set rtprio for the group audio in /etc/security/limits.d; the service has it already")
    }

    /// The names in a folder, sorted; none where it cannot be read.
    private static func names(in path: String) -> [String] {
        // SAFETY: the folder is opened here, used by this call alone and closed as it returns.
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            // SAFETY: d_name is a terminated string in the entry, copied at once.
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names.sorted()
    }
}
