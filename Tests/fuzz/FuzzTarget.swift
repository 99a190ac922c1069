import ArgumentParser
import AudioFiles
import EmotionModel
import EmotionRecognition
import Glibc
import SpeechFeatures

@testable import Publishing

/// What comes from outside, byte by byte, into the code that reads it.
///
/// None of it may crash or hang.
enum FuzzTarget: String, CaseIterable {
    /// What clients of the socket send.
    case clients
    /// The configuration file.
    case configuration
    /// The model file.
    case model
    /// Audio files, and audio on a pipe.
    case audio

    /// The one that UNDERTONE_FUZZ_TARGET names.
    static let chosen = environment("UNDERTONE_FUZZ_TARGET").flatMap(FuzzTarget.init(rawValue:)) ?? .clients

    func run(_ bytes: [UInt8]) {
        switch self {
        case .clients: Self.client(bytes)
        case .configuration: Self.configuration(bytes)
        case .model: _ = try? SpeechEmotionModel(bytes: bytes)
        case .audio: Self.audio(bytes)
        }
    }

    /// The first byte says where the rest is cut in two.
    private static func client(_ bytes: [UInt8]) {
        let rest = bytes.dropFirst()
        let cut = min(rest.count, Int(bytes.first ?? 0))
        var whole = ClientInput()
        var parts = ClientInput()
        let outcome = whole.take(rest)
        let first = parts.take(rest.prefix(cut))
        // However the bytes are cut, the same comes of them.
        if first == .nothing, parts.take(rest.dropFirst(cut)) != outcome { fatalError("depends on the cut") }
    }

    private static func configuration(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let configuration = try? Configuration(text: text, path: "fuzz.toml") else { return }
        _ = try? Settings.every.resolve(nil, configuration)
        _ = try? Settings.channel.resolve(nil, configuration)
        _ = try? Settings.socket.resolve(nil, configuration)
        _ = try? Settings.socketMode.resolve(nil, configuration)
        _ = try? Settings.wait.resolve(nil, configuration)
        _ = try? Settings.log.resolve(nil, configuration)
    }

    /// Once as a file, once as what a pipe holds.
    private static func audio(_ bytes: [UInt8]) {
        var name = Array("/tmp/undertone-fuzz-XXXXXX".utf8CString)
        let file = unsafe mkstemp(&name)
        unsafe unlink(name)
        defer { close(file) }
        unsafe _ = write(file, bytes, bytes.count)
        lseek(file, 0, SEEK_SET)
        read(try? AudioFileReader(descriptor: file, name: "fuzz"))
        var ends: [Int32] = [0, 0]
        guard unsafe pipe(&ends) == 0 else { return }
        // A pipe holds 64 KB without a reader.
        unsafe _ = write(ends[1], bytes, min(bytes.count, 60_000))
        close(ends[1])
        read(try? AudioFileReader(descriptor: ends[0], name: "fuzz"))
        close(ends[0])
    }

    /// At most a million frames: a few bytes of a compressed file may claim hours.
    private static func read(_ reader: consuming AudioFileReader?) {
        guard var reader = reader.take() else { return }
        var samples = [Float](repeating: 0, count: 4096)
        for _ in 0..<256 {
            guard let count = try? reader.read(into: &samples), count > 0 else { return }
        }
    }
}
