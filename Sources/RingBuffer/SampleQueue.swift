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
        self.init(sampleCapacity: sampleCapacity, markCapacity: markCapacity, startingAt: 0)
    }

    /// A queue for a device: `seconds` of audio at its rate, and marks enough for reads of a quarter of
    /// `readFrames`.
    ///
    /// - Precondition: `rateHz`, `readFrames` and `seconds` are positive.
    public init(rateHz: Int, readFrames: Int, seconds: Int = 4) {
        let samples = rateHz * seconds
        self.init(sampleCapacity: samples, markCapacity: 4 * samples / readFrames + 16)
    }

    /// A queue whose indexes start anywhere, so that tests reach every layout.
    init(sampleCapacity: Int, markCapacity: Int, startingAt index: Int) {
        let storage = QueueStorage(
            sampleCapacity: sampleCapacity, markCapacity: markCapacity, startingAt: index)
        self.producer = Producer(storage)
        self.consumer = Consumer(storage)
    }
}
