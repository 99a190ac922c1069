/// Positions of the input: frames delivered and frames lost, as seconds.
///
/// Each stretch counts at its own nominal rate, so a position follows the microphone's crystal and never the
/// wall clock. Frames are counted whole: a position does not depend on how the input was cut.
struct Timeline {
    /// Frames per second of the stretch in progress.
    private(set) var rateHz: Int
    /// Where the stretch began, in seconds.
    private(set) var originSeconds = 0.0
    /// Frames of the stretch so far, lost ones included.
    private(set) var frames = 0

    init(rateHz: Int) {
        self.rateHz = rateHz
    }

    /// The position reached, in seconds.
    var seconds: Double { originSeconds + Double(frames) / Double(rateHz) }

    /// Moves on by so many frames, delivered or lost.
    mutating func advance(_ count: Int) {
        frames += count
    }

    /// Begins a stretch of another rate where the last one ended.
    mutating func changeRate(_ newRateHz: Int) {
        guard newRateHz != rateHz else { return }
        originSeconds = seconds
        frames = 0
        rateHz = newRateHz
    }

    /// The frame of the stretch in which position `t` falls, as the last one needed to reach it.
    func lastFrame(before t: Double) -> Int {
        // A hair less, so that rounding does not ask for the frame after an exact boundary.
        Int(((t - originSeconds) * Double(rateHz) - 1e-6).rounded(.up)) - 1
    }
}
