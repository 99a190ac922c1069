import Glibc

/// Why audio could not be read, from which file, and what to do about it.
///
/// ``description`` is one line made for a person: what happened, to what, the remedy.
public struct AudioFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file as the caller named it, or `stdin`.
    public let name: String
    /// What happened.
    public let reason: Reason

    /// What can go wrong with a file or a stream of audio.
    public enum Reason: Sendable, Equatable {
        /// Nothing has that name.
        case noSuchFile
        /// The name is a directory's.
        case directory
        /// The file may not be read by this user.
        case permissionDenied
        /// The system refused to open or to read it, with this `errno`.
        case system(Int32)
        /// The descriptor is a terminal, which sends no audio.
        case terminal
        /// There is not one byte in it.
        case empty
        /// It is the pointer that Git LFS leaves in place of a large file.
        case gitLFSPointer
        /// Its first bytes are those of no audio file.
        case notAudio
        /// An audio file, but one that breaks its own format; the text says how.
        case malformed(String)
        /// An audio file whose encoding or parameters are not supported; the text names them.
        case unsupported(String)
        /// A format that can be read from a file but not from a pipe, by name.
        case needsFile(String)
        /// A valid header, and no audio after it.
        case noFrames
        /// There is no channel of that number, counted from 1.
        case noSuchChannel(Int, channels: Int)
        /// The data ended early: the frames delivered, those the header promised (nil when it names
        /// none), at this rate.
        case truncated(frames: Int, promised: Int?, rateHz: Int)
        /// The sample of this frame, counted from 0, is NaN or infinite.
        case notFinite(frame: Int, rateHz: Int)
        /// The caller's cancel descriptor became readable before the first frame came.
        case cancelled

        /// A header with nothing after it: cut short where it promises frames, else without any.
        static func missingFrames(_ promised: Int?, rateHz: Int) -> Self {
            guard let promised, promised > 0 else { return .noFrames }
            return .truncated(frames: 0, promised: promised, rateHz: rateHz)
        }
    }

    /// One line: the file, what happened, the remedy.
    public var description: String {
        let (problem, remedy) = (problem, remedy)
        return "cannot read \(printable(name)): \(problem)" + (remedy.isEmpty ? "" : "; \(remedy)")
    }

    init(_ name: String, _ reason: Reason) {
        self.name = name
        self.reason = reason
    }

    private var problem: String {
        switch reason {
        case .noSuchFile: "no such file"
        case .directory: "it is a directory"
        case .permissionDenied: "permission denied"
        case .system(let code): errorText(code)
        case .terminal: "it is a terminal, which sends no audio"
        case .empty: "it is empty (0 bytes)"
        case .gitLFSPointer: "it is a Git LFS pointer, not the audio itself"
        case .notAudio: "not an audio file of a known kind"
        case .malformed(let how): "damaged: \(printable(how))"
        case .unsupported(let what): "\(what) is not supported"
        case .needsFile(let format): "\(format) cannot be read from a pipe"
        case .noFrames: "it holds no audio (zero frames)"
        case .noSuchChannel(let channel, let channels):
            "no channel \(channel), it has \(channels == 1 ? "one channel" : "channels 1 to \(channels)")"
        case .truncated(let frames, let promised, let rateHz):
            "it breaks off after \(seconds(frames, rateHz)) s"
                + (promised.map { " of the \(seconds($0, rateHz)) s its header promises" } ?? "")
        case .notFinite(let frame, let rateHz):
            "the sample at frame \(frame) (\(seconds(frame, rateHz)) s) is not a finite number"
        case .cancelled: "cancelled before any audio came"
        }
    }

    private var remedy: String {
        switch reason {
        case .noSuchFile: "check the path"
        case .directory: "name the files in it"
        case .permissionDenied: "make it readable (chmod u+r) or run as its owner"
        case .terminal: "pipe a WAV stream or raw PCM into it"
        case .empty, .noFrames: "record or copy it again"
        case .gitLFSPointer: "run git lfs pull"
        case .notAudio where name == "stdin":
            "send WAV, or describe raw PCM: --format s16le --rate 16000 --channels 1"
        case .notAudio, .unsupported: "convert it to WAV, FLAC, Ogg or MP3"
        case .malformed, .truncated: "make or copy it again"
        case .needsFile: "give the file's name, or convert the stream to WAV (sox - -t wav -)"
        case .noSuchChannel: "choose another, or the mix of all"
        case .notFinite: "repair it, or make it again with integer samples"
        case .system, .cancelled: ""
        }
    }
}

/// The system's words for an `errno`.
private func errorText(_ code: Int32) -> String {
    // SAFETY: glibc's strerror returns a terminated string that is copied here at once.
    unsafe String(cString: strerror(code))
}

/// `frames` as seconds with three decimals, whatever the locale.
private func seconds(_ frames: Int, _ rateHz: Int) -> String {
    let milliseconds = Int((Double(frames) * 1000 / Double(max(rateHz, 1))).rounded())
    let fraction = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
}

/// `text` on one line: a file name may hold a newline, a message may not.
private func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isControl ? "?" : $0 }))
}

extension Unicode.Scalar.Properties {
    fileprivate var isControl: Bool { generalCategory == .control }
}
