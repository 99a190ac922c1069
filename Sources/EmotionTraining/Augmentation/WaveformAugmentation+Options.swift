extension WaveformAugmentation {
    /// What is changed, how often and how strongly; the default is what the shipped models are trained with.
    public struct Options: Sendable, Hashable {
        /// Speed factor by resampling: pitch and formants move with it; above 1 the clip becomes shorter.
        public var speed = Draw(probability: 0.9, range: 0.86...1.16)
        /// Seconds put before the clip, filled with noise as strong as the clip's own background.
        public var leadInSeconds = Draw(probability: 0.5, range: 0...0.5)
        /// RT60 of a made-up room, in seconds.
        public var reverberationSeconds = Draw(probability: 0.25, range: 0.1...0.6)
        /// Energy of the direct sound over the reverberation, in decibels, drawn for each room.
        public var directToReverberantDB: ClosedRange<Float> = 0...12
        /// Recorded noise, as decibels of speech over noise.
        public var recordedNoiseDB = Draw(probability: 0.3, range: 8...30)
        /// White or pink noise, as decibels of speech over noise.
        public var syntheticNoiseDB = Draw(probability: 0.15, range: 8...30)
        /// Largest boost or cut, in decibels, of the filters that colour a microphone.
        public var colouringDB = Draw(probability: 0.6, range: 1...6)
        /// Cut-off, in hertz, of the low-pass of a headset that sends 8 kHz audio.
        public var bandLimitHertz = Draw(probability: 0.1, range: 3400...3900)
        /// Gain in decibels, held back where it would drive the peak over `overdriveDB`.
        public var gainDB = Draw(probability: 1, range: -20...20)
        /// How far the gain may push the peak beyond full scale, in decibels.
        public var overdriveDB: Float = 3
        /// White or pink noise of the electronics, root mean square, in decibels below a full scale of 1.
        public var noiseFloorDBFS = Draw(probability: 0.9, range: -80 ... -45)
        /// Decibels by which speech stays above that floor, at least.
        public var floorLeastSNR: Float = 18

        /// The parts and strengths that the shipped models are trained with.
        public init() {}

        /// No change at all: a base to switch single parts on.
        public static var none: Options {
            var options = Options()
            (options.speed, options.leadInSeconds, options.reverberationSeconds) = (.never, .never, .never)
            (options.recordedNoiseDB, options.syntheticNoiseDB) = (.never, .never)
            (options.colouringDB, options.bandLimitHertz) = (.never, .never)
            (options.gainDB, options.noiseFloorDBFS) = (.never, .never)
            return options
        }
    }
}
