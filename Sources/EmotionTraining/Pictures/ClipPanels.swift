internal import Glibc
internal import Plotting
internal import SpeechFeatures

/// What several clips are drawn against, so that what looks louder is louder.
struct ClipScale {
    /// The ends of the amplitude axis.
    let amplitude: Double
    /// The ends of the time axis.
    let seconds: Double
    /// The highest level of a spectrum, in dB of a full-scale sine.
    let spectrumTop: Double
    /// The highest log-mel energy.
    let logMelTop: Double

    init(_ clips: [ClipFeatures]) {
        let peak = clips.map(\.samples.peak).max() ?? 0
        amplitude = peak > 0 ? Double(peak) * 1.05 : 1
        seconds = clips.map(\.seconds).max() ?? 0
        let power = clips.compactMap { $0.power.max() }.max() ?? 0
        spectrumTop = (Self.decibels(power: power) / 5).rounded(.up) * 5
        logMelTop = (Double(clips.compactMap { $0.logMel.max() }.max() ?? 0) / 2).rounded(.up) * 2
    }

    /// |X|² as dB of a full-scale sine's: the window's mean is ½, so such a sine's line is (400 / 4)².
    static func decibels(power: Float) -> Double { 10 * log10(Double(power) / 10_000 + 1e-12) }
}

/// The panels of one clip.
struct ClipPanels {
    let features: ClipFeatures
    let scale: ClipScale
    /// Where numbers stand along the time axis; nil where its length decides.
    var timeTicks: Axis.Ticks?

    /// The panels of a kind, from the top.
    func panels(_ kind: ClipPictureKind) -> [Panel] {
        switch kind {
        case .waveform: [waveform]
        case .envelope: [envelope]
        case .spectrogram: [spectrogram, logMel]
        case .mfcc: [mfcc]
        case .all: ClipPictureKind.single.flatMap(panels)
        }
    }

    private var time: Axis {
        var axis = Axis.time(seconds: scale.seconds)
        if let timeTicks, axis.ticks == .automatic { axis.ticks = timeTicks }
        return axis
    }

    /// Samples and their envelope.
    var waveform: Panel {
        let outline = WaveformOutline(
            features.samples, sampleRateHz: Double(features.options.sampleRateHz), columns: 1000)
        let rms = features.rms.map(Double.init)
        let colour = Colour.vermillion
        return Panel(
            title: "Waveform", x: time, y: Axis("amplitude", range: -scale.amplitude...scale.amplitude),
            layers: outline.layers(colour: Colour.blue.lightened(0.35), name: "waveform") + [
                .line(
                    LineLayer(
                        x: features.times, y: rms, colour: colour, width: 1.8,
                        name: "± RMS of 25 ms, after the high-pass")),
                .line(LineLayer(x: features.times, y: rms.map { -$0 }, colour: colour, width: 1.8)),
            ], legend: .topRight)
    }

    /// The amplitude envelope as levels.
    var envelope: Panel {
        func level(_ values: [Float]) -> [Double] {
            values.map { max(20 * log10(Double($0) + 1e-12), -100) }
        }
        return Panel(
            title: "Amplitude envelope of each frame (25 ms, after the 50 Hz high-pass)", x: time,
            y: Axis("level (dBFS)", range: -100...0),
            layers: [
                .line(
                    LineLayer(
                        x: features.times, y: level(features.peak), colour: .skyBlue, width: 1.6, name: "peak"
                    )),
                .line(
                    LineLayer(
                        x: features.times, y: level(features.rms), colour: .blue, width: 2.2, name: "RMS")),
            ], legend: .bottomRight)
    }

    /// The short-time Fourier transform.
    var spectrogram: Panel {
        let options = features.options
        let nyquist = Double(options.sampleRateHz) / 2000
        let bin = nyquist / Double(options.binCount - 1)
        let levels = features.power.map { Float(ClipScale.decibels(power: $0)) }
        return Panel(
            title: "Spectrogram: STFT, Hann window of 25 ms every 10 ms", x: time,
            y: Axis("frequency (kHz)", range: 0...nyquist, hasGrid: false),
            layers: [
                image(levels, rows: options.binCount, y: -bin / 2...nyquist + bin / 2)
            ],
            colours: .init(.magma, range: scale.spectrumTop - 80...scale.spectrumTop, label: "level (dBFS)"))
    }

    /// The log mel energies.
    var logMel: Panel {
        let options = features.options
        let bands = Double(options.melBandCount)
        let (low, high) = (
            MelFilterbank.mel(options.lowestFrequencyHz), MelFilterbank.mel(options.highestFrequencyHz)
        )
        // Band b is centred on the (b + 1)th of bands + 1 equal intervals of mel.
        let ticks = [100, 300, 1000, 2000, 4000, 8000].map { hertz in
            let mel = MelFilterbank.mel(Double(hertz))
            return Axis.Tick((mel - low) / (high - low) * (bands + 1) - 1, kilohertz(hertz))
        }
        return Panel(
            title: "Log-mel energies, \(options.melBandCount) bands", x: time,
            y: Axis(
                "mel band (kHz)", range: -0.5...bands - 0.5, ticks: .at(ticks.filter { $0.position < bands }),
                hasGrid: false),
            layers: [image(features.logMel, rows: options.melBandCount, y: -0.5...bands - 0.5)],
            colours: .init(
                .magma, range: max(scale.logMelTop - 16, -16)...max(scale.logMelTop, -14), label: "ln energy")
        )
    }

    private func kilohertz(_ hertz: Int) -> String {
        hertz % 1000 == 0 ? "\(hertz / 1000)" : "0.\(hertz / 100)"
    }

    /// The cepstra, each coefficient on a scale of its own: the first would outshine all others.
    var mfcc: Panel {
        let options = features.options
        let rows = features.cepstra.transposed(columns: options.cepstrumCount)
        let values = (0..<options.cepstrumCount).flatMap { coefficient in
            Self.standardized(rows[coefficient * features.columns..<(coefficient + 1) * features.columns])
        }
        let top = Double(options.cepstrumCount)
        return Panel(
            title: "MFCC, each coefficient as standard deviations from its mean over the clip", x: time,
            y: Axis("coefficient", range: -0.5...top - 0.5, ticks: .every(5), hasGrid: false),
            layers: [
                .image(
                    ImageLayer(
                        values: values, columns: features.columns, x: features.span, y: -0.5...top - 0.5))
            ],
            colours: .init(.diverging, range: -2.5...2.5, label: "deviation (σ)"))
    }

    /// `[columns][rows]` as an image whose first row is at the bottom.
    private func image(_ values: [Float], rows: Int, y: ClosedRange<Double>) -> Layer {
        .image(
            ImageLayer(
                values: values.transposed(columns: rows), columns: features.columns, x: features.span, y: y))
    }

    private static func standardized(_ values: ArraySlice<Float>) -> [Float] {
        let count = Float(max(values.count, 1))
        let mean = values.reduce(0, +) / count
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        return values.map { ($0 - mean) / max(deviation, 1e-6) }
    }
}
