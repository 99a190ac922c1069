import AudioFiles

/// The rate of all audio in training: the one that is served.
enum AudioRate {
    static let hertz = Float(Resampler.outputRateHz)
}
