/// Changes the pitch beside a clip's log-mel frames, so that the network never leans on it alone.
public struct PitchAugmentation: Sendable, Hashable {
    /// Added to log-F0: another voice.
    public var shift = Draw(probability: 0.5, range: -0.15...0.15)
    /// How often the pitch is missing altogether.
    public var dropped: Float = 0.15

    /// The strengths that the shipped models are trained with.
    public init() {}

    /// No change at all.
    public static var none: PitchAugmentation {
        var options = PitchAugmentation()
        (options.shift, options.dropped) = (.never, 0)
        return options
    }

    /// Changes log-F0 and voicing, `[frames][2]`, in place.
    ///
    /// - Parameters:
    ///   - pitch: log-F0 and voicing by turns.
    ///   - random: Keyed by seed, epoch and clip.
    public func apply(to pitch: inout [Float], using random: inout KeyedRandom) {
        let offset = shift.value(using: &random) ?? 0
        let isDropped = random.chance(dropped)
        for place in stride(from: 0, to: pitch.count, by: 2) {
            pitch[place] += offset
            if isDropped { pitch[place + 1] = 0 }
        }
    }
}
