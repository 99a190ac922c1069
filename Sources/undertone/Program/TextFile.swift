import Glibc
import TOMLKit
import TOMLText

/// A small file, whole.
enum TextFile {
    /// The bytes of the file at `path`; nil with `errno` set where it cannot be read.
    static func bytes(at path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var contents: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            // SAFETY: reads at most as many bytes as the array has.
            let count = unsafe read(file, &block, block.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { return contents }
            contents += block[..<count]
        }
    }

    /// What a text in TOML says; a mistake is named with the file and its line.
    static func table(_ text: String, of path: String) throws(ProgramFailure) -> TOMLTable {
        do throws(TOMLTextError) {
            return try TOMLText.table(text)
        } catch {
            throw ProgramFailure("\(path)\(error.line.map { ", line \($0)" } ?? ""): \(error.description)")
        }
    }
}
