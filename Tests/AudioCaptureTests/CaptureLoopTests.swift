import Glibc
import RingBuffer
import TestSupport
import Testing

@testable import AudioCapture

/// The real thread, on a device that keeps real time.
@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct CaptureLoopTests {
    /// Waits until the capture thread has something to say.
    private static func wait(_ status: CaptureStatus) {
        var descriptor = pollfd(fd: status.wakeDescriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&descriptor, 1, -1)
        status.acknowledge()
    }

    /// Reads whole marks until `frames` frames have come or the capture has ended, and checks every sample.
    ///
    /// - Returns: the marks that tell of a loss.
    private static func losses(
        _ consumer: inout SampleQueue.Consumer, _ status: CaptureStatus, untilFrame frames: Int
    ) -> [CaptureMark] {
        var losses: [CaptureMark] = []
        var position: Int?
        var wrong = 0
        var delivered = 0
        var samples = [Float](repeating: 0, count: status.grant.readFrames)
        while delivered < frames {
            let hasEnded = status.end != nil
            while let mark = consumer.nextMark() {
                var span = samples.mutableSpan
                delivered += consumer.read(into: &span)
                if mark.framesLostBefore > 0 {
                    losses.append(mark)
                    position = nil
                }
                // After a loss the hash tells where the frame belongs, to the frame.
                let first = position ?? Self.find(samples, mark, status.grant, from: Int(mark.firstFrame))
                let expected = ExpectedSignal.samples(
                    first..<(first + mark.frameCount), of: status.grant, channel: nil)
                if Array(samples.prefix(mark.frameCount)) != expected { wrong += 1 }
                position = first + mark.frameCount
            }
            if hasEnded { break }
            wait(status)
        }
        #expect(wrong == 0)
        return losses
    }

    private static func find(
        _ samples: [Float], _ mark: CaptureMark, _ grant: PCMGrant, from frame: Int
    ) -> Int {
        let wanted = Array(samples.prefix(min(mark.frameCount, 4)))
        for start in frame..<(frame + 60 * grant.rateHz)
        where ExpectedSignal.samples(start..<(start + wanted.count), of: grant, channel: nil) == wanted {
            return start
        }
        return -1
    }

    @Test func anOverrunOfARunningCaptureIsReportedAndCaptureGoesOn() throws {
        let fault = ALSATestDevice.Fault(.overrun, at: 8000, frames: 12_000)
        let microphone = try ALSATestDevice.make(rate: 48_000, channels: 2, format: "S32_LE", faults: [fault])
        try ALSATestDevice.useInThisProcess()
        let device = try PCMDevice(opening: microphone.name)
        let queue = SampleQueue(rateHz: device.grant.rateHz, readFrames: device.grant.readFrames)
        var consumer = queue.consumer
        let loop = try CaptureLoop(device: device, producer: queue.producer)
        let status = loop.status
        let losses = Self.losses(&consumer, status, untilFrame: 24_000)
        #expect(status.end == nil)
        let end = loop.stop()
        #expect(end == .stopped && status.end == .stopped)
        // A busy machine may overrun by itself, or restart late: the device knows what was really lost.
        let real = microphone.losses()
        let injected = try #require(losses.first)
        #expect(injected.firstFrame == 8000 && injected.cause == .overrun)
        #expect(losses.count <= real.count && status.overruns >= UInt64(losses.count))
        for (mark, loss) in zip(losses, real) where mark.cause == .overrun {
            #expect(abs(Int(mark.framesLostBefore) - loss.frames) <= status.grant.periodFrames)
        }
    }

    @Test func aDeviceThatGoesEndsTheCaptureWithTheReason() throws {
        let fault = ALSATestDevice.Fault(.disconnect, at: 1600, frames: 0)
        let microphone = try ALSATestDevice.make(rate: 16_000, faults: [fault])
        try ALSATestDevice.useInThisProcess()
        let device = try PCMDevice(opening: microphone.name)
        let queue = SampleQueue(rateHz: 16_000, readFrames: 160)
        var consumer = queue.consumer
        let loop = try CaptureLoop(device: device, producer: queue.producer)
        let status = loop.status
        _ = Self.losses(&consumer, status, untilFrame: .max)
        guard case .failed(let failure) = status.end else {
            Issue.record("the capture did not fail")
            return
        }
        #expect(failure.reason == .unplugged && failure.device == microphone.name)
        #expect(failure.description == "lost \(microphone.name): unplugged (No such device)")
        #expect(loop.stop() == .failed(failure))
    }

    @Test func aCaptureThatWaitsIsStoppedAndClosesItsDevice() throws {
        // The device delivers nothing for an hour.
        let fault = ALSATestDevice.Fault(.overrun, at: 1600, frames: 3600 * 16_000)
        let microphone = try ALSATestDevice.make(rate: 16_000, faults: [fault])
        try ALSATestDevice.useInThisProcess()
        for stopsBySelf in [true, false] {
            let device = try PCMDevice(opening: microphone.name)
            let queue = SampleQueue(rateHz: 16_000, readFrames: 160)
            let loop = try CaptureLoop(device: device, producer: queue.producer)
            let status = loop.status
            while status.framesRead < 1600, status.end == nil { Self.wait(status) }
            if stopsBySelf { #expect(loop.stop() == .stopped) }
            // Otherwise it stops where it goes out of scope, here.
        }
        #expect(microphone.losses().isEmpty)
    }

    @Test func aDeviceWithoutPaceCanBeStopped() throws {
        // ALSA's `null` always has frames, however fast it is read.
        let device = try PCMDevice(opening: "null")
        let grant = device.grant
        let queue = SampleQueue(rateHz: grant.rateHz, readFrames: grant.readFrames)
        let loop = try CaptureLoop(device: device, producer: queue.producer)
        let status = loop.status
        while status.framesLost == 0, status.end == nil { Self.wait(status) }
        #expect(loop.stop() == .stopped)
    }

    @Test func theThreadSaysHowItIsScheduled() throws {
        let microphone = try ALSATestDevice.make(rate: 16_000)
        try ALSATestDevice.useInThisProcess()
        let device = try PCMDevice(opening: microphone.name)
        let queue = SampleQueue(rateHz: 16_000, readFrames: 160)
        let loop = try CaptureLoop(device: device, producer: queue.producer)
        let status = loop.status
        while status.framesRead == 0, status.end == nil { Self.wait(status) }
        // Root may take SCHED_FIFO; whether anybody else may is up to RLIMIT_RTPRIO.
        if geteuid() == 0 { #expect(status.scheduling == .fifo) }
        #expect(loop.stop() == .stopped)
    }
}
