/// Random numbers that depend on what they are for, and on nothing else.
///
/// A generator is made for one (seed, epoch, clip, purpose). Whichever thread draws, in whichever order
/// clips are worked on, each clip sees the same numbers; adding a draw for one purpose shifts none of
/// another. The generator is xoshiro256** (Blackman, Vigna 2018, public domain), its state the
/// output of SplitMix64 over the hashed key. The distributions are our own, so no other version of
/// the standard library can change a training run.
public struct KeyedRandom: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// What the numbers are for.
    public struct Purpose: RawRepresentable, Sendable, Hashable {
        /// A number that no other purpose has.
        public let rawValue: UInt64

        /// Makes a purpose of one's own.
        public init(rawValue: UInt64) { self.rawValue = rawValue }

        /// The first weights of a network.
        public static let weights = Purpose(rawValue: 1)
        /// The order of the clips in an epoch.
        public static let order = Purpose(rawValue: 2)
        /// Dropout masks.
        public static let dropout = Purpose(rawValue: 3)
        /// Changes to a clip's samples.
        public static let waveform = Purpose(rawValue: 4)
        /// Changes to a clip's log-mel frames.
        public static let logMel = Purpose(rawValue: 5)
        /// Changes to a clip's pitch.
        public static let pitch = Purpose(rawValue: 6)
        /// Clips of noise without a voice.
        public static let noiseClip = Purpose(rawValue: 7)
        /// How far a clip's stretched copy is stretched, and whether an epoch uses it.
        public static let stretch = Purpose(rawValue: 8)
        /// Which utterances follow each other, and which parts of them are used.
        public static let concatenation = Purpose(rawValue: 9)
    }

    /// A generator for one purpose.
    ///
    /// - Parameters:
    ///   - seed: The run's seed.
    ///   - epoch: The pass over the data, or any other counter.
    ///   - clip: `Clip.randomKey`, or any other number; 0 where no clip is concerned.
    ///   - purpose: What the numbers are for.
    public init(seed: UInt64, epoch: Int, clip: UInt64, purpose: Purpose) {
        var key = SplitMix64.mix(seed &+ SplitMix64.increment)
        key = SplitMix64.mix((key ^ UInt64(bitPattern: Int64(epoch))) &+ SplitMix64.increment)
        key = SplitMix64.mix((key ^ clip) &+ SplitMix64.increment)
        key = SplitMix64.mix((key ^ purpose.rawValue) &+ SplitMix64.increment)
        var expansion = SplitMix64(state: key)
        state = (expansion.next(), expansion.next(), expansion.next(), expansion.next())
    }

    /// A generator at a given point of xoshiro256**'s sequence, for known-answer tests.
    init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        let result = (state.1 &* 5).rotatedLeft(by: 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3.rotatedLeft(by: 45)
        return result
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): spreads a key over the whole state.
struct SplitMix64 {
    static let increment: UInt64 = 0x9e37_79b9_7f4a_7c15
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= Self.increment
        return Self.mix(state)
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

extension UInt64 {
    fileprivate func rotatedLeft(by bits: UInt64) -> UInt64 { self << bits | self >> (64 &- bits) }
}
