/// How a picture is stored.
public enum PictureFormat: String, Sendable, CaseIterable {
    /// Pixels.
    case png
    /// Lines and text that stay sharp at every size.
    case svg

    /// The format that the ending of a file's name says, in any case of letters.
    public init(path: String) throws(PlotError) {
        let name = path.split(separator: "/").last ?? ""
        let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() }
        guard let format = ending.flatMap(PictureFormat.init(rawValue:)) else {
            throw .unknownFormat(path: path)
        }
        self = format
    }
}
