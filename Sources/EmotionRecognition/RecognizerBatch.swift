internal import CKernels
internal import EmotionModel

/// Several live streams that share one model: the networks' steps that fall due together are made together.
///
/// A matrix is then read once for all of them, where ``Recognizer`` reads it for each. Every stream says the very
/// same as a ``Recognizer`` of its own, whatever the others do. Allocates in `init` and never again.
public struct RecognizerBatch: ~Copyable {
    /// Streams, numbered from 0.
    public var streamCount: Int { streams.count }

    private final class Stream {
        var recognizer: Recognizer
        /// Samples of the block in hand that have been taken.
        var offset = 0

        init(_ recognizer: consuming Recognizer) { self.recognizer = recognizer }
    }

    private let streams: [Stream]
    private let networks: [PreparedNetwork]
    private var batches: [NetworkBatch]
    /// The streams whose step is due.
    private var due: [Int] = []

    /// Streams at their beginning.
    ///
    /// - Parameters:
    ///   - model: what to recognise with.
    ///   - streamCount: how many there are; at least one.
    ///   - hopSeconds: seconds from one estimate to the next, 0.05 to 10.
    public init(model: SpeechEmotionModel, streamCount: Int, hopSeconds: Double = 0.25) {
        precondition(streamCount > 0)
        streams = (0..<streamCount).map { _ in Stream(Recognizer(model: model, hopSeconds: hopSeconds)) }
        networks = model.networks.map(\.prepared)
        batches = networks.map { NetworkBatch($0, capacity: streamCount) }
        due.reserveCapacity(streamCount)
    }

    /// Takes new samples of every stream and hands out what they complete, in order within a stream.
    ///
    /// - Parameters:
    ///   - blocks: for each stream mono samples, 16 kHz, ±1, finite; as many as have come, or none.
    ///   - emit: called with the stream's number for each estimate and utterance.
    public mutating func process(_ blocks: [[Float]], _ emit: (_ stream: Int, Recognition) -> Void) {
        precondition(blocks.count == streams.count, "as many blocks as streams")
        let control = ck_flush_denormals()
        defer { ck_restore_denormals(control) }
        for stream in streams { stream.offset = 0 }
        while true {
            due.removeAll(keepingCapacity: true)
            for index in streams.indices {
                let (stream, block) = (streams[index], blocks[index])
                if stream.recognizer.advance(block.span, from: &stream.offset, { emit(index, $0) }) {
                    due.append(index)
                }
            }
            guard !due.isEmpty else { return }
            stepNetworks()
            for index in due { streams[index].recognizer.finishStep() }
        }
    }

    /// Makes the steps that are due, one network after the other.
    private mutating func stepNetworks() {
        for network in networks.indices {
            networks[network].step(streams: due.count, &batches[network]) { [due, streams] place, body in
                streams[due[place]].recognizer.withClassifier { $0.withNetwork(network, body) }
            }
        }
    }

    /// Audio of one stream was lost: see ``Recognizer/gap(endingAt:_:)``.
    public mutating func gap(in stream: Int, endingAt t: Double, _ emit: (Recognition) -> Void) {
        streams[stream].recognizer.gap(endingAt: t, emit)
    }

    /// One stream has ended: see ``Recognizer/finish(_:)``.
    public mutating func finish(_ stream: Int, _ emit: (Recognition) -> Void) {
        streams[stream].recognizer.finish(emit)
    }
}
