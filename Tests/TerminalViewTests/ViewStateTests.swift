import Testing

@testable import TerminalView

/// What the lines of a stream add up to.
@Suite struct ViewStateTests {
    @Test func aHoleInTheNumbersIsWhatWasMissed() {
        var state = ViewState()
        state.take(Samples.hello(seq: 17))
        state.take(Samples.estimate(18, t: 0.25))
        state.take(Samples.estimate(19, t: 0.5))
        #expect(state.missedLines == 0)
        state.take(Samples.estimate(25, t: 2))
        #expect(state.missedLines == 5)
        // A word to one reader has the number of the line before it.
        state.take(StreamLine(seq: 25, t: 2, body: .error(message: "no")))
        #expect(state.missedLines == 5)
    }

    @Test func anotherStreamBeginsToCountAfresh() {
        var state = ViewState()
        state.take(Samples.hello("one"))
        for seq in 1...40 { state.take(Samples.estimate(seq * 2, t: Double(seq) / 4)) }
        #expect(state.missedLines == 40 && state.position == 10)
        state.disconnect()
        #expect(state.connection == .reconnecting && state.reading == nil)
        let before = state.timeline.length
        state.take(Samples.hello("two", seq: 3))
        #expect(state.connection == .live && state.missedLines == 0 && state.position == 0)
        state.take(Samples.estimate(4, t: 0.25))
        #expect(state.missedLines == 0)
        // The minutes before the restart stay on show, behind a mark.
        #expect(state.timeline.length == before + 2)
        #expect(state.timeline.columns(2, binsPerColumn: 1).first == .beginning)
    }

    @Test func theSameStreamGoesOnAfterABreak() {
        var state = ViewState()
        state.take(Samples.hello("one"))
        state.take(Samples.estimate(1, t: 0.25))
        state.disconnect()
        state.take(Samples.hello("one", seq: 90))
        state.take(Samples.estimate(91, t: 22.75))
        #expect(state.missedLines == 0 && state.timeline.length == 23)
    }

    @Test func nothingIsUnderstoodBeforeAGreeting() {
        var state = ViewState()
        state.take(Samples.estimate(5, t: 1))
        #expect(state == ViewState())
    }

    @Test func barsArriveSmoothlyAndTogether() {
        var state = ViewState()
        state.take(Samples.hello())
        state.take(Samples.estimate(1, t: 0.25, .speech, "sad", 0.8))
        var last = 0.0
        var steps = 0
        while state.bars.areMoving {
            state.advance(seconds: 1.0 / 15)
            #expect(state.bars.values[5] >= last)
            last = state.bars.values[5]
            steps += 1
        }
        #expect(abs(state.bars.values[5] - 0.8) < 0.001 && (5...20).contains(steps), "\(steps) steps")
    }

    @Test func barsDoNotDependOnHowTimeIsCut() {
        var (fine, coarse) = (
            MovingValues(count: 1, timeConstantSeconds: 0.12),
            MovingValues(count: 1, timeConstantSeconds: 0.12)
        )
        fine.move(to: [1])
        coarse.move(to: [1])
        for _ in 0..<10 { fine.advance(seconds: 0.02) }
        coarse.advance(seconds: 0.2)
        #expect(abs(fine.values[0] - coarse.values[0]) < 1e-9)
    }

    @Test func aPeakIsHeldAndThenFalls() {
        var meter = LevelDisplay()
        meter.take(levelDBFS: -20, peak: 0.5)
        meter.advance(seconds: 0.1)
        meter.take(levelDBFS: nil, peak: 0)
        meter.advance(seconds: 1.3)
        #expect(abs(meter.peakDBFS + 6.02) < 0.01)
        meter.advance(seconds: 0.35)
        #expect(meter.peakDBFS < -6.1)
        for _ in 0..<100 { meter.advance(seconds: 0.1) }
        #expect(!meter.isMoving && meter.levelDBFS == LevelDisplay.lowestDBFS)
    }

    @Test func aFrozenPictureStandsStillWhileTheStreamGoesOn() {
        var view = Samples.eventful()
        view.press(.character(" "))
        let still = view.shown
        for seq in 300...340 {
            view.live.take(Samples.estimate(seq, t: Double(seq) / 4, .speech, "angry", 0.9))
            view.live.advance(seconds: 0.1)
        }
        #expect(view.isFrozen && view.shown == still && !view.isMoving)
        view.press(.character(" "))
        #expect(view.shown == view.live && view.shown != still)
    }

    @Test func keysDoWhatTheySay() {
        var view = WatchView()
        view.press(.character("?"))
        #expect(view.isHelpShown)
        view.press(.escape)
        #expect(!view.isHelpShown)
        view.press(.character("l"))
        #expect(view.isLogarithmic)
        view.press(.character("x"))
        #expect(!view.isDone)
        view.press(.character("q"))
        #expect(view.isDone)
    }
}

/// Seconds of speech as columns.
@Suite struct EmotionTimelineTests {
    @Test func columnsDoNotChangeWhileTheyScroll() {
        var timeline = EmotionTimeline()
        var before: [EmotionTimeline.Content] = []
        for second in 0..<300 {
            timeline.add(
                from: Double(second), to: Double(second) + 1, state: .speech, emotion: second / 7 % 6,
                confidence: 0.5)
            let columns = timeline.columns(40, binsPerColumn: 3)
            // Whole columns stay as they were; the newest fills up.
            let isShifted = second % 3 == 0
            let kept = isShifted ? Array(before.dropFirst()) : Array(before.dropLast())
            let isSame = second == 0 || Array(columns.dropLast()) == kept
            #expect(isSame, "second \(second)")
            before = columns
        }
    }

    @Test func anHourIsAsGoodAsAMinute() {
        var timeline = EmotionTimeline()
        for second in 0..<4000 {
            timeline.add(
                from: Double(second), to: Double(second) + 1, state: .noise, emotion: nil, confidence: 0)
        }
        #expect(timeline.columns(100, binsPerColumn: 1) == Array(repeating: .noise, count: 100))
        #expect(timeline.columns(2000, binsPerColumn: 1).first == .nothing)
    }

    @Test func aGapIsMarkedWhereItWas() {
        var timeline = EmotionTimeline()
        timeline.add(from: 0, to: 1, state: .silence, emotion: nil, confidence: 0)
        timeline.addGap(from: 1, to: 3)
        timeline.add(from: 3, to: 4, state: .silence, emotion: nil, confidence: 0)
        #expect(timeline.columns(4, binsPerColumn: 1) == [.silence, .gap, .gap, .silence])
    }
}
