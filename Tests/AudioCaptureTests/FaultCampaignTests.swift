import Glibc
import RingBuffer
import TestSupport
import Testing

@testable import AudioCapture

/// Ten minutes of the device's own time with fifty faults, through the real libasound.
@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct FaultCampaignTests {
    private static let rate = 8000
    private static let seconds = 600
    private static let periodFrames = rate / 100

    /// Fifty faults of six kinds, twelve seconds apart: overruns, suspends, unpluggings, errors that do not say what
    /// they are, silences without an error, and reads that fail though the device runs on.
    private static let faults: [ALSATestDevice.Fault] = (0..<50).map { number in
        let at = (6 + number * 12) * rate + number * 7
        switch number % 6 {
        case 0: return .init(.overrun, at: at, frames: 100 * (number + 1))
        case 1: return .init(.suspend, at: at, frames: 900 * (number + 1) / 2)
        case 2: return .init(.disconnect, at: at, frames: 0)
        case 3: return .init(.error, at: at, frames: 0)
        // Six seconds: the capture gives up after five.
        case 4: return .init(.overrun, at: at, frames: 6 * rate)
        default: return .init(.fail, at: at, frames: Int(EPIPE))
        }
    }

    /// Follows the device's frames through losses: every one is the device's own, or in a gap of the right length.
    private struct Follower {
        var next = 0
        var gaps: [LossCause: Int] = [:]
        var misplaced: [String] = []
        let grant: PCMGrant

        mutating func follow(_ read: CaptureByHand.Read) {
            // One misplaced frame makes all after it so.
            guard read.mark.frameCount > 0, misplaced.isEmpty else { return }
            if let cause = read.mark.cause {
                gaps[cause, default: 0] += 1
                follow(gap: Int(read.mark.framesLostBefore), before: read)
            } else if !isAt(next, read) {
                misplaced.append("frame \(next) is another one, outside a gap")
            }
            next += read.mark.frameCount
        }

        private mutating func follow(gap: Int, before read: CaptureByHand.Read) {
            let guess = next + gap
            let period = FaultCampaignTests.periodFrames
            guard let found = (max(0, guess - period)...(guess + period)).first(where: { isAt($0, read) })
            else {
                misplaced.append("a gap of \(gap) frames after \(next) is wrong by more than a period")
                return
            }
            next = found
        }

        /// The first and the last frame tell where a read belongs: the signal is a hash of the frame's number.
        private func isAt(_ frame: Int, _ read: CaptureByHand.Read) -> Bool {
            let last = frame + read.mark.frameCount - 1
            return [frame, last].map { ExpectedSignal.sample(grant.format, $0, channel: 0, of: 1) }
                == [read.samples[0], read.samples[read.mark.frameCount - 1]]
        }
    }

    @Test func fiftyFaultsInTenMinutesLoseNothingOutsideTheirGaps() throws {
        let clock = try ManualClock()
        let microphone = try ALSATestDevice.make(
            rate: Self.rate, speed: 0, faults: Self.faults, clock: clock, persists: true)
        var life = DeviceLife(at: 0)
        var follower: Follower?
        var lastCapture: UInt64?
        var (ends, refusals, longestAbsence) = ([CaptureFailure.Reason: Int](), 0, 0 as UInt64)
        var lostAt: UInt64?
        let start: UInt64 = 1_000_000_000_000
        let end = start + UInt64(Self.seconds) * 1_000_000_000

        while clock.nanoseconds < end {
            // While nobody has it open the device's time passes too.
            if let due = life.nextAttempt, due > clock.nanoseconds {
                clock.advance(byNanoseconds: due - clock.nanoseconds)
            }
            do {
                var capture = try CaptureByHand(microphone.name, clock: clock, after: lastCapture)
                life.opened()
                if let lostAt { longestAbsence = max(longestAbsence, clock.nanoseconds - lostAt) }
                follower = follower ?? Follower(grant: capture.status.grant)
                var code = capture.start()
                while code == nil, clock.nanoseconds < end {
                    code = capture.step()
                    for read in capture.reads() { follower?.follow(read) }
                }
                guard let code else { break }
                capture.finish(code)
                lastCapture = capture.status.lastCaptureNanoseconds ?? lastCapture
                guard case .failed(let failure) = capture.status.end else { break }
                ends[failure.reason, default: 0] += 1
                lostAt = clock.nanoseconds
                life.lost(hadFrames: capture.status.framesRead > 0, at: clock.nanoseconds, dice: 0)
                // Every other time it is busy at first.
                if ends.values.reduce(0, +) % 2 == 0 { try microphone.setOpenError(EBUSY) }
            } catch let error as PCMError {
                #expect(error.reason == .busy)
                refusals += 1
                _ = life.refused(error, at: clock.nanoseconds, dice: 0)
                try microphone.setOpenError(0)
            }
        }

        let followed = try #require(follower)
        #expect(followed.misplaced == [])
        // Nine overruns and eight failed reads, nine suspends; of unpluggings, errors and silences eight each.
        #expect(followed.gaps == [.overrun: 17, .suspend: 9, .device: 24])
        #expect(ends == [.unplugged: 16, .stalled: 8])
        #expect(refusals == 12)
        // Half a second, or twice as long again where it was busy.
        #expect(longestAbsence <= 1_500_000_000)
        #expect(followed.next >= (Self.seconds - 1) * Self.rate)
    }

    @Test func aDeviceThatGoesQuietWithoutAnErrorIsStalled() throws {
        let clock = try ManualClock()
        let fault = ALSATestDevice.Fault(.overrun, at: 3300, frames: 100 * 16_000)
        let microphone = try ALSATestDevice.make(rate: 16_000, speed: 0, faults: [fault], clock: clock)
        var capture = try CaptureByHand(microphone.name, clock: clock)
        let (reads, end) = capture.reads(untilFrame: 40_000)
        #expect(end == .failed(.stalled))
        #expect(reads.reduce(0) { $0 + $1.mark.frameCount } == 3300)
    }

    @Test func aCaptureThatFollowsAnotherBeginsWithTheGap() throws {
        let clock = try ManualClock()
        let microphone = try ALSATestDevice.make(rate: 16_000, speed: 0, clock: clock, persists: true)
        var first = try CaptureByHand(microphone.name, clock: clock)
        _ = first.reads(untilFrame: 1600)
        first.finish(.stopped)
        let last = try #require(first.status.lastCaptureNanoseconds)
        clock.advance(byNanoseconds: 250_000_000)
        // The first device is still open: the test device does not mind.
        var second = try CaptureByHand(microphone.name, clock: clock, after: last)
        let (reads, _) = second.reads(untilFrame: 160)
        let mark = try #require(reads.first).mark
        #expect(mark.cause == .device && abs(Int(mark.framesLostBefore) - 4000) <= 160)
    }
}
