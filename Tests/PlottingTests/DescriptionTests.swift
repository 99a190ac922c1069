import Testing

@testable import Plotting

@Suite struct ColourTests {
    @Test func coloursAreWrittenAsCSSWritesThem() {
        #expect(Colour.bluishGreen.hexadecimal == "#009E73")
        #expect(Colour(0x1).hexadecimal == "#000001")
        #expect(GnuplotScript.quoted(Colour.orange) == "'#E69F00'")
        #expect(GnuplotScript.quoted(Colour.orange.opacity(0.5)) == "'#80E69F00'")
        #expect(Colour(0x000000).lightened(0.5).hexadecimal == "#808080")
    }

    @Test func everyEmotionHasAColourOfItsOwn() {
        let labels = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise", "calm"]
        #expect(Set(labels.map { EmotionColours.colour(of: $0) }).count == labels.count)
        #expect(labels.prefix(6).map(EmotionColours.letter).joined() == "ADFHNS")
        #expect(EmotionColours.colour(of: "bored", index: 1) == .series(1))
    }

    @Test func textIsLightOnDarkAndDarkOnLight() {
        #expect(Colour(0x08306B).contrastingText == Colour(0xFFFFFF))
        #expect(Colour(0xFFFFFF).contrastingText == .ink)
    }

    @Test func aMapLeadsThroughItsStops() {
        let map = ColourMap(stops: [Colour(0x000000), Colour(0x646464), Colour(0xC80000)])
        #expect(map.colour(at: -1) == Colour(0x000000) && map.colour(at: 2) == Colour(0xC80000))
        #expect(map.colour(at: 0.25) == Colour(0x323232) && map.colour(at: 0.5) == Colour(0x646464))
    }
}

@Suite struct WaveformOutlineTests {
    @Test func theOutlineHoldsEveryPeakHoweverLongTheSignal() {
        for count in [0, 1, 19, 20, 21, 999, 12_345] {
            let samples = (0..<count).map { Float($0 % 97) / 97 - 0.5 }
            let outline = WaveformOutline(samples, sampleRateHz: 100, columns: 10)
            #expect(outline.times.count <= 20 && (count == 0 || outline.times.count >= min(count, 10)))
            #expect(outline.highest.max() == samples.max().map(Double.init))
            #expect(outline.lowest.min() == samples.min().map(Double.init))
            #expect(outline.seconds == Double(count) / 100)
            #expect(outline.peak == (samples.map(abs).max() ?? 0))
        }
    }

    @Test func theEnvelopeIsTheRMSOfItsStretches() {
        let outline = WaveformOutline([3, -4, 3, -4, 3], sampleRateHz: 1, columns: 2)
        #expect(outline.times == [1, 3, 5])
        // Five samples in columns of two: the last holds one.
        let root = Double(12.5).squareRoot()
        let byColumn = outline.envelope(seconds: 0)
        #expect(byColumn.rms == [root, root, 3] && byColumn.times == [1, 3, 4.5])
        let whole = outline.envelope(seconds: 6)
        #expect(whole.rms == [Double(59.0 / 5).squareRoot()] && whole.times == [2.5])
    }
}

@Suite struct AxisTests {
    @Test func longTimesAreCountedInMinutesAndHours() {
        #expect(Axis.time(seconds: 3).ticks == .automatic)
        #expect(Axis.time(seconds: 3).label == "time (s)")
        func words(_ seconds: Double) -> [String] {
            guard case .at(let ticks) = Axis.time(seconds: seconds).ticks else { return [] }
            return ticks.map(\.text)
        }
        #expect(
            words(150) == [
                "0:00", "0:15", "0:30", "0:45", "1:00", "1:15", "1:30", "1:45", "2:00", "2:15", "2:30",
            ])
        #expect(words(3600).first == "0:00:00" && words(3600).last == "1:00:00" && words(3600).count == 13)
        #expect(words(1e6).count <= 13)
    }

    @Test func aStackEndsWhereItsSharesEnd() {
        let layers = Layer.stacked(
            windows: [0...1, 1...2], shares: [[0.25, 0.75], nil], names: ["a", "b"], colours: [.blue, .grey])
        guard case .band(let top) = layers[0], case .band(let bottom) = layers[1] else {
            Issue.record("a stack is made of bands")
            return
        }
        #expect(top.name == "b" && top.upper.prefix(2) == [1, 1] && top.lower.prefix(2) == [0.25, 0.25])
        #expect(bottom.name == "a" && bottom.upper.prefix(2) == [0.25, 0.25])
        let broken = top.upper.suffix(2).allSatisfy { $0.isNaN }
        #expect(broken)
    }
}

@Suite struct PictureLayoutTests {
    @Test func axesOfAColumnStandBelowEachOther() {
        let wide = Panel(x: Axis("x"), y: Axis("y"), layers: [])
        let bare = Panel(x: Axis(ticks: .none), y: Axis(ticks: .none), layers: [])
        let picture = Picture(title: "t", rows: [.init([wide, bare], height: 2), .init([bare, wide])])
        let frames = PictureLayout(picture).frames
        for column in 0..<2 {
            #expect(frames[0][column].left == frames[1][column].left)
            #expect(frames[0][column].right == frames[1][column].right)
        }
        #expect(frames[0][0].bottom > frames[1][0].top)
        let heights = frames.map { $0[0].top - $0[0].bottom }
        #expect(abs(heights[0] - 2 * heights[1]) < 1e-9)
        let all = frames.joined()
        let areInside = all.allSatisfy {
            $0.left >= 0 && $0.right <= 1200 && $0.outerBottom >= -1e-9 && $0.top <= 800
        }
        #expect(areInside)
    }

    @Test func aSquarePanelIsSquareAndInTheMiddle() {
        let panel = Panel(x: Axis("x"), y: Axis("y"), layers: [], isSquare: true)
        let frame = PictureLayout(Picture(title: nil, panel: panel)).frames[0][0]
        #expect(abs((frame.right - frame.left) - (frame.top - frame.bottom)) < 1e-9)
    }
}
