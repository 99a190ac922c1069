extension Axis {
    /// A horizontal axis of time from 0 to `seconds`, in seconds, in minutes or in hours as its length wants.
    public static func time(seconds: Double) -> Axis {
        let range = 0...max(seconds, 1e-3)
        if seconds <= 100 { return Axis("time (s)", range: range, hasGrid: false) }
        let steps: [Double] = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200]
        let step = steps.first { seconds / $0 <= 12 } ?? 86_400 * (seconds / 86_400 / 12).rounded(.up)
        let hasHours = seconds >= 3600
        let ticks = stride(from: 0, through: seconds, by: step).map { position in
            Tick(position, clock(position, hasHours: hasHours))
        }
        return Axis(
            hasHours ? "time (h:min:s)" : "time (min:s)", range: range, ticks: .at(ticks), hasGrid: false)
    }

    private static func clock(_ seconds: Double, hasHours: Bool) -> String {
        let whole = Int(seconds)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return hasHours
            ? "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
            : "\(whole / 60):\(two(whole % 60))"
    }
}
