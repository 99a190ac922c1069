extension SampleQueue {
    /// The writing half of a ``SampleQueue``.
    ///
    /// Every operation takes constant time but for the copy.
    public struct Producer: ~Copyable, Sendable {
        private let storage: QueueStorage
        private var samples: WriteIndex
        private var marks: WriteIndex
        private var framesWritten: UInt64 = 0
        private var loss = PendingLoss()

        init(_ storage: QueueStorage) {
            self.storage = storage
            self.samples = WriteIndex(storage.sampleIndexes)
            self.marks = WriteIndex(storage.markIndexes)
        }

        /// Frames lost that no mark has reported yet.
        public var pendingLossFrames: UInt64 { loss.frames }

        /// Writes the frames of one read and their mark, or drops them whole where either does not fit.
        ///
        /// Dropped frames are added, exactly, to the loss that the next mark carries (cause `queue`).
        /// - Returns: false when the read was dropped.
        @discardableResult
        public mutating func write(_ frames: Span<Float>, bootTimeNanoseconds: UInt64) -> Bool {
            guard samples.hasRoom(for: frames.count), marks.hasRoom(for: 1) else {
                loss.add(UInt64(frames.count), .queue)
                return false
            }
            let (first, second) = samples.freeSlots(frames.count)
            // SAFETY: the slots are ours until published, and in bounds. Copied one by one because
            // ThreadSanitizer sees these stores, and those of libc's memmove it does not.
            for index in first.indices {
                unsafe storage.samples[index] = frames[index - first.lowerBound]
            }
            for index in second.indices { unsafe storage.samples[index] = frames[first.count + index] }
            samples.publish(frames.count)
            // The mark last: whoever sees it finds its samples.
            addMark(frameCount: frames.count, bootTimeNanoseconds: bootTimeNanoseconds)
            return true
        }

        /// Adds frames that were lost before the next read to what its mark will say.
        ///
        /// Losses of several causes add up; the mark names the cause that lost the most.
        public mutating func recordLoss(frames: UInt64, cause: LossCause) {
            loss.add(frames, cause)
        }

        /// Reports a loss that no read follows, by a mark without frames.
        ///
        /// - Returns: false when there is no room for the mark; true when there was nothing to report.
        @discardableResult
        public mutating func reportLoss(bootTimeNanoseconds: UInt64) -> Bool {
            guard loss.frames > 0 else { return true }
            guard marks.hasRoom(for: 1) else { return false }
            addMark(frameCount: 0, bootTimeNanoseconds: bootTimeNanoseconds)
            return true
        }

        private mutating func addMark(frameCount: Int, bootTimeNanoseconds: UInt64) {
            // SAFETY: the caller has found room, so the slot is ours until published, and in bounds.
            unsafe storage.marks[marks.freeSlots(1).first.lowerBound] = CaptureMark(
                firstFrame: framesWritten, frameCount: frameCount, framesLostBefore: loss.frames,
                cause: loss.cause, bootTimeNanoseconds: bootTimeNanoseconds)
            marks.publish(1)
            framesWritten += UInt64(frameCount)
            loss = PendingLoss()
        }
    }
}
