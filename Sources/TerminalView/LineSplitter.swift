/// Cuts bytes as they come into lines, in bounded memory.
package struct LineSplitter: Sendable {
    /// The longest line that is kept, in bytes: the longest of ours is under two thousand.
    package static let longestLineBytes = 65_536

    private var line: [UInt8] = []
    private var isTooLong = false

    /// A splitter at the beginning of a stream.
    package init() {}

    /// Takes bytes, cut anywhere; hands out each line that they complete, without its line feed.
    ///
    /// A line that is too long is left out whole.
    package mutating func take(_ bytes: some Sequence<UInt8>, _ emit: ([UInt8]) -> Void) {
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                if line.count < Self.longestLineBytes { line.append(byte) } else { isTooLong = true }
                continue
            }
            if !isTooLong { emit(line) }
            reset()
        }
    }

    /// Forgets a line in progress.
    package mutating func reset() {
        line.removeAll(keepingCapacity: true)
        isTooLong = false
    }
}
