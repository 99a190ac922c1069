public import TOMLKit

/// A text is not the TOML that settings and maps are written in.
public struct TOMLTextError: Error, Equatable {
    /// Where, from 1; nil where the library does not say.
    public let line: Int?
    /// What is wrong, in one line.
    public let description: String
}

/// TOML from files that people write by hand.
///
/// TOMLKit's parser ends the process at some malformed texts (an assertion on a table without a name, on dates cut
/// short), so what it must not see is refused before; no setting of ours is a date.
public enum TOMLText {
    /// The table that a text describes.
    public static func table(_ text: String) throws(TOMLTextError) -> TOMLTable {
        var check = TOMLCheck(text)
        try check.run()
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            let line = error.description.split(separator: "\n").first ?? "not TOML"
            throw TOMLTextError(line: Int(error.source.begin.line), description: String(line))
        } catch {
            throw TOMLTextError(line: nil, description: "not TOML")
        }
    }
}
