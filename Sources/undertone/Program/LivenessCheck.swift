/// Whether every part of the program still advances, for the watchdog.
///
/// Each part counts its turns, frames or no frames: a microphone that is absent is healthy, a thread that is stuck
/// is not. A part that has just come or gone, such as the capture thread, is not held against the program.
struct LivenessCheck {
    private var last: [String: UInt64] = [:]

    /// Takes the turns of each part by its name; returns those that have not moved since the last time.
    mutating func stuck(_ turns: [String: UInt64]) -> [String] {
        let stuck = turns.filter { last[$0.key] == $0.value }.keys.sorted()
        last = turns
        return stuck
    }
}
