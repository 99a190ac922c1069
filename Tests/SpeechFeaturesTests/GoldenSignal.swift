import SpeechFeatures
import TestSupport
import Testing

/// One signal of `make_features.py` and what librosa makes of it.
struct GoldenSignal: Sendable, CustomTestStringConvertible {
    let name: String
    /// ‖ours − reference‖₂ / ‖reference‖₂ allowed in a frame: sweeps and tones leave bands that hold
    /// nothing but a single-precision FFT's rounding.
    let tolerance: Double
    var testDescription: String { name }

    static let all: [GoldenSignal] =
        ["speech", "silence", "white_noise", "clipping"].map { .init(name: $0, tolerance: 1e-5) }
        + ["sweep", "tone"].map { .init(name: $0, tolerance: 3e-4) }
        + [1, 399, 400, 401, 559, 560].map { .init(name: "length_\($0)", tolerance: 1e-5) }

    static let speech = GoldenSignal(name: "speech", tolerance: 1e-5)

    var table: GoldenTable { GoldenTable("Golden/\(name).golden") }
}

/// A frame as it can be kept and compared bit for bit.
struct FrameValues: Equatable, Sendable {
    let logMel: [UInt32]
    let cepstra: [UInt32]
    let scalars: [UInt32]

    init(_ frame: borrowing Frame) {
        logMel = frame.logMel.map(\.bitPattern)
        cepstra = frame.cepstra.map(\.bitPattern)
        scalars = [frame.rms, frame.peak, frame.voicing].map(\.bitPattern)
    }
}

/// Calls `body` with every frame of `samples` (high-passed already), which come `chunk` at a time.
func forEachFrame(of samples: [Float], chunk: Int? = nil, _ body: (borrowing Frame) throws -> Void) rethrows {
    var extractor = FrameExtractor(options: FeatureOptions())
    var start = 0
    while start < samples.count {
        let end = min(start + (chunk ?? samples.count), samples.count)
        var offset = start
        while extractor.next(samples, from: &offset, to: end) { try body(extractor.frame) }
        start = end
    }
}

/// ‖ours − reference‖₂ / ‖reference‖₂.
func relativeDistance(_ ours: [Float], _ reference: ArraySlice<Double>) -> Double {
    precondition(ours.count == reference.count)
    let difference = zip(ours, reference).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
    return (difference / reference.reduce(0) { $0 + $1 * $1 }).squareRoot()
}
