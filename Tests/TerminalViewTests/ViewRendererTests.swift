import Plotting
import Testing

@testable import TerminalView

/// The picture of a view: everything in its place at every size.
@Suite struct ViewRendererTests {
    private static let plain = Theme(depth: .none)
    private static let sizes = [(40, 10), (80, 24), (200, 50)]

    private func picture(
        _ view: WatchView, _ columns: Int, _ rows: Int, _ theme: Theme = plain
    ) -> CellGrid {
        ViewRenderer(theme: theme).picture(of: view, size: GridSize(columns: columns, rows: rows))
    }

    private func text(_ grid: CellGrid) -> String {
        (0..<grid.size.rows).map { grid.text(row: $0) }.joined(separator: "\n")
    }

    @Test func everySizeShowsTheEmotionAndEveryBar() {
        let view = Samples.eventful()
        for rows in Array(10...26) + [30, 40, 50, 60] {
            for columns in [40, 41, 53, 79, 80, 109, 110, 140, 200, 220] {
                let text = text(picture(view, columns, rows))
                let missing = Samples.labels.filter { !text.contains($0) }
                #expect(missing.isEmpty, "\(missing) at \(columns)×\(rows)")
                #expect(text.contains(" %") && text.contains("lag 12 ms"), "\(columns)×\(rows)")
            }
        }
    }

    @Test(arguments: [1, 6, 8]) func noPartLiesOverAnotherOrOutside(labels: Int) {
        for rows in 10...60 {
            for columns in [40, 41, 60, 80, 109, 110, 160, 220] {
                let layout = ViewLayout(
                    size: GridSize(columns: columns, rows: rows), labelCount: labels, longestWord: 8,
                    canEnlarge: true)
                let parts = layout.parts.filter { !$0.isEmpty }
                for (index, part) in parts.enumerated() {
                    #expect(
                        part.rows.upperBound <= rows && part.columns.upperBound <= columns,
                        "part \(index) at \(columns)×\(rows)")
                    for other in parts[..<index] {
                        #expect(
                            !part.rows.overlaps(other.rows) || !part.columns.overlaps(other.columns),
                            "part \(index) over another at \(columns)×\(rows)")
                    }
                }
                #expect(layout.bars.height >= 1 && layout.timeline.height >= 1)
            }
        }
    }

    @Test func aTerminalTooSmallForEverythingStillSaysTheEmotion() {
        var view = Samples.eventful()
        view.live.take(Samples.estimate(300, t: 75, .speech, "happy"))
        for (columns, rows) in [(1, 1), (12, 3), (39, 9), (39, 60), (220, 9)] {
            let grid = picture(view, columns, rows)
            #expect(grid.text(row: 0).hasPrefix(String("happy".prefix(columns))))
        }
    }

    @Test func withoutColoursNoCellHasOne() {
        for (columns, rows) in Self.sizes {
            let grid = picture(Samples.eventful(), columns, rows)
            for row in 0..<rows {
                for column in 0..<columns {
                    let style = grid[row, column].style
                    #expect(style.foreground == nil && style.background == nil)
                }
            }
        }
    }

    @Test func theSameViewIsTheSamePicture() {
        let view = Samples.eventful()
        #expect(picture(view, 100, 30) == picture(view, 100, 30))
    }

    @Test func asciiAloneIsEnough() {
        var theme = Self.plain
        theme.hasBlocks = false
        var view = Samples.eventful()
        view.press(.character("?"))
        for (columns, rows) in Self.sizes {
            let scalars = text(picture(view, columns, rows, theme)).unicodeScalars
            #expect(scalars.allSatisfy { $0.isASCII })
        }
    }

    @Test func namesOfDevicesCannotBreakThePicture() {
        var view = WatchView()
        view.live.take(
            StreamLine(
                seq: 0, t: 0,
                body: .hello(
                    Greeting(
                        stream: "s", model: "m", labels: Samples.labels, input: "a\u{1B}[2Jb\u{7}麦克风\n",
                        rateHz: 16_000))))
        let header = picture(view, 80, 24).text(row: 0)
        #expect(header.contains("a?[2Jb????? 16 kHz"))
    }

    @Test func everyColourCanBeReadOnItsBackground() {
        for background in [Theme.Background.dark, .light, .unknown] {
            let theme = Theme(depth: .full, background: background)
            for label in Samples.labels + ["surprise", "calm", "something"] {
                let luminance = theme.colour(of: label, index: 0)?.luminance ?? 0
                if background != .light { #expect((luminance + 0.05) / 0.063 >= 3, "\(label) on dark") }
                if background != .dark { #expect(1.05 / (luminance + 0.05) >= 2.95, "\(label) on light") }
            }
        }
    }

    @Test func onADarkScreenThePaletteIsOkabeAndIto() {
        let theme = Theme(depth: .full, background: .dark)
        for label in Samples.labels {
            #expect(theme.colour(of: label, index: 0) == EmotionColours.colour(of: label))
        }
    }

    @Test func aLogarithmicBarGrowsWithItsProbability() {
        let steps = (0...1000).map { Double($0) / 1000 }
        for isLogarithmic in [false, true] {
            let fills = steps.map { ViewRenderer.fill($0, isLogarithmic: isLogarithmic) }
            #expect(zip(fills, fills.dropFirst()).allSatisfy { $0 <= $1 })
            #expect(fills.first == 0 && fills.last == 1)
        }
        #expect(abs(ViewRenderer.fill(0.01, isLogarithmic: true) - 1.0 / 3) < 1e-12)
    }

    @Test func silenceNoiseAndIndecisionHaveNoEmotion() {
        for (state, word) in [(SoundState.silence, "silence"), (.noise, "noise"), (.speech, "speech")] {
            var view = WatchView()
            view.live.take(Samples.hello())
            view.live.take(Samples.estimate(1, t: 0.25, state, nil))
            let grid = picture(view, 40, 10)
            #expect(grid.text(row: 1).contains(word))
        }
    }

    @Test func aMicrophoneThatIsAwayIsSaid() {
        var view = WatchView()
        view.live.take(Samples.hello())
        view.live.take(
            StreamLine(
                seq: 1, t: 1,
                body: .device(DeviceNote(state: "lost", device: "hw:0", detail: "the device was unplugged"))))
        #expect(text(picture(view, 80, 24)).contains("microphone lost: the device was unplugged"))
        view.live.take(
            StreamLine(
                seq: 2, t: 1, body: .device(DeviceNote(state: "opened", device: "hw:0", rateHz: 16_000))))
        #expect(!text(picture(view, 80, 24)).contains("unplugged"))
    }
}
