import Plotting
import Testing

@testable import TerminalView

/// What is written to the terminal gives exactly the picture, and no more than has changed.
@Suite struct FrameDifferTests {
    @Test(arguments: [ColourDepth.none, .eight, .indexed, .full])
    func whatIsWrittenGivesThePicture(depth: ColourDepth) {
        let renderer = ViewRenderer(theme: Theme(depth: depth))
        var differ = FrameDiffer(depth: depth)
        let sizes = [(40, 10), (80, 24), (200, 50), (41, 11), (20, 3)].map(GridSize.init(columns:rows:))
        var terminal = TinyTerminal(size: sizes[0])
        var view = Samples.eventful()
        for (step, size) in (sizes + sizes).enumerated() {
            terminal.resize(to: size)
            for tick in 0..<12 {
                let seq = 300 + step * 12 + tick
                view.live.take(Samples.estimate(seq, t: 62 + Double(step * 12 + tick) / 4))
                view.live.advance(seconds: 1.0 / 15)
                if tick == 6 { view.press(.character("l")) }
                if tick == 8 { view.press(.character("?")) }
                let picture = renderer.picture(of: view, size: size)
                terminal.take(differ.bytes(for: picture))
                #expect(terminal.shows(picture), "step \(step), tick \(tick)")
            }
        }
        #expect(terminal.surprises.isEmpty)
    }

    @Test func nothingIsWrittenWhereNothingChanges() {
        var differ = FrameDiffer(depth: .full)
        let picture = ViewRenderer(theme: Theme(depth: .full)).picture(
            of: Samples.eventful(), size: GridSize(columns: 80, rows: 24))
        #expect(!differ.bytes(for: picture).isEmpty)
        #expect(differ.bytes(for: picture).isEmpty)
        differ.forget()
        #expect(!differ.bytes(for: picture).isEmpty)
    }

    @Test func oneChangeIsAFewBytes() {
        var differ = FrameDiffer(depth: .full)
        var grid = CellGrid(size: GridSize(columns: 200, rows: 50))
        _ = differ.bytes(for: grid)
        grid.write("x", row: 30, column: 100)
        #expect(differ.bytes(for: grid).count < 40)
    }

    @Test func withoutColoursNoColourIsSent() {
        var differ = FrameDiffer(depth: .none)
        var grid = CellGrid(size: GridSize(columns: 40, rows: 10))
        grid.write("x", row: 0, column: 0, CellStyle(foreground: .orange, background: .blue, isBold: true))
        let text = String(decoding: differ.bytes(for: grid), as: UTF8.self)
        #expect(text.contains("\u{1B}[0;1m"))
        #expect(
            !text.contains("38;") && !text.contains("48;") && !text.contains(";3") && !text.contains(";4"))
    }

    @Test func everyPictureIsOnePieceWithinASynchronisedUpdate() {
        var differ = FrameDiffer(depth: .full)
        let bytes = differ.bytes(
            for: ViewRenderer(theme: Theme(depth: .full)).picture(
                of: Samples.eventful(), size: GridSize(columns: 80, rows: 24)))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.hasPrefix("\u{1B}[?2026h") && text.hasSuffix("\u{1B}[?2026l"))
    }
}
