extension LogMelAugmentation {
    /// What is changed, how often and how strongly; the default is what the shipped models are trained with.
    public struct Options: Sendable, Hashable {
        /// Tempo by linear interpolation of frames: above 1 the clip becomes shorter.
        public var tempo = Draw(probability: 0.5, range: 0.9...1.1)
        /// Shift along frequency, in mel bands, drawn for the lowest and for the highest band alike: equal
        /// draws shift, unequal ones warp, as other vocal tracts do.
        public var bandShift = Draw(probability: 0.5, range: -2...2)
        /// Difference between the highest and the lowest band, in decibels, linear between them.
        public var tiltDB = Draw(probability: 0.5, range: -6...6)
        /// Gain in decibels.
        public var gainDB = Draw(probability: 1, range: -20...20)
        /// Steady noise added to every band: its energy as a natural logarithm in the scale of the features.
        public var floor = Draw(probability: 0.2, range: -16 ... -9)
        /// Runs of frames to mask, at most.
        public var timeMasks = 2
        /// The longest run of masked frames; never more than a sixth of the clip.
        public var timeMaskFrames = 20
        /// Runs of bands to mask, at most.
        public var frequencyMasks = 2
        /// The widest run of masked bands.
        public var frequencyMaskBands = 8
        /// What a mask is filled with.
        public var maskFill = MaskFill.bandMean

        /// The parts and strengths that the shipped models are trained with.
        public init() {}

        /// No change at all: a base to switch single parts on.
        public static var none: Options {
            var options = Options()
            (options.tempo, options.bandShift, options.tiltDB) = (.never, .never, .never)
            (options.gainDB, options.floor) = (.never, .never)
            (options.timeMasks, options.frequencyMasks) = (0, 0)
            return options
        }
    }

    /// What a mask is filled with.
    public enum MaskFill: Sendable, Hashable {
        /// Each band's mean over the clip: after mean normalisation, nothing.
        case bandMean
        /// ln 1e-7, what digital silence gives.
        case silence
    }
}
