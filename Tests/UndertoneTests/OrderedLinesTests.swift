import Glibc
import Publishing
import Synchronization
import TestSupport
import Testing

@testable import undertone

@Suite struct OrderedLinesTests {
    /// A pipe, both ends kept open by the test.
    private func makePipe() -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        // SAFETY: the call writes two descriptors into an array of two.
        _ = unsafe pipe(&ends)
        return (ends[0], ends[1])
    }

    @Test func streamsComeInOrderWhateverIsMadeFirst() throws {
        let lines = OrderedLines(count: 3)
        for index in [2, 0, 1] {
            try lines.sink(index).send(Array("\(index)\n".utf8), of: .end)
            lines.finish(index, failure: index == 1 ? "bad" : nil)
        }
        let pipe = makePipe()
        var complaints: [String] = []
        let isGood = try lines.printAll(to: LineWriter(descriptor: pipe.write)) { complaints.append($0) }
        close(pipe.write)
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(pipe.read, &bytes, bytes.count)
        close(pipe.read)
        #expect(String(decoding: bytes.prefix(count), as: UTF8.self) == "0\n1\n2\n")
        #expect(!isGood && complaints == ["bad"])
    }

    /// Sends lines of a hundred kilobytes and counts them.
    private final class Maker: Sendable {
        static let lineBytes = 100_000
        let sent = Atomic(0)

        /// Sends `count` lines to stream `index` and ends it.
        func send(_ count: Int, to lines: OrderedLines, _ index: Int) {
            let line = [UInt8](repeating: UInt8(ascii: "x"), count: Self.lineBytes - 1) + [UInt8(ascii: "\n")]
            for _ in 0..<count {
                try? lines.sink(index).send(line, of: .estimate)
                sent.add(1, ordering: .relaxed)
            }
            lines.finish(index, failure: nil)
        }

        var count: Int { sent.load(ordering: .relaxed) }

        /// Waits, ten seconds at most, until so many were sent.
        func wait(for count: Int) {
            for _ in 0..<10_000 where self.count < count { usleep(1000) }
        }
    }

    /// Prints into a file; returns how much came.
    private func bytesPrinted(_ lines: OrderedLines) throws -> Int {
        let folder = try #require(makeTemporaryFolder("undertone-lines"))
        defer { removeTemporaryFolder(folder) }
        let file = unsafe open(folder + "/lines", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        #expect(try lines.printAll(to: LineWriter(descriptor: file)) { _ in })
        return Int(lseek(file, 0, SEEK_END))
    }

    /// A stream whose turn has not come waits where the room is full; no line is lost.
    @Test func aStreamAheadOfItsTurnWaits() throws {
        let lines = OrderedLines(count: 2, budget: 3 * Maker.lineBytes)
        let maker = Maker()
        let writer = TestSupport.startThread { maker.send(40, to: lines, 1) }
        maker.wait(for: 3)
        // Time enough for more, if it did not wait.
        usleep(100_000)
        #expect(maker.count == 3)
        lines.finish(0, failure: nil)
        #expect(try bytesPrinted(lines) == 40 * Maker.lineBytes)
        writer.join()
    }

    /// The lines of an hour of audio, six megabytes, are made on every core though none are printed yet.
    @Test func streamsOfAnHourEndBeforeTheirTurn() throws {
        let lines = OrderedLines(count: 3)
        let (one, two) = (Maker(), Maker())
        let first = TestSupport.startThread { one.send(60, to: lines, 1) }
        let second = TestSupport.startThread { two.send(60, to: lines, 2) }
        one.wait(for: 60)
        two.wait(for: 60)
        #expect(one.count == 60 && two.count == 60)
        lines.finish(0, failure: nil)
        #expect(try bytesPrinted(lines) == 120 * Maker.lineBytes)
        first.join()
        second.join()
    }

    /// Or it would wait for a stream that waits for it.
    @Test func theStreamThatIsPrintedNeedsNoneOfTheRoom() throws {
        let lines = OrderedLines(count: 2, budget: Maker.lineBytes)
        let (ahead, printed) = (Maker(), Maker())
        let first = TestSupport.startThread { ahead.send(20, to: lines, 1) }
        ahead.wait(for: 1)
        let second = TestSupport.startThread { printed.send(40, to: lines, 0) }
        #expect(try bytesPrinted(lines) == 60 * Maker.lineBytes)
        first.join()
        second.join()
    }
}
