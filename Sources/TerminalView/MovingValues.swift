internal import Glibc

/// Values that move smoothly to where they are told to go: x += (target − x)·(1 − e^(−Δt/τ)).
///
/// Exponential easing needs no duration and takes a new target at any time.
package struct MovingValues: Sendable, Equatable {
    /// How close counts as there.
    private static let tolerance = 0.0005

    /// Where they are.
    package private(set) var values: [Double]
    private var targets: [Double]
    private let timeConstantSeconds: Double

    /// So many zeros.
    init(count: Int, timeConstantSeconds: Double) {
        values = Array(repeating: 0, count: count)
        targets = values
        self.timeConstantSeconds = timeConstantSeconds
    }

    /// Whether they have not arrived.
    var areMoving: Bool {
        zip(values, targets).contains { abs($0 - $1) > Self.tolerance }
    }

    /// Sends them to new places.
    mutating func move(to newTargets: [Double]) {
        for index in targets.indices where index < newTargets.count { targets[index] = newTargets[index] }
    }

    /// Lets time pass.
    mutating func advance(seconds: Double) {
        guard seconds > 0 else { return }
        let gain = 1 - exp(-seconds / timeConstantSeconds)
        for index in values.indices {
            let way = targets[index] - values[index]
            values[index] = abs(way) > Self.tolerance ? values[index] + gain * way : targets[index]
        }
    }
}

/// A level meter with peak hold.
package struct LevelDisplay: Sendable, Equatable {
    /// The lowest level shown, in dBFS; the highest is 0.
    package static let lowestDBFS = -80.0
    /// How long a peak is held, in seconds.
    static let holdSeconds = 1.5
    /// How fast level and peak fall, in dB per second.
    static let fallPerSecond = 24.0
    /// From which sample on the input counts as clipped.
    static let clippingPeak = 0.99

    /// The level shown, in dBFS.
    package private(set) var levelDBFS = lowestDBFS
    /// The highest peak of late, in dBFS.
    package private(set) var peakDBFS = lowestDBFS
    /// Whether the input was clipped of late.
    package var isClipping: Bool { clippingLeft > 0 }

    private var target = lowestDBFS
    private var holdLeft = 0.0
    private var clippingLeft = 0.0

    init() {}

    /// Whether anything would change with time.
    var isMoving: Bool {
        levelDBFS != target || peakDBFS > Self.lowestDBFS || clippingLeft > 0
    }

    /// Takes a window's level and largest sample.
    mutating func take(levelDBFS level: Double?, peak: Double) {
        target = min(0, max(Self.lowestDBFS, level ?? Self.lowestDBFS))
        let peakDBFS = peak > 0 ? min(0, max(Self.lowestDBFS, 20 * log10(peak))) : Self.lowestDBFS
        if peakDBFS >= self.peakDBFS {
            self.peakDBFS = peakDBFS
            holdLeft = Self.holdSeconds
        }
        if peak >= Self.clippingPeak { clippingLeft = Self.holdSeconds }
    }

    /// Lets time pass: up at once, down slowly, the peak after its hold.
    mutating func advance(seconds: Double) {
        guard seconds > 0 else { return }
        levelDBFS = max(target, levelDBFS - Self.fallPerSecond * seconds)
        clippingLeft = max(0, clippingLeft - seconds)
        let falling = max(0, seconds - holdLeft)
        holdLeft = max(0, holdLeft - seconds)
        peakDBFS = max(Self.lowestDBFS, peakDBFS - Self.fallPerSecond * falling)
    }
}
