/// The way from the capture thread to the rest: mono samples, and beside them one mark a read.
///
/// A lock-free queue for one producer and one consumer, handed out as two owned halves, so that a second
/// producer does not compile. Neither half ever waits for the other, allocates or locks. When the queue is
/// full the producer drops the new read whole, and the next mark that fits says how much was lost.
///
///     let queue = SampleQueue(rateHz: 48_000, readFrames: 480)
///     let producer = queue.producer  // to the capture thread
///     var consumer = queue.consumer  // stays here
///
/// The halves lie in a frozen structure because tuples cannot hold noncopyable values.
@frozen
public struct SampleQueue: ~Copyable {
    /// The half that the capture thread owns.
    public var producer: Producer
    /// The half that the recognising thread owns.
    public var consumer: Consumer

    /// A queue for `sampleCapacity` mono samples and `markCapacity` reads.
    ///
    /// - Precondition: both are at least 1.
    public init(sampleCapacity: Int, markCapacity: Int) {
        let samples = RingStorage<Float>(capacity: sampleCapacity, filledWith: 0, startingAt: 0)
        let blank = CaptureMark(
            firstFrame: 0, frameCount: 0, framesLostBefore: 0, cause: nil, bootTimeNanoseconds: 0)
        let marks = RingStorage<CaptureMark>(capacity: markCapacity, filledWith: blank, startingAt: 0)
        self.producer = Producer(samples: RingProducer(samples), marks: RingProducer(marks))
        self.consumer = Consumer(samples: RingConsumer(samples), marks: RingConsumer(marks))
    }

    /// A queue for a device: `seconds` of audio at its rate, and marks enough for reads of a quarter of
    /// `readFrames`.
    ///
    /// - Precondition: `rateHz`, `readFrames` and `seconds` are positive.
    public init(rateHz: Int, readFrames: Int, seconds: Int = 4) {
        let samples = rateHz * seconds
        self.init(sampleCapacity: samples, markCapacity: 4 * samples / readFrames + 16)
    }
}
