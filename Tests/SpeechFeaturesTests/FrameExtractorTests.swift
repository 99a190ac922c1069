import SpeechFeatures
import TestSupport
import Testing

@Suite struct FrameExtractorTests {
    @Test(arguments: GoldenSignal.all)
    func framesAgreeWithLibrosa(_ signal: GoldenSignal) throws {
        let table = signal.table
        let samples = table.floats("highpassed")
        let (logMel, cepstra) = (table.doubles("logmel"), table.doubles("mfcc"))
        var index = 0
        var worst = 0.0
        forEachFrame(of: samples) { frame in
            worst = max(
                worst, relativeDistance(frame.logMel, logMel[(index * 64)..<(index * 64 + 64)]),
                relativeDistance(frame.cepstra, cepstra[(index * 40)..<(index * 40 + 40)]))
            index += 1
        }
        #expect(worst <= signal.tolerance)
        #expect(index == table.shape("mfcc")[0])
        #expect(index == FeatureOptions().frameCount(sampleCount: samples.count))
    }

    @Test(arguments: GoldenSignal.all)
    func theWholeFrontEndAgreesWithScipyAndLibrosa(_ signal: GoldenSignal) throws {
        let table = signal.table
        var samples = table.floats("signal")
        var filter = HighPassFilter()
        var span = samples.mutableSpan
        filter.process(&span)
        let cepstra = table.doubles("mfcc")
        var index = 0
        forEachFrame(of: samples) { frame in
            let distance = relativeDistance(frame.cepstra, cepstra[(index * 40)..<(index * 40 + 40)])
            #expect(distance <= signal.tolerance, "frame \(index)")
            index += 1
        }
    }

    @Test(arguments: [1, 7, 160, 400, 401, 4096])
    func everyChunkingGivesTheSameFrames(chunk: Int) {
        let samples = GoldenSignal.speech.table.floats("highpassed")
        var whole: [FrameValues] = []
        var chunked: [FrameValues] = []
        forEachFrame(of: samples) { whole.append(FrameValues($0)) }
        forEachFrame(of: samples, chunk: chunk) { chunked.append(FrameValues($0)) }
        #expect(whole.count == 148)
        #expect(chunked == whole)
    }

    @Test func aFrameDependsOnItsOwnSamplesAlone() {
        let samples = GoldenSignal.speech.table.floats("highpassed")
        var frames: [FrameValues] = []
        forEachFrame(of: samples) { frames.append(FrameValues($0)) }
        for index in [0, 1, 7, 100, 147] {
            var alone: [FrameValues] = []
            let window = Array(samples[(160 * index)..<(160 * index + 400)])
            forEachFrame(of: window) { alone.append(FrameValues($0)) }
            #expect(alone.map(\.logMel) == [frames[index].logMel])
            #expect(alone.map(\.cepstra) == [frames[index].cepstra])
        }
    }

    @Test func resetForgetsEverything() {
        let samples = GoldenSignal.speech.table.floats("highpassed")
        var extractor = FrameExtractor(options: FeatureOptions())
        var passes: [[FrameValues]] = []
        for _ in 0..<2 {
            var frames: [FrameValues] = []
            var offset = 0
            // 77 samples short of a frame's end, so that something is left over.
            while extractor.next(samples, from: &offset, to: 8003) {
                frames.append(FrameValues(extractor.frame))
            }
            #expect(extractor.frameCount == frames.count)
            passes.append(frames)
            extractor.reset()
            #expect(extractor.frameCount == 0)
        }
        #expect(passes[0] == passes[1])
    }

    @Test func envelopeOfASineIsItsOwn() {
        let samples = (0..<800).map { Float(0.5 * sine(.pi / 8 * Double($0))) }
        forEachFrame(of: samples) { frame in
            #expect(abs(frame.rms - 0.5 / 2.0.squareRoot().asFloat) < 1e-6)
            #expect(frame.peak == 0.5)
            #expect(abs(frame.levelDBFS + 9.0309) < 1e-3)
        }
    }

    @Test func voicingTellsTonesFromNoiseAtAnyLevel() {
        for gain: Float in [1, 0.01] {
            var voiced: Float = 1
            var unvoiced: Float = 0
            let pitch = SyntheticSignal.harmonics(of: 140, count: 20, level: -20, seconds: 1)
            let noise = SyntheticSignal.white(level: -20, seconds: 1)
            var index = 0
            forEachFrame(of: pitch.map { $0 * gain }) { frame in
                // The first frames look back beyond the beginning.
                if index >= 4 { voiced = min(voiced, frame.voicing) }
                index += 1
            }
            forEachFrame(of: noise.map { $0 * gain }) { unvoiced = max(unvoiced, $0.voicing) }
            #expect(voiced > 0.8)
            #expect(unvoiced < 0.6)
        }
    }

    @Test func theFrontEndAllocatesNothingInSteadyState() throws {
        let samples = GoldenSignal.speech.table.floats("signal")
        var block = Array(samples[..<160])
        let options = FeatureOptions()
        var filter = HighPassFilter()
        var extractor = FrameExtractor(options: options)
        var detector = SpeechDetector(options: SpeechDetectorOptions(), features: options)
        let normalizer = CepstralNormalizer(
            mean: Array(repeating: 0, count: 40), inverseDeviation: Array(repeating: 1, count: 40),
            priorFrames: 100)
        var assembler = StepAssembler(options: options, normalizer: normalizer)
        var steps = 0
        func hops(_ range: Range<Int>) {
            for hop in range {
                for index in 0..<160 { block[index] = samples[hop * 160 + index] }
                var span = block.mutableSpan
                filter.process(&span)
                var offset = 0
                while extractor.next(block, from: &offset) {
                    detector.process(extractor.frame)
                    if assembler.append(extractor.frame.measures) { steps += 1 }
                }
            }
        }
        hops(0..<20)
        let count = allocations { hops(20..<140) }
        #expect((count ?? 0) == 0)
        #expect(steps == 34)
    }
}

extension Double {
    fileprivate var asFloat: Float { Float(self) }
}
