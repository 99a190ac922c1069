import EmotionTraining
import Glibc

/// One JSON line per epoch, written as it happens.
final class MetricsLog {
    private let path: String
    private let descriptor: Int32

    /// Opens the file, empties it unless `keeps`.
    init(path: String, keeps: Bool) throws {
        self.path = path
        let flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | (keeps ? 0 : O_TRUNC)
        // SAFETY: the path is passed as a NUL-terminated copy that outlives the call.
        descriptor = unsafe open(path, flags, 0o644)
        guard descriptor >= 0 else { throw OutputError(path: path, code: errno) }
    }

    deinit { close(descriptor) }

    /// Drops what an interrupted run wrote of epochs that will be trained again.
    ///
    /// Each line is one epoch, in order, so the first `epochs` whole lines stay.
    func forget(after epochs: Int) throws {
        var (position, lines): (off_t, Int) = (0, 0)
        var byte: UInt8 = 0
        // SAFETY: pread writes at most the one byte it is given.
        while lines < epochs, unsafe pread(descriptor, &byte, 1, position) == 1 {
            position += 1
            if byte == UInt8(ascii: "\n") { lines += 1 }
        }
        guard ftruncate(descriptor, position) == 0 else { throw OutputError(path: path, code: errno) }
    }

    /// Adds an epoch's line.
    func write(_ report: EpochReport) throws {
        let recalls = report.development.counts.keys.sorted().map {
            "\"\($0.rawValue)\":\(decimal(report.development.uar($0), places: 4))"
        }
        var text =
            "{\"epoch\":\(report.epoch),\"loss\":\(decimal(report.loss, places: 4)),"
            + "\"learning_rate\":\(decimal(Double(report.learningRate), places: 8)),"
            + "\"dev_uar\":\(decimal(report.development.meanUAR, places: 4)),"
            + "\"dev\":{\(recalls.joined(separator: ","))},\"best\":\(report.isBest)}\n"
        let written = text.withUTF8 { bytes in
            // SAFETY: the buffer is valid in this closure.
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
        guard written == text.utf8.count else {
            throw OutputError(path: path, code: written < 0 ? errno : ENOSPC)
        }
    }
}
