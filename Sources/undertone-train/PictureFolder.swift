import EmotionTraining
import Glibc
import Plotting
import ResultFiles

/// The folder that pictures go to.
final class PictureFolder {
    private let path: String
    private let format: PictureFormat
    private var names: Set<String> = []
    /// How many pictures there are.
    private(set) var drawn = 0
    /// Why others could not be made.
    private(set) var failures: [any Error] = []

    /// The folder at `path`, made where it is missing.
    init(_ path: String, format: PictureFormat) throws {
        self.path = path
        self.format = format
        if unsafe mkdir(path, 0o777) != 0, errno != EEXIST { throw OutputError(path: path, code: errno) }
        try ResultFile.requireWritable("\(path)/picture")
    }

    /// Draws a picture under a name, made different where two clips are called the same.
    ///
    /// What goes wrong with one picture is kept, and the others are still drawn.
    func draw(as name: String, _ picture: () throws -> Picture?) {
        var unique = name
        var number = 2
        while !names.insert(unique).inserted {
            unique = "\(name)-\(number)"
            number += 1
        }
        do {
            try picture()?.writeAndWait(to: "\(path)/\(unique).\(format.rawValue)")
            drawn += 1
        } catch {
            failures.append(error)
        }
    }
}

/// Why there was nothing to draw.
enum PlotInputError: Error, CustomStringConvertible {
    case nothingToDraw(speaker: String)
    case nothingToCompare

    var description: String {
        switch self {
        case .nothingToDraw(let speaker): "nothing to draw: no clip of speaker \(speaker)"
        case .nothingToCompare:
            "nothing to compare: clips of one speaker with at least two emotions are needed, under the names "
                + "that the corpora give them"
        }
    }
}
