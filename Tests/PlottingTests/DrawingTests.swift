import FoundationEssentials
import Testing

@testable import Plotting

/// Whether gnuplot is there; without it nothing can be drawn, and the tests that draw are skipped.
let hasGnuplot = ["/usr/bin", "/usr/local/bin", "/bin"].contains {
    FileManager.default.isExecutableFile(atPath: $0 + "/gnuplot")
}

@Suite(.enabled(if: hasGnuplot, "gnuplot draws"))
struct DrawingTests {
    /// One panel with every kind of layer, and a name that means something to gnuplot, to SVG and to shells.
    static let everything = Picture(
        title: #"It's `date` "$d0" \n {/Bold x} µ_2^3 <&> @ # %s"#, subtitle: "two\nlines\u{0}",
        rows: [
            .init([
                Panel(
                    title: "all layers", x: .time(seconds: 3), y: Axis("level (dB)", range: -1...1),
                    right: Axis("right", range: 0...10),
                    layers: [
                        .boxes(BoxesLayer([.init(x: 0...1)], colour: .shade, name: "silence")),
                        .band(
                            BandLayer(
                                x: [0, 1, .nan, 2, 3], lower: [0, -1, 0, 0, -1], upper: [1, 0, 0, 1, 1],
                                colour: .blue.opacity(0.5), name: "band")),
                        .line(
                            LineLayer(
                                x: [0, 1, 2], y: [0, 5, 9], width: 1, dash: .dotted, dotSize: 8,
                                name: "it's", usesRightAxis: true)),
                        .bars(BarsLayer(x: [1, 2], heights: [0.5, -0.5], width: 0.2, name: "bars")),
                        .labels([
                            LabelLayer("up & <down>", at: .panel(x: 0.5, y: 0.9)),
                            LabelLayer("here", at: .data(x: 1, y: 0), alignment: .left, colour: .vermillion),
                        ]),
                    ], legend: .outside),
                Panel(
                    title: "image", x: Axis("column"), y: Axis("row", ticks: .at([.init(0.5, "low")])),
                    layers: [.image(ImageLayer(values: [1, 2, .nan, 4], columns: 2, x: 0...2, y: 0...2))],
                    colours: Panel.ColourScale(.magma, range: 0...4, label: "level (dB)"), isSquare: true),
            ])
        ])

    @Test func aPictureIsAWholePNG() async throws {
        let bytes = try await Self.everything.encoded(as: .png)
        #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
        #expect(bytes.suffix(8).prefix(4).elementsEqual("IEND".utf8))
        // Width and height, big-endian, follow the first chunk's name.
        #expect(Array(bytes[16..<24]) == [0, 0, 0x04, 0xB0, 0, 0, 0x03, 0x20])
    }

    @Test func aPictureIsWellFormedSVGWithItsWords() async throws {
        let text = String(decoding: try await Self.everything.encoded(as: .svg), as: UTF8.self)
        #expect(text.hasPrefix("<?xml") && text.contains("</svg>"))
        #expect(text.contains("It's `date` \"$d0\" \\n {/Bold x} µ_2^3 &lt;&amp;> @ # %s</text>"))
        #expect(text.contains("font-weight=\"bold\"") && !text.contains(":Bold"))
        for words in ["all layers", "two lines", "silence", "band", "up &amp; &lt;down>", "time (s)"] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test(arguments: [
        [],
        [Layer.line(LineLayer(x: [], y: []))],
        [Layer.line(LineLayer(x: [.nan, 1], y: [1, .infinity]))],
        [Layer.band(BandLayer(x: [1], lower: [.nan], upper: [1], colour: .blue))],
        [Layer.bars(BarsLayer(x: [], heights: [], width: 1))],
        [Layer.image(ImageLayer(values: [], columns: 0, x: 0...1, y: 0...1))],
        [Layer.image(ImageLayer(values: [3], columns: 1, x: 0...1, y: 0...1))],
        [Layer.labels([])],
        [Layer.line(LineLayer(x: [1], y: [1]))],
    ])
    func littleOrNothingIsDrawnToo(layers: [Layer]) async throws {
        for range in [nil, 0...1, 2...2] as [ClosedRange<Double>?] {
            let panel = Panel(
                x: Axis("x", range: range), y: Axis("y", range: range), layers: layers, legend: .topLeft,
                colours: Panel.ColourScale(.diverging, range: 0...0, label: "z"))
            let picture = Picture(title: nil, panel: panel, width: 300, height: 200)
            #expect(try await picture.encoded(as: .png).count > 100)
        }
    }

    @Test func aLogarithmicAxisAndAPictureOfNoPanelAreDrawn() async throws {
        let panel = Panel(
            x: Axis("hertz", range: 10...1000, isLogarithmic: true), y: Axis("y", isReversed: true),
            layers: [.line(LineLayer(x: [10, 1000], y: [1, 2]))])
        #expect(try await Picture(title: "t", panel: panel).encoded(as: .svg).count > 100)
        #expect(try await Picture(title: "nothing", rows: []).encoded(as: .png).count > 100)
    }
}
