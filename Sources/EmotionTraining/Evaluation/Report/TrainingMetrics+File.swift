extension TrainingMetrics {
    /// The epochs of a log file.
    ///
    /// - Throws: `TrainingLogError`, which names the file.
    public init(path: String) throws(TrainingLogError) {
        let bytes: [UInt8]
        do {
            bytes = try FileTree.contents(of: path)
        } catch {
            throw TrainingLogError(path: path, reason: error.description)
        }
        do {
            try self.init(jsonLines: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw TrainingLogError(path: path, reason: error.description)
        }
    }
}

/// A training's log cannot be used.
public struct TrainingLogError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public let path: String
    /// What is wrong with it.
    public let reason: String

    /// One line for a person.
    public var description: String { "cannot read \(path): \(reason)" }
}
