import TerminalView
import Testing

@testable import undertone

/// What the environment says of a terminal.
@Suite struct TerminalKindTests {
    private func theme(_ variables: [String: String]) -> Theme { TerminalKind { variables[$0] }.theme }

    @Test func noColourWinsOverEverything() {
        #expect(theme(["TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"]).depth == .none)
        #expect(theme(["TERM": "xterm-256color", "NO_COLOR": ""]).depth == .indexed)
    }

    @Test func theTerminalSaysHowManyColoursItHas() {
        #expect(theme(["TERM": "xterm"]).depth == .eight)
        #expect(theme(["TERM": "screen-256color"]).depth == .indexed)
        #expect(theme(["TERM": "xterm", "COLORTERM": "24bit"]).depth == .full)
        #expect(theme(["TERM": "foot"]).depth == .full)
    }

    @Test func blocksNeedALocaleAndAFont() {
        #expect(theme(["TERM": "xterm", "LANG": "en_GB.UTF-8"]).hasBlocks)
        #expect(theme(["TERM": "xterm", "LC_ALL": "C.utf8", "LANG": "C"]).hasBlocks)
        #expect(!theme(["TERM": "xterm", "LC_ALL": "C", "LANG": "en_GB.UTF-8"]).hasBlocks)
        #expect(!theme(["TERM": "xterm"]).hasBlocks)
        #expect(!theme(["TERM": "linux", "LANG": "en_GB.UTF-8"]).hasBlocks)
    }

    @Test func theBackgroundIsReadOrUnknown() {
        #expect(theme(["COLORFGBG": "15;0"]).background == .dark)
        #expect(theme(["COLORFGBG": "0;default;15"]).background == .light)
        #expect(theme(["COLORFGBG": "default;default"]).background == .unknown)
        #expect(theme([:]).background == .unknown)
    }

    @Test func aConsoleIsNotAsked() {
        #expect(!TerminalKind { ["TERM": "linux"][$0] }.answersQueries)
        #expect(TerminalKind { ["TERM": "xterm"][$0] }.answersQueries)
    }
}
