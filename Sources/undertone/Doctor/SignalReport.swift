import Glibc

/// What a few seconds of a microphone tell about it.
struct SignalReport {
    /// The largest absolute sample.
    let peak: Float
    /// The mean.
    let offset: Float
    /// The RMS without the mean, in dB of full scale; nil for none.
    let levelDBFS: Double?
    /// The share of samples at full scale.
    let clippedShare: Double
    /// The highest frequency that carries anything, in Hz; nil where nothing is heard.
    let bandwidthHz: Double?

    /// Measures mono samples in ±1.
    init(_ samples: [Float], rateHz: Int) {
        let mean = samples.reduce(0.0) { $0 + Double($1) } / Double(max(samples.count, 1))
        let power = samples.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        offset = Float(mean)
        peak = samples.reduce(0) { max($0, $1.magnitude) }
        let rms = (power / Double(max(samples.count, 1))).squareRoot()
        levelDBFS = rms > 0 ? 20 * log10(rms) : nil
        clippedShare = Double(samples.count { $0.magnitude >= 0.999 }) / Double(max(samples.count, 1))
        bandwidthHz = rms > 0 ? Self.bandwidth(samples, rateHz: rateHz) : nil
    }

    /// What there is to say.
    var findings: [Finding] {
        guard let levelDBFS else {
            return [
                .fail(
                    "level", offset == 0 ? "nothing but zeros" : "nothing but a constant",
                    "unmute the microphone; see alsamixer or pavucontrol, and its own switch")
            ]
        }
        var findings: [Finding] = []
        let level = "\(Int(levelDBFS.rounded())) dBFS, peak \(Int((Double(peak) * 100).rounded())) %"
        findings.append(
            levelDBFS < -75
                ? .warn("level", "\(level): very quiet", "speak meanwhile, or raise the capture level")
                : .pass("level", level))
        findings.append(
            clippedShare > 0.001
                ? .warn(
                    "clipping", "samples at full scale", "lower the capture level, or switch off the boost")
                : .pass("clipping", "none"))
        findings.append(
            offset.magnitude > 0.05
                ? .warn(
                    "offset", "a DC offset of \(Int(offset * 100)) %", "nothing to do: it is filtered out")
                : .pass("offset", "none to speak of"))
        findings.append(bandwidth)
        return findings
    }

    private var bandwidth: Finding {
        guard let bandwidthHz else { return .warn("bandwidth", "unknown", "speak while it listens") }
        let text = "sound up to \(Int(bandwidthHz)) Hz"
        guard bandwidthHz < 4300 else { return .pass("bandwidth", text) }
        return .warn(
            "bandwidth", "nothing above 4 kHz: Bluetooth hands-free?",
            "speak while it listens; else choose a headset profile of 16 kHz (mSBC), or a wired microphone")
    }

    /// The highest of the bands of 500 Hz whose power is within 50 dB of the strongest band's.
    ///
    /// Goertzel's algorithm over blocks of 20 ms, at the middle of each band: no more is needed to tell 4 kHz from 8.
    private static func bandwidth(_ samples: [Float], rateHz: Int) -> Double {
        let size = rateHz / 50
        let bands = min(rateHz / 2, 8000) / 500
        var power = [Double](repeating: 0, count: bands)
        for start in stride(from: 0, to: samples.count - size + 1, by: size) {
            for band in 0..<bands {
                for place in [125.0, 250, 375] {
                    let frequency = Double(band) * 500 + place
                    power[band] += goertzel(samples[start..<(start + size)], frequency / Double(rateHz))
                }
            }
        }
        let threshold = (power.max() ?? 0) * 1e-5
        let highest = power.lastIndex { $0 > threshold } ?? 0
        return Double(highest + 1) * 500
    }

    /// The power at one frequency, in cycles a sample, under a Hann window.
    private static func goertzel(_ block: ArraySlice<Float>, _ frequency: Double) -> Double {
        let coefficient = 2 * cos(2 * Double.pi * frequency)
        var (last, beforeLast) = (0.0, 0.0)
        for (index, sample) in block.enumerated() {
            let window = 0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(block.count))
            (last, beforeLast) = (Double(sample) * window + coefficient * last - beforeLast, last)
        }
        return last * last + beforeLast * beforeLast - coefficient * last * beforeLast
    }
}
