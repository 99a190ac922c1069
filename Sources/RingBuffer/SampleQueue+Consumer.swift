extension SampleQueue {
    /// The reading half of a ``SampleQueue``: take a mark, then exactly its frames, then the next mark.
    public struct Consumer: ~Copyable, Sendable {
        private var samples: RingConsumer<Float>
        private var marks: RingConsumer<CaptureMark>
        /// How many frames of the last mark are still to be read.
        public private(set) var framesLeft = 0

        init(samples: consuming RingConsumer<Float>, marks: consuming RingConsumer<CaptureMark>) {
            self.samples = samples
            self.marks = marks
        }

        /// The mark of the next read; nil when nothing has come.
        ///
        /// - Precondition: the frames of the mark before it have been read.
        public mutating func nextMark() -> CaptureMark? {
            precondition(framesLeft == 0, "the frames of a mark are read before the next mark")
            guard let mark = marks.takeOne() else { return nil }
            framesLeft = mark.frameCount
            return mark
        }

        /// Reads frames of the last mark into `destination`.
        ///
        /// - Returns: how many: as many as it holds, or as the mark has left; never fewer, for a mark is seen
        ///   only after its samples.
        public mutating func read(into destination: inout MutableSpan<Float>) -> Int {
            let count = samples.take(into: &destination, atMost: framesLeft)
            framesLeft -= count
            return count
        }
    }
}
