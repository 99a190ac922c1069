internal import CKernels

/// Everything that is measured on one frame of high-passed audio.
public struct Frame: Sendable {
    /// Natural logarithms of the mel energies, `[melBandCount]`.
    public internal(set) var logMel: [Float]
    /// Cepstral coefficients, c0 first, `[cepstrumCount]`.
    public internal(set) var cepstra: [Float]
    /// Amplitude envelope: root mean square over the window, 0–1.
    public internal(set) var rms: Float = 0
    /// Amplitude envelope: largest absolute sample of the window.
    public internal(set) var peak: Float = 0
    /// How periodic the frame is in the range of voices, 0–1.
    public internal(set) var voicing: Float = 0
    /// Natural logarithm of the fundamental frequency in hertz; a guess where `voicing` is low.
    public internal(set) var logF0: Float = 0
    /// What the network is to read of the frame: the cepstra and, where used, log-F0 and voicing,
    /// `[measureCount]`.
    public internal(set) var measures: [Float]

    init(options: FeatureOptions) {
        logMel = Array(repeating: 0, count: options.melBandCount)
        cepstra = Array(repeating: 0, count: options.cepstrumCount)
        measures = Array(repeating: 0, count: options.measureCount)
    }

    /// 20·log10 of ``rms``, at least −100.
    public var levelDBFS: Float { max(decibels(power: rms * rms + 1e-20), -100) }
}

/// From one window of samples to a ``Frame``: window, FFT, mel energies, logarithm, DCT.
///
/// A frame depends on its own samples alone. Allocates in `init` and never again.
struct FrameComputer: ~Copyable {
    private var fft: RealFFT
    private let filterbank: MelFilterbank
    private let transform: CepstralTransform
    private let window: [Double]
    private let logOffset: Float
    /// |X|² of the last frame, `[binCount]`.
    private(set) var power: [Float]
    private var energies: [Float]

    init(options: FeatureOptions) {
        fft = RealFFT(length: options.fftLength)
        filterbank = MelFilterbank(options: options)
        transform = CepstralTransform(options: options)
        window = Self.hann(options.windowLength)
        logOffset = options.logOffset
        power = Array(repeating: 0, count: options.binCount)
        energies = Array(repeating: 0, count: options.melBandCount)
    }

    /// The periodic Hann window, w[n] = ½ − ½·cos(2πn/N).
    static func hann(_ length: Int) -> [Double] {
        (0..<length).map { 0.5 - 0.5 * cosine(2 * .pi * Double($0) / Double(length)) }
    }

    /// Measures `samples`, `[windowLength]`, into `frame`; leaves what the voicing analyser measures alone.
    mutating func compute(_ samples: [Float], into frame: inout Frame) {
        fft.powerSpectrum(of: samples, window: window, into: &power)
        filterbank.apply(to: power, into: &energies)
        unsafe ck_log_offset(&frame.logMel, energies, logOffset, energies.count)
        transform.apply(to: frame.logMel, into: &frame.cepstra)
        var energy: Float = 0
        // SAFETY: reads `samples`, writes two values.
        unsafe ck_energy_peak(samples, samples.count, &energy, &frame.peak)
        frame.rms = (energy / Float(samples.count)).squareRoot()
    }
}
