extension SampleQueue {
    /// The reading half of a ``SampleQueue``: take a mark, then exactly its frames, then the next mark.
    public struct Consumer: ~Copyable, Sendable {
        private let storage: QueueStorage
        private var samples: ReadIndex
        private var marks: ReadIndex
        /// How many frames of the last mark are still to be read.
        public private(set) var framesLeft = 0

        init(_ storage: QueueStorage) {
            self.storage = storage
            self.samples = ReadIndex(storage.sampleIndexes)
            self.marks = ReadIndex(storage.markIndexes)
        }

        /// The mark of the next read; nil when nothing has come.
        ///
        /// - Precondition: the frames of the mark before it have been read.
        public mutating func nextMark() -> CaptureMark? {
            precondition(framesLeft == 0, "the frames of a mark are read before the next mark")
            guard marks.availableCount(wanted: 1) > 0 else { return nil }
            // SAFETY: the slot was published and is ours until given back, and in bounds.
            let mark = unsafe storage.marks[marks.filledSlots(1).first.lowerBound]
            marks.giveBack(1)
            framesLeft = mark.frameCount
            return mark
        }

        /// Reads frames of the last mark into `destination`.
        ///
        /// - Returns: how many: as many as it holds, or as the mark has left; never fewer, for a mark is seen
        ///   only after its samples.
        public mutating func read(into destination: inout MutableSpan<Float>) -> Int {
            let wanted = min(destination.count, framesLeft)
            let count = min(wanted, samples.availableCount(wanted: wanted))
            let (first, second) = samples.filledSlots(count)
            // SAFETY: the slots were published and are ours until given back, and in bounds.
            for index in first.indices {
                destination[index - first.lowerBound] = unsafe storage.samples[index]
            }
            for index in second.indices { destination[first.count + index] = unsafe storage.samples[index] }
            samples.giveBack(count)
            framesLeft -= count
            return count
        }
    }
}
