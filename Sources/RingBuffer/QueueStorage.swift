internal import Glibc

/// The memory that the two halves of a ``SampleQueue`` share: a ring of samples and a ring of marks.
///
/// The samples lie in pages of their own that no core file gets: they are somebody's voice.
// SAFETY: a slot is touched by one side at a time, the one that `RingIndexes` says; it changes hands by a
// releasing store of an index and an acquiring load of it. The halves are ~Copyable and made once, so there
// is never a second producer or consumer.
@safe
final class QueueStorage: @unchecked Sendable {
    /// Shape: `[sampleCapacity]`.
    let samples: UnsafeMutablePointer<Float>
    private let byteCount: Int
    /// Shape: `[markCapacity]`.
    let marks: UnsafeMutablePointer<CaptureMark>
    let sampleIndexes: RingIndexes
    let markIndexes: RingIndexes

    init(sampleCapacity: Int, markCapacity: Int, startingAt index: Int) {
        self.sampleIndexes = RingIndexes(capacity: sampleCapacity, startingAt: index)
        self.markIndexes = RingIndexes(capacity: markCapacity, startingAt: index)
        let blank = CaptureMark(
            firstFrame: 0, frameCount: 0, framesLostBefore: 0, cause: nil, bootTimeNanoseconds: 0)
        byteCount = sampleCapacity * MemoryLayout<Float>.stride
        // SAFETY: fresh pages of zeros, which no other memory overlaps, unmapped in deinit, when neither half is left.
        let pages = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages = unsafe pages, unsafe pages != MAP_FAILED else {
            fatalError("no memory left for \(byteCount) bytes of sound")
        }
        unsafe madvise(pages, byteCount, MADV_DONTDUMP)
        unsafe self.samples = pages.bindMemory(to: Float.self, capacity: sampleCapacity)
        // SAFETY: initialised here, whole, and freed in deinit.
        unsafe self.marks = .allocate(capacity: markCapacity)
        unsafe marks.initialize(repeating: blank, count: markCapacity)
    }

    deinit {
        // SAFETY: both halves held a reference, so nobody can reach the slots any more.
        unsafe munmap(samples, byteCount)
        unsafe marks.deallocate()
    }
}
