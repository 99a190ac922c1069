/// The memory that the two halves of a ``SampleQueue`` share: a ring of samples and a ring of marks.
// SAFETY: a slot is touched by one side at a time, the one that `RingIndexes` says; it changes hands by a
// releasing store of an index and an acquiring load of it. The halves are ~Copyable and made once, so there
// is never a second producer or consumer.
@safe
final class QueueStorage: @unchecked Sendable {
    /// Shape: `[sampleCapacity]`.
    let samples: UnsafeMutablePointer<Float>
    /// Shape: `[markCapacity]`.
    let marks: UnsafeMutablePointer<CaptureMark>
    let sampleIndexes: RingIndexes
    let markIndexes: RingIndexes

    init(sampleCapacity: Int, markCapacity: Int, startingAt index: Int) {
        self.sampleIndexes = RingIndexes(capacity: sampleCapacity, startingAt: index)
        self.markIndexes = RingIndexes(capacity: markCapacity, startingAt: index)
        let blank = CaptureMark(
            firstFrame: 0, frameCount: 0, framesLostBefore: 0, cause: nil, bootTimeNanoseconds: 0)
        // SAFETY: both are initialised here, whole, and freed in deinit, when neither half is left.
        unsafe self.samples = .allocate(capacity: sampleCapacity)
        unsafe samples.initialize(repeating: 0, count: sampleCapacity)
        unsafe self.marks = .allocate(capacity: markCapacity)
        unsafe marks.initialize(repeating: blank, count: markCapacity)
    }

    deinit {
        // SAFETY: both halves held a reference, so nobody can reach the slots any more.
        unsafe samples.deallocate()
        unsafe marks.deallocate()
    }
}
