import Testing

@testable import SpeechFeatures

struct RealFFTTests {
    /// Lengths with whole vectors of bins, with some left over, and with neither.
    @Test(arguments: [2, 4, 6, 8, 10, 16, 18, 34, 62, 96, 510, 512])
    func thePowerIsThatOfTheDefinition(length: Int) {
        // Shorter than the transform where it can be: the rest must be zeros, whatever was there before.
        let count = max(length - 3, 1)
        let samples = (0..<count).map { Float(sine(Double($0 * $0) * 0.7 + 0.3)) }
        let window = (0..<count).map { 1 - Double($0) / Double(2 * length) }
        var fft = RealFFT(length: length)
        var power = [Float](repeating: .nan, count: fft.binCount)
        for _ in 0..<2 { fft.powerSpectrum(of: samples, window: window, into: &power) }
        let expected = (0...length / 2).map { bin in
            var (re, im) = (0.0, 0.0)
            for (index, sample) in samples.enumerated() {
                let angle = 2 * .pi * Double(bin * index % length) / Double(length)
                re += Double(sample) * window[index] * cosine(angle)
                im -= Double(sample) * window[index] * sine(angle)
            }
            return re * re + im * im
        }
        let largest = expected.max() ?? 0
        #expect(largest > 0)
        for (value, exact) in zip(power, expected) {
            #expect(abs(Double(value) - exact) <= 1e-7 * exact + 1e-13 * largest)
        }
    }
}
