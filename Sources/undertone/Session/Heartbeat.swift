/// When the next `status` is due, in audio time.
struct Heartbeat {
    /// Seconds between two.
    let everySeconds: Double
    private var index = 1

    init(everySeconds: Double) {
        self.everySeconds = everySeconds
    }

    /// The position at which the next is due, in seconds.
    var dueSeconds: Double { Double(index) * everySeconds }

    /// How many samples of 16 kHz may still be processed before it is due at `position`.
    func samplesLeft(at position: Double) -> Int {
        max(0, Int(((dueSeconds - position) * 16_000).rounded()))
    }

    /// Those up to `position` have been given or skipped; the next is due at the next multiple after it.
    mutating func advance(past position: Double) {
        // Less than a sample ahead is due: ``samplesLeft(at:)`` rounds.
        while dueSeconds < position + 1 / 16_000 { index += 1 }
    }
}
