import ArgumentParser
import Glibc
import TerminalView

/// What the environment says of the terminal.
struct TerminalKind {
    /// Colours, characters and background.
    var theme: Theme
    /// Whether it understands a question about its background, or passes over it.
    var answersQueries: Bool

    /// Terminals that have all colours and do not always say so.
    private static let colourful = ["direct", "kitty", "alacritty", "foot", "wezterm", "ghostty"]

    /// Reads the environment, variable by variable.
    init(_ variable: (String) -> String?) {
        let term = variable("TERM") ?? ""
        let isConsole = term == "linux" || term.hasPrefix("vt")
        theme = Theme(
            depth: Self.depth(variable, term: term), background: Self.background(variable("COLORFGBG")),
            // The console's fonts have no eighths of a block.
            hasBlocks: Self.isUnicode(variable) && !isConsole)
        answersQueries = !isConsole
    }

    /// The terminal of this process, on standard output.
    static func current() throws -> TerminalKind {
        guard isatty(STDOUT_FILENO) == 1 else {
            throw ValidationError(
                "watch draws on a terminal, and standard output is none; use listen for lines")
        }
        let term = environment("TERM") ?? ""
        guard !term.isEmpty, term != "dumb", term != "unknown" else {
            throw ValidationError(
                "watch needs a terminal that can be drawn on, and TERM is \(term.isEmpty ? "not set" : term)")
        }
        return TerminalKind(environment)
    }

    private static func depth(_ variable: (String) -> String?, term: String) -> ColourDepth {
        if let noColour = variable("NO_COLOR"), !noColour.isEmpty { return .none }
        if ["truecolor", "24bit"].contains(variable("COLORTERM") ?? "") { return .full }
        if colourful.contains(where: term.contains) { return .full }
        return term.contains("256") ? .indexed : .eight
    }

    /// `15;0` or `0;default;15`: the last number is the background, of sixteen.
    private static func background(_ text: String?) -> Theme.Background {
        guard let last = text?.split(separator: ";").last, let number = Int(last), (0..<16).contains(number)
        else { return .unknown }
        return number == 7 || number >= 9 ? .light : .dark
    }

    /// Whether the locale is one of UTF-8, as setlocale(3) would find it.
    private static func isUnicode(_ variable: (String) -> String?) -> Bool {
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { variable($0) }.first { !$0.isEmpty } ?? ""
        let plain = locale.lowercased().filter { $0 != "-" }
        return plain.contains("utf8")
    }
}
