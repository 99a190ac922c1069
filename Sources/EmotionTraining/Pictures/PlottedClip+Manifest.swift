extension PlottedClip {
    /// The clips that an argument stands for: an audio file, or those that a manifest (`.tsv`) lists.
    ///
    /// - Parameters:
    ///   - argument: a file.
    ///   - root: the folder that a manifest's paths are relative to; nil for the manifest's own.
    /// - Throws: `PlottedClipError` for a manifest that cannot be read, with the line where one is bad.
    public static func clips(
        in argument: String, root: String?
    ) throws(PlottedClipError) -> [PlottedClip] {
        guard argument.lowercased().hasSuffix(".tsv") else { return [PlottedClip(path: argument)] }
        let text: String
        do {
            text = String(decoding: try FileTree.contents(of: argument), as: UTF8.self)
        } catch {
            throw .unreadable(path: argument, reason: error.description)
        }
        let own = argument.lastIndex(of: "/").map { String(argument[..<$0]) } ?? "."
        var column: Int?
        var clips: [PlottedClip] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            if let column {
                guard cells.indices.contains(column), !cells[column].isEmpty else {
                    throw .badManifest(path: argument, line: index + 1)
                }
                let path = String(cells[column])
                clips.append(PlottedClip(path: path.hasPrefix("/") ? path : "\(root ?? own)/\(path)"))
            } else {
                column = cells.firstIndex(of: "path")
                if column == nil { throw .badManifest(path: argument, line: index + 1) }
            }
        }
        return clips
    }
}

/// Why the clips of a manifest cannot be had.
public enum PlottedClipError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The manifest cannot be read.
    case unreadable(path: String, reason: String)
    /// A row of it has no path, or its head no column of that name.
    case badManifest(path: String, line: Int)

    /// One line for a person.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .badManifest(let path, let line):
            "\(path), line \(line): not a manifest: a table with a column \"path\" is expected"
        }
    }
}
