/// What was heard over the last minutes, in bins of a second, for a view that scrolls.
///
/// Positions go on over the end of a stream: another stream begins where the last one ended, behind a mark.
package struct EmotionTimeline: Sendable, Equatable {
    /// Seconds of a bin.
    static let binSeconds = 1.0
    /// Bins that are kept: half an hour.
    static let capacity = 1800

    /// What was most of a stretch of time.
    package enum Content: Sendable, Equatable {
        /// Nothing is known of it.
        case nothing
        /// Silence.
        case silence
        /// Sound without speech.
        case noise
        /// Speech without a label.
        case undecided
        /// Audio was lost.
        case gap
        /// Speech with a label, and the mean confidence while it was shown.
        case emotion(Int, confidence: Double)
        /// A stream began here.
        case beginning
    }

    private struct Bin: Sendable, Equatable {
        /// Seconds × confidence of each label, and seconds of each.
        var weight = SIMD8<Float>()
        var shown = SIMD8<Float>()
        var silence: Float = 0
        var noise: Float = 0
        var undecided: Float = 0
        var isGap = false
        var isBeginning = false

        mutating func add(_ other: Bin) {
            weight += other.weight
            shown += other.shown
            silence += other.silence
            noise += other.noise
            undecided += other.undecided
            isGap = isGap || other.isGap
            isBeginning = isBeginning || other.isBeginning
        }

        var content: Content {
            if isBeginning { return .beginning }
            if isGap { return .gap }
            let speech = shown.sum()
            let most = max(speech, max(undecided, max(noise, silence)))
            guard most > 0 else { return .nothing }
            // A short word in a long pause is what one looks for: a label shows from a quarter on.
            if speech > 0, speech >= 0.25 * (speech + undecided + noise + silence) {
                let best = (0..<8).max { weight[$0] < weight[$1] } ?? 0
                return .emotion(best, confidence: Double(weight[best] / max(shown[best], 1e-6)))
            }
            if undecided == most || undecided >= 0.5 * most { return .undecided }
            return noise >= silence ? .noise : .silence
        }
    }

    /// `[capacity]`, bin k in slot k % capacity.
    private var bins = [Bin](repeating: Bin(), count: capacity)
    /// One more than the last bin that anything is known of.
    private var count = 0
    /// Where the stream in progress begins, in bins.
    private var origin = 0

    /// A timeline that knows nothing.
    package init() {}

    /// Bins so far.
    package var length: Int { count }

    /// Another stream begins: its positions start from zero, behind a mark.
    mutating func beginStream() {
        guard count > 0 else { return }
        extend(to: count)
        bins[count % Self.capacity] = Bin(isBeginning: true)
        count += 1
        origin = count
    }

    /// Takes a window of the stream in progress, in seconds; `emotion` is the label shown.
    mutating func add(
        from start: Double, to end: Double, state: SoundState, emotion: Int?, confidence: Double
    ) {
        guard let index = reach(end) else { return }
        let seconds = Float(min(max(0, end - start), Self.binSeconds))
        let slot = index % Self.capacity
        switch (state, emotion) {
        case (.silence, _): bins[slot].silence += seconds
        case (.noise, _): bins[slot].noise += seconds
        case (.speech, let label?) where (0..<8).contains(label):
            bins[slot].weight[label] += seconds * Float(confidence)
            bins[slot].shown[label] += seconds
        case (.speech, _): bins[slot].undecided += seconds
        }
    }

    /// Audio was lost between two positions of the stream in progress.
    mutating func addGap(from start: Double, to end: Double) {
        guard let last = reach(end) else { return }
        let first = max(origin + Int(max(0, start) / Self.binSeconds), last - Self.capacity + 1)
        for index in min(first, last)...last { bins[index % Self.capacity].isGap = true }
    }

    /// What was most of each column; the newest last.
    ///
    /// Columns are aligned to bins and not to now, so that they do not change while they scroll.
    package func columns(_ number: Int, binsPerColumn: Int) -> [Content] {
        let newest = (count + binsPerColumn - 1) / binsPerColumn
        return (newest - number..<newest).map { column in
            var sum = Bin()
            for index in column * binsPerColumn..<(column + 1) * binsPerColumn
            where index >= max(0, count - Self.capacity) && index < count {
                sum.add(bins[index % Self.capacity])
            }
            return sum.content
        }
    }

    /// The bin of a position, made if it is new; nil for one that is long gone or absurd.
    private mutating func reach(_ t: Double) -> Int? {
        // A window's end belongs to the bin that it ends, not to the one that begins there.
        guard t >= 0, t < 1e9 else { return nil }
        let index = origin + max(0, Int((t / Self.binSeconds).rounded(.up)) - 1)
        extend(to: index + 1)
        return index < count - Self.capacity ? nil : index
    }

    private mutating func extend(to newCount: Int) {
        guard newCount > count else { return }
        for index in max(count, newCount - Self.capacity)..<newCount { bins[index % Self.capacity] = Bin() }
        count = newCount
    }
}
