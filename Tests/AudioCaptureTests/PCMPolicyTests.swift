import Glibc
import RingBuffer
import TestSupport
import Testing

@testable import AudioCapture

@Suite struct PCMPolicyTests {
    /// errno, why a device that returns it cannot be opened, and what to do while capturing.
    static let rows: [(CInt, PCMError.Reason, PCMAction)] = [
        (EAGAIN, .busy, .wait), (EINTR, .busy, .wait), (EPIPE, .server, .recover(.overrun)),
        (ESTRPIPE, .other, .recover(.suspend)), (ENODEV, .missing, .end(.unplugged)),
        (ENXIO, .missing, .end(.unplugged)), (ENOENT, .missing, .end(.unplugged)),
        (EIO, .other, .end(.unplugged)), (EBADFD, .other, .end(.unplugged)), (EBUSY, .busy, .end(.other)),
        (EACCES, .denied, .end(.other)), (EPERM, .denied, .end(.other)), (EINVAL, .format, .end(.other)),
        (ECONNREFUSED, .server, .end(.server)), (ECONNRESET, .server, .end(.server)),
        (ECONNABORTED, .server, .end(.server)), (EHOSTDOWN, .server, .end(.server)),
        (ETIMEDOUT, .server, .end(.server)), (EFAULT, .other, .end(.other)), (ENOMEM, .other, .end(.other)),
    ]

    @Test func everyResultHasOneMeaning() {
        for (code, reason, action) in Self.rows {
            #expect(PCMPolicy.reason(opening: -code) == reason, "\(code)")
            #expect(PCMPolicy.action(capturing: -code) == action, "\(code)")
        }
        #expect(Set(PCMPolicy.rows.map(\.code)).count == PCMPolicy.rows.count)
        #expect(PCMPolicy.rows.allSatisfy { row in Self.rows.contains { $0.0 == row.code } })
    }

    @Test(arguments: CaptureFailure.Reason.allCases, [0, -ENODEV, -EPIPE])
    func anEndComesThroughItsWord(reason: CaptureFailure.Reason, code: CInt) {
        let end = EndCode(word: EndCode.failed(reason, code).word).end(of: "hw:CARD=A")
        #expect(end == .failed(CaptureFailure(reason: reason, device: "hw:CARD=A", code: code)))
        #expect(EndCode.running.end(of: "") == nil)
        #expect(EndCode.stopped.end(of: "") == .stopped)
    }

    @Test func anOpenErrorSaysWhatHappenedToWhatAndWhatToDo() {
        let rows: [(CInt, PCMError.Reason, String)] = [
            (
                ENOENT, .missing,
                "cannot open hw:9: no such device; see which there are with undertone devices"
            ),
            (EBUSY, .busy, "cannot open hw:9: busy; try --device default"),
            (
                EACCES, .denied,
                "cannot open hw:9: permission denied; add the user to the group audio, and log in again"
            ),
            (
                ECONNREFUSED, .server,
                "cannot open hw:9: the sound server does not answer (Connection refused); start it, or name hardware: see undertone devices"
            ),
            (
                EINVAL, .format,
                "cannot open hw:9: it refuses what is asked of it (Invalid argument); see what it takes with undertone devices"
            ),
            (
                EIO, .other,
                "cannot open hw:9: Input/output error; see which devices work with undertone devices"
            ),
        ]
        for (code, reason, text) in rows {
            let error = PCMError(opening: "hw:9", code: -code)
            #expect(error.reason == reason)
            #expect(error.description == text)
        }
    }

    /// A result in the middle of a read: libasound hands out what came before it.
    @Test(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
    func aShortReadLosesNothing() throws {
        let clock = try ManualClock()
        let faults = [3301, 3302, 4000].map { ALSATestDevice.Fault(.short, at: $0, frames: Int(EAGAIN)) }
        let microphone = try ALSATestDevice.make(rate: 16_000, speed: 0, faults: faults, clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        let (reads, end) = capture.reads(untilFrame: 8000)
        #expect(end == nil && capture.status.framesLost == 0)
        #expect(reads.contains { $0.mark.frameCount == 101 } && reads.contains { $0.mark.frameCount == 1 })
        var next = 0
        for read in reads {
            let frames = next..<(next + read.mark.frameCount)
            let expected = ExpectedSignal.samples(frames, of: capture.status.grant, channel: nil)
            #expect(read.samples == expected)
            next = frames.upperBound
        }
    }

    /// Each row once more, returned by a read of the real libasound in the middle of a stream.
    @Test(
        .enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"),
        arguments: rows.map(\.0))
    func everyResultOfAReadIsDealtWithAsTheTableSays(code: CInt) throws {
        let clock = try ManualClock()
        let fault = ALSATestDevice.Fault(.fail, at: 3200, frames: Int(code))
        let microphone = try ALSATestDevice.make(rate: 16_000, speed: 0, faults: [fault], clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        let (reads, end) = capture.reads(untilFrame: 8000)
        switch PCMPolicy.action(capturing: -code) {
        case .wait:
            #expect(end == nil && capture.status.framesLost == 0 && capture.status.overruns == 0)
        case .recover(let cause):
            // The device was never out of step: what the recovery cost is all that is lost.
            #expect(end == nil && capture.status.overruns == (cause == .overrun ? 1 : 0))
            #expect(reads.compactMap(\.mark.cause) == [cause])
        case .end(let reason):
            #expect(end == .failed(reason, -code))
            #expect(reads.reduce(0) { $0 + $1.mark.frameCount } == 3200)
        }
    }
}
