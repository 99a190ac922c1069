import Glibc
import Publishing
import Testing

/// Words for people through real pipes.
@Suite struct MessageQueueTests {
    init() {
        ignoreBrokenPipes()
    }

    /// A message padded so that few of them fill a pipe.
    private func message(_ number: Int) -> [UInt8] {
        Array((String(number) + String(repeating: " ", count: 4000) + "\n").utf8)
    }

    private func words(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
    }

    @Test func nobodyWaitsForAStuckReaderAndWhatWasLostIsCountedInItsPlace() throws {
        let pipe = Pipe()
        let queue = MessageQueue(descriptor: pipe.writeEnd, capacity: 8) { Array("lost=\($0)\n".utf8) }
        // Nobody reads: were this to wait, the test would not end.
        for number in 0..<200 { queue.send(message(number)) }
        #expect(queue.drain(patience: 0.05) == false)
        queue.send(message(200), isLast: true)
        let reader = BackgroundReader(pipe.readEnd)
        reader.startWhen { true }
        let all = words(reader.text(endingWith: message(200)))
        let kept = all.compactMap { Int($0) }
        #expect(kept == kept.sorted() && kept.last == 200)
        let lost = all.compactMap { $0.hasPrefix("lost=") ? Int($0.dropFirst(5)) : nil }
        #expect(lost.reduce(0, +) > 100 && kept.count + lost.reduce(0, +) == 201)
        // The last loss was before the last message, and is told there.
        #expect(all.dropLast().last?.hasPrefix("lost=") == true)
        #expect(queue.drain(patience: 60))
    }

    @Test func whereNobodyReadsAnyMoreThereIsNothingToWaitFor() {
        let pipe = Pipe()
        pipe.closeReadEnd()
        let queue = MessageQueue(descriptor: pipe.writeEnd) { _ in [] }
        for number in 0..<10 { queue.send(message(number)) }
        #expect(queue.drain(patience: 60))
    }
}
