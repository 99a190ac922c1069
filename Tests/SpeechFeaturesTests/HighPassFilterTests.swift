import SpeechFeatures
import TestSupport
import Testing

@Suite struct HighPassFilterTests {
    private func filtered(_ samples: [Float], chunk: Int? = nil) -> [Float] {
        var filter = HighPassFilter()
        var output: [Float] = []
        for start in stride(from: 0, to: samples.count, by: chunk ?? max(samples.count, 1)) {
            var block = Array(samples[start..<min(start + (chunk ?? samples.count), samples.count)])
            var span = block.mutableSpan
            filter.process(&span)
            output += block
        }
        return output
    }

    @Test(arguments: GoldenSignal.all)
    func agreesWithScipy(_ signal: GoldenSignal) {
        let table = signal.table
        let reference = table.floats("highpassed")
        let ours = filtered(table.floats("signal"))
        let largest = reference.reduce(0) { max($0, abs($1)) }
        // Both compute in double precision and round once.
        for (ours, reference) in zip(ours, reference) { #expect(abs(ours - reference) <= 1.2e-7 * largest) }
    }

    @Test(arguments: [1, 7, 160, 4096])
    func everyChunkingGivesTheSameSamples(chunk: Int) {
        let samples = GoldenSignal.speech.table.floats("signal")
        #expect(filtered(samples, chunk: chunk) == filtered(samples))
    }

    /// Blocks of every remainder of four, whose last samples go one by one.
    @Test func unevenBlocksGiveTheSameSamples() {
        let samples = GoldenSignal.speech.table.floats("signal")
        var filter = HighPassFilter()
        var (output, length): ([Float], Int) = ([], 0)
        while output.count < samples.count {
            let end = min(output.count + length, samples.count)
            output += filter.filtered(Array(samples[output.count..<end]))
            length = (length + 5) % 23
        }
        #expect(output == filtered(samples))
    }

    @Test func anOffsetDiesOut() {
        let output = filtered([Float](repeating: 0.5, count: 16000))
        #expect(output[0] > 0.45)
        #expect(output[8000...].allSatisfy { abs($0) < 1e-6 })
    }

    @Test func theCornerIsThreeDecibelsDown() {
        let output = filtered((0..<32000).map { Float(sine(2 * .pi * 50 / 16000 * Double($0))) })
        let peak = output[16000...].reduce(0) { max($0, abs($1)) }
        #expect(abs(Double(peak) - 0.5.squareRoot()) < 1e-3)
    }

    @Test func resetForgetsThePast() {
        var filter = HighPassFilter()
        let ones = [Float](repeating: 1, count: 103)
        let first = filter.filtered(ones)
        #expect(filter.filtered(ones) != first)
        filter.reset()
        #expect(filter.filtered(ones) == first)
    }
}
