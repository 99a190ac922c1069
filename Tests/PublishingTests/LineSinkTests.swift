import Glibc
import Publishing
import Testing

/// Lines through real pipes.
@Suite struct LineSinkTests {
    init() {
        ignoreBrokenPipes()
    }

    /// A line that says its number, padded so that few of them fill a pipe.
    private func line(_ number: Int) -> [UInt8] {
        Array((String(number) + String(repeating: " ", count: 4000) + "\n").utf8)
    }

    private func numbers(_ text: String) -> [Int] {
        text.split(separator: "\n").compactMap { Int($0.prefix { $0 != " " }) }
    }

    @Test func aWriterWaitsForALateReaderAndLosesNothing() throws {
        let pipe = Pipe()
        let reader = BackgroundReader(pipe.readEnd)
        let writer = LineWriter(descriptor: pipe.writeEnd)
        // The reader starts only once the pipe is full: the writer is then waiting.
        reader.startWhen { pipe.isFull }
        for number in 0..<100 { try writer.send(line(number), of: .estimate) }
        pipe.closeWriteEnd()
        #expect(numbers(reader.text()) == Array(0..<100))
    }

    @Test func aWriterWithoutAReaderSaysSo() {
        let pipe = Pipe()
        pipe.closeReadEnd()
        #expect(throws: LineError.readerGone) {
            try LineWriter(descriptor: pipe.writeEnd).send(line(0), of: .estimate)
        }
    }

    @Test func aWriterToNowhereSaysWhatTheSystemSaid() {
        #expect(throws: LineError.failed(errno: EBADF)) {
            try LineWriter(descriptor: -1).send(line(0), of: .estimate)
        }
    }

    @Test func aNonBlockingDescriptorLosesNothing() throws {
        let pipe = Pipe()
        _ = fcntl(pipe.writeEnd, F_SETFL, O_NONBLOCK)
        let reader = BackgroundReader(pipe.readEnd)
        reader.startWhen { pipe.isFull }
        let writer = LineWriter(descriptor: pipe.writeEnd)
        for number in 0..<100 { try writer.send(line(number), of: .estimate) }
        pipe.closeWriteEnd()
        #expect(numbers(reader.text()) == Array(0..<100))
    }

    @Test func aQueueNeverWaitsForAStuckReader() throws {
        let pipe = Pipe()
        let queue = LineQueue(descriptor: pipe.writeEnd, capacity: 8) { _ in }
        // Nobody reads: were this to wait, the test would not end.
        try queue.send(line(0), of: .hello)
        for number in 1...200 { try queue.send(line(number), of: .estimate) }
        try queue.send(line(201), of: .end)
        #expect(queue.drain(patience: 0.05) == false)
        #expect(queue.dropped > 100)
        let reader = BackgroundReader(pipe.readEnd)
        reader.startWhen { true }
        #expect(queue.drain(patience: nil))
        // The queue keeps watching its descriptor, so the pipe has no end to wait for.
        let read = numbers(reader.text(endingWith: line(201)))
        #expect(read.first == 0 && read.last == 201 && read == read.sorted())
        #expect(read.count + queue.dropped == 202)
    }

    /// Lines that get through do not prolong the wait: a program that shall end ends.
    @Test func aSlowReaderIsWaitedForNoLongerThanAStuckOne() throws {
        let pipe = Pipe()
        let queue = LineQueue(descriptor: pipe.writeEnd) { _ in }
        for number in 0..<400 { try queue.send(line(number), of: .estimate) }
        let slow = Monitor(false)
        startThread {
            // A line every 10 ms: all of them take four seconds at least.
            var bytes = [UInt8](repeating: 0, count: 4002)
            for _ in 0..<400 where unsafe read(pipe.readEnd, &bytes, bytes.count) > 0 { usleep(10_000) }
            slow.withLock { $0 = true }
        }
        #expect(queue.drain(patience: 0.3) == false)
        #expect(queue.drain(patience: nil))
        _ = slow.wait { $0 ? true : nil }
    }

    @Test func anIdleQueueNoticesThatItsReaderLeft() throws {
        let pipe = Pipe()
        let failure = Monitor<LineError?>(nil)
        let queue = LineQueue(descriptor: pipe.writeEnd) { error in failure.withLock { $0 = error } }
        try queue.send(line(0), of: .hello)
        #expect(queue.drain(patience: nil))
        pipe.closeReadEnd()
        #expect(failure.wait(until: { $0 }) == .readerGone)
        #expect(throws: LineError.readerGone) { try queue.send(line(1), of: .estimate) }
    }

    @Test func aWatchNoticesThatTheReaderLeft() {
        let pipe = Pipe()
        let isGone = Monitor(false)
        ReaderWatch.start(descriptor: pipe.writeEnd) { isGone.withLock { $0 = true } }
        pipe.closeReadEnd()
        #expect(isGone.wait(until: { $0 ? true : nil }) == true)
    }
}
