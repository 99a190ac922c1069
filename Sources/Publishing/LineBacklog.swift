/// Lines waiting for a slow reader, at most so many.
///
/// When it is full the oldest `estimate` goes first, then the oldest `status` or `error`, and `device`,
/// `gap` and `utterance` last. `hello` and `end` frame the stream and never go.
package struct LineBacklog: Sendable {
    /// A line and what it tells.
    private struct Entry {
        var line: [UInt8]
        var kind: EventKind
    }

    private let capacity: Int
    private var entries: [Entry] = []
    /// Lines left out so far.
    package private(set) var dropped = 0

    /// Whether no line waits.
    package var isEmpty: Bool { entries.isEmpty }

    /// A backlog of at most `capacity` lines, `hello` and `end` apart.
    package init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
        entries.reserveCapacity(capacity + 2)
    }

    /// Appends a line, and leaves one out where there is no room.
    package mutating func append(_ line: [UInt8], of kind: EventKind) {
        entries.append(Entry(line: line, kind: kind))
        guard entries.count > capacity, let victim = indexOfLeastImportant() else { return }
        entries.remove(at: victim)
        dropped += 1
    }

    /// Takes the oldest line.
    package mutating func popFirst() -> [UInt8]? {
        entries.isEmpty ? nil : entries.removeFirst().line
    }

    /// Forgets every line, without counting: nobody is there to miss them.
    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
    }

    /// The oldest among the least important lines; nil when every line must stay.
    private func indexOfLeastImportant() -> Int? {
        var found: (index: Int, importance: Int)?
        for (index, entry) in entries.enumerated() {
            guard let importance = Self.importance(of: entry.kind) else { continue }
            if importance < found?.importance ?? .max { found = (index, importance) }
            if importance == 0 { break }
        }
        return found?.index
    }

    /// Larger is kept longer; nil is kept for ever.
    private static func importance(of kind: EventKind) -> Int? {
        switch kind {
        case .estimate: 0
        case .status, .error: 1
        case .device, .gap, .utterance: 2
        case .hello, .end: nil
        }
    }
}
