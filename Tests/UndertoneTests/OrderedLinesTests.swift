import Glibc
import Publishing
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

    /// A stream whose turn has not come waits once its share is full; no line is lost.
    @Test func aStreamAheadOfItsTurnWaits() throws {
        let lines = OrderedLines(count: 2)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 99_999) + [UInt8(ascii: "\n")]
        let writer = TestSupport.startThread {
            for _ in 0..<40 { try? lines.sink(1).send(line, of: .estimate) }
            lines.finish(1, failure: nil)
        }
        lines.finish(0, failure: nil)
        let null = unsafe open("/dev/null", O_WRONLY)
        let isGood = try lines.printAll(to: LineWriter(descriptor: null)) { _ in }
        writer.join()
        close(null)
        #expect(isGood)
    }
}
