import Glibc
import RingBuffer
import TestSupport
import Testing

@testable import AudioCapture

/// Capturing through the real libasound, step by step, on a device whose time moves only when it is polled.
@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct CaptureRunTests {
    struct Row: Sendable {
        var rate: Int
        var channels: Int
        var format: PCMFormat
        var channel: Int?
    }

    static let rows: [Row] = [
        Row(rate: 16_000, channels: 1, format: .signed16),
        Row(rate: 48_000, channels: 2, format: .signed32),
        Row(rate: 48_000, channels: 2, format: .signed32, channel: 1),
        Row(rate: 48_000, channels: 2, format: .signed32, channel: 2),
        Row(rate: 44_100, channels: 2, format: .signed24Packed),
        Row(rate: 96_000, channels: 3, format: .signed24Packed, channel: 3),
        Row(rate: 48_000, channels: 4, format: .signed24),
        Row(rate: 8000, channels: 1, format: .float32),
        Row(rate: 48_000, channels: 6, format: .float32, channel: 5),
    ]

    @Test(arguments: rows)
    func everyFormatArrivesBitFaithfully(row: Row) throws {
        let clock = try ManualClock()
        let microphone = try ALSATestDevice.make(
            rate: row.rate, channels: row.channels, format: row.format.rawValue, speed: 0, clock: clock)
        var capture = try CaptureByHand(microphone.name, channel: row.channel, clock: clock)
        let grant = capture.status.grant
        #expect(grant.rateHz == row.rate && grant.channels == row.channels && grant.format == row.format)
        let (reads, end) = capture.reads(untilFrame: row.rate / 4)
        #expect(end == nil)
        var next = 0
        for read in reads {
            let frames = next..<(next + read.mark.frameCount)
            #expect(read.mark.firstFrame == UInt64(next))
            #expect(read.mark.framesLostBefore == 0 && read.mark.cause == nil)
            let isFaithful = read.samples == ExpectedSignal.samples(frames, of: grant, channel: row.channel)
            #expect(isFaithful, "frame \(next)")
            next = frames.upperBound
        }
        #expect(next >= row.rate / 4)
        #expect(capture.status.overruns == 0 && capture.status.framesLost == 0)
    }

    @Test func aMarkSaysWhenItsReadReturned() throws {
        let clock = try ManualClock()
        let microphone = try ALSATestDevice.make(rate: 16_000, speed: 0, clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        let (reads, _) = capture.reads(untilFrame: 1600)
        let start = 1_000_000_000_000 as UInt64
        for (index, read) in reads.enumerated() {
            #expect(read.mark.frameCount == 160)
            #expect(read.mark.bootTimeNanoseconds == start + UInt64(index + 1) * 10_000_000)
        }
    }

    struct Interruption: Sendable {
        var kind: ALSATestDevice.Fault.Kind
        var cause: LossCause
        var at: Int
        var frames: Int
    }

    @Test(arguments: [
        Interruption(kind: .overrun, cause: .overrun, at: 4800, frames: 24_000),
        Interruption(kind: .overrun, cause: .overrun, at: 5000, frames: 480),
        Interruption(kind: .overrun, cause: .overrun, at: 4801, frames: 1001),
        Interruption(kind: .suspend, cause: .suspend, at: 9600, frames: 96_000),
    ])
    func anInterruptionIsOneLossOfTheRightLengthAtTheRightFrame(interruption: Interruption) throws {
        let clock = try ManualClock()
        let fault = ALSATestDevice.Fault(interruption.kind, at: interruption.at, frames: interruption.frames)
        let microphone = try ALSATestDevice.make(
            rate: 48_000, channels: 2, format: "S32_LE", speed: 0, faults: [fault], clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        let grant = capture.status.grant
        let (reads, end) = capture.reads(untilFrame: 14_400)
        #expect(end == nil)
        let real = microphone.losses()
        #expect(real.count == 1)
        let losses = reads.filter { $0.mark.framesLostBefore > 0 }
        let mark = try #require(losses.first).mark
        #expect(losses.count == 1)
        #expect(mark.firstFrame == UInt64(interruption.at))
        #expect(mark.cause == interruption.cause)
        // Good to one period, of the frames withheld and of those really lost.
        let lost = Int(mark.framesLostBefore)
        #expect(abs(lost - interruption.frames) <= grant.periodFrames)
        let reallyLost = try #require(real.first).frames
        #expect(abs(lost - reallyLost) <= grant.periodFrames)
        // Every frame before and after it is the device's own.
        var position = 0
        for read in reads {
            if read.mark.framesLostBefore > 0 { position += reallyLost }
            let frames = position..<(position + read.mark.frameCount)
            let isFaithful = read.samples == ExpectedSignal.samples(frames, of: grant, channel: nil)
            #expect(isFaithful, "frame \(position)")
            position = frames.upperBound
        }
        #expect(capture.status.overruns == (interruption.kind == .overrun ? 1 : 0))
        #expect(capture.status.framesLost == mark.framesLostBefore)
    }

    @Test func everyOverrunOfManyIsALossOfItsOwn() throws {
        let clock = try ManualClock()
        let faults = (1...12).map { ALSATestDevice.Fault(.overrun, at: $0 * 3200, frames: 160 * $0) }
        let microphone = try ALSATestDevice.make(rate: 16_000, speed: 0, faults: faults, clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        let (reads, end) = capture.reads(untilFrame: 40_000)
        #expect(end == nil)
        let lost = reads.map { Int($0.mark.framesLostBefore) }.filter { $0 > 0 }
        #expect(lost == microphone.losses().map(\.frames))
        #expect(lost.count == 12 && capture.status.overruns == 12)
    }

    @Test func aDeviceThatIsUnpluggedEndsTheCaptureAfterItsLastFrame() throws {
        let clock = try ManualClock()
        let fault = ALSATestDevice.Fault(.disconnect, at: 3300, frames: 0)
        let microphone = try ALSATestDevice.make(rate: 16_000, speed: 0, faults: [fault], clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        let (reads, end) = capture.reads(untilFrame: 40_000)
        #expect(end == .failed(.unplugged, -ENODEV))
        #expect(reads.reduce(0) { $0 + $1.mark.frameCount } == 3300)
    }

    @Test func aDeviceInErrorThatClaimsToRunIsGone() throws {
        let clock = try ManualClock()
        let fault = ALSATestDevice.Fault(.error, at: 3300, frames: 0)
        let microphone = try ALSATestDevice.make(rate: 16_000, speed: 0, faults: [fault], clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        let (reads, end) = capture.reads(untilFrame: 40_000)
        #expect(end == .failed(.unplugged, -EIO))
        #expect(reads.reduce(0) { $0 + $1.mark.frameCount } == 3300)
    }

    @Test func aDeviceThatOverrunsWithoutEndEndsTheCapture() throws {
        // A dead sound server recovers and starts without complaint, and overruns again at once.
        let clock = try ManualClock()
        let faults = (0..<14).map { _ in ALSATestDevice.Fault(.overrun, at: 1600, frames: 0) }
        let microphone = try ALSATestDevice.make(rate: 16_000, speed: 0, faults: faults, clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        let (_, end) = capture.reads(untilFrame: 40_000)
        #expect(end == .failed(.server, -EPIPE))
        #expect(capture.status.overruns == UInt64(CaptureRun.fruitlessRecoveries + 1))
    }

    @Test func aFullQueueDropsAndTheEndReportsIt() throws {
        let clock = try ManualClock()
        let microphone = try ALSATestDevice.make(rate: 16_000, speed: 0, clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        var end = capture.start()
        // Nobody reads: the queue fills, and every later read is lost.
        while end == nil, capture.status.framesLost < 1600 { end = capture.step() }
        #expect(end == nil)
        let delivered = capture.reads().reduce(0) { $0 + $1.mark.frameCount }
        capture.finish(.stopped)
        let last = capture.reads()
        #expect(last.map(\.mark.framesLostBefore) == [capture.status.framesLost])
        #expect(last.map(\.mark.cause) == [.queue])
        #expect(last.map(\.mark.frameCount) == [0])
        #expect(UInt64(delivered) + capture.status.framesLost == capture.status.framesRead)
        #expect(delivered >= 2 * 16_000)
        #expect(capture.status.end == .stopped)
    }

    @Test func whileFramesFlowNothingIsAllocated() throws {
        let clock = try ManualClock()
        let microphone = try ALSATestDevice.make(
            rate: 48_000, channels: 2, format: "S32_LE", speed: 0, clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        _ = capture.reads(untilFrame: 4800)
        var end: EndCode?
        let count = allocations {
            for _ in 0..<100 where end == nil { end = capture.step() }
        }
        #expect(end == nil)
        #expect(capture.status.framesRead >= 4800 + 100 * 480)
        if let count { #expect(count == 0) }
    }
}
