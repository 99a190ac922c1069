/// The measures of the last frames, for replay at an onset.
struct FrameHistory: Sendable {
    private let size: Int
    private let capacity: Int
    /// `[capacity][size]`, frame k in slot k % capacity.
    private var frames: [Float]

    init(capacity: Int, size: Int) {
        self.size = size
        self.capacity = capacity
        frames = Array(repeating: 0, count: capacity * size)
    }

    /// Keeps frame `index`, forgetting the one `capacity` before it.
    mutating func store(_ measures: [Float], at index: Int) {
        let base = index % capacity * size
        for position in 0..<size { frames[base + position] = measures[position] }
    }

    /// Copies frame `index` into `measures`, `[size]`.
    func load(_ index: Int, into measures: inout [Float]) {
        let base = index % capacity * size
        for position in 0..<size { measures[position] = frames[base + position] }
    }
}
