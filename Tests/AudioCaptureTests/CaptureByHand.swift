import RingBuffer
import TestSupport
import Testing

@testable import AudioCapture

/// A capture of a test device, one step at a time on the test's own thread.
struct CaptureByHand: ~Copyable {
    /// One read as it came out of the queue.
    struct Read {
        var mark: CaptureMark
        var samples: [Float]
    }

    let status: CaptureStatus
    private var run: CaptureRun
    private var consumer: SampleQueue.Consumer

    init(
        _ name: String, channel: Int? = nil, clock: ManualClock, after lastCapture: UInt64? = nil
    ) throws {
        try ALSATestDevice.useInThisProcess()
        let device = try PCMDevice(opening: name, channel: channel)
        let grant = device.grant
        let queue = SampleQueue(rateHz: grant.rateHz, readFrames: grant.readFrames)
        self.status = try #require(CaptureStatus(grant))
        self.run = CaptureRun(
            device: device, producer: queue.producer, status: status,
            clock: BootClock(
                nanoseconds: { clock.nanoseconds }, patienceNanoseconds: { clock.nanoseconds }),
            after: lastCapture)
        self.consumer = queue.consumer
    }

    mutating func start() -> EndCode? { run.start() }

    mutating func step() -> EndCode? { run.step() }

    mutating func finish(_ end: EndCode) { run.finish(end) }

    /// Everything that is in the queue.
    mutating func reads() -> [Read] {
        var all: [Read] = []
        while let mark = consumer.nextMark() {
            var samples = [Float](repeating: 0, count: mark.frameCount)
            var span = samples.mutableSpan
            _ = consumer.read(into: &span)
            all.append(Read(mark: mark, samples: samples))
        }
        return all
    }

    /// Starts and steps until `frames` frames have been read, or the capture has ended.
    mutating func reads(untilFrame frames: Int) -> (reads: [Read], end: EndCode?) {
        var all: [Read] = []
        var end = start()
        while end == nil, status.framesRead < frames {
            end = step()
            all += reads()
        }
        return (all, end)
    }
}

/// What the test device's hash becomes after conversion to a mono float.
enum ExpectedSignal {
    /// The sample of one channel at a frame of the device's time.
    static func sample(_ format: PCMFormat, _ frame: Int, channel: Int, of channels: Int) -> Float {
        let hash = Int32(bitPattern: ALSATestDevice.hash(frame: frame, channel: channel, channels: channels))
        switch format {
        case .signed16: return Float(hash >> 16) / 32_768
        case .signed24, .signed24Packed, .float32: return Float(hash >> 8) / 8_388_608
        case .signed32: return Float(Double(hash) / 2_147_483_648)
        }
    }

    /// The samples of a range of frames: of one channel, from 1, or the mean of all.
    static func samples(
        _ frames: Range<Int>, of grant: PCMGrant, channel: Int?
    ) -> [Float] {
        frames.map { frame in
            if let channel {
                return sample(grant.format, frame, channel: channel - 1, of: grant.channels)
            }
            var sum: Float = 0
            for index in 0..<grant.channels {
                sum += sample(grant.format, frame, channel: index, of: grant.channels)
            }
            return sum / Float(grant.channels)
        }
    }
}
