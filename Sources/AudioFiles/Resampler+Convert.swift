extension Resampler {
    /// Converts a whole signal between any two rates, whole numbers or not.
    ///
    /// For changes of speed too: from 16000·f to 16000 Hz plays a 16 kHz signal f times as fast (and as
    /// high). May be called from several threads at once; the result does not depend on it.
    ///
    /// - Returns: round(n · toHz / fromHz) samples; the input itself where the rates are equal.
    /// - Precondition: both rates are positive and finite.
    public static func convert(_ samples: [Float], fromHz: Double, toHz: Double) -> [Float] {
        guard fromHz != toHz, !samples.isEmpty else { return samples }
        let stream = SoxrStream(fromHz: fromHz, toHz: toHz)
        let count = Int((Double(samples.count) * toHz / fromHz).rounded())
        return unsafe samples.withUnsafeBufferPointer { input in
            unsafe [Float](unsafeUninitializedCapacity: count) { output, written in
                // SAFETY: each slice lies inside its buffer; libsoxr writes only what it reports, and
                // what it leaves is set to zero.
                unsafe written = fill(output, from: input, through: stream)
                unsafe output[written...].initialize(repeating: 0)
                written = count
            }
        }
    }

    /// Runs `input` through `stream` until `output` is full or nothing is left; returns the samples written.
    private static func fill(
        _ output: UnsafeMutableBufferPointer<Float>, from input: UnsafeBufferPointer<Float>,
        through stream: borrowing SoxrStream
    ) -> Int {
        var (read, written) = (0, 0)
        while written < output.count {
            let room = unsafe UnsafeMutableBufferPointer(rebasing: output[written...])
            if read < input.count {
                let rest = unsafe UnsafeBufferPointer(rebasing: input[read...])
                let (taken, given) = unsafe stream.process(rest, into: room)
                read += taken
                written += given
            } else {
                let given = unsafe stream.drain(into: room)
                guard given > 0 else { break }
                written += given
            }
        }
        return written
    }
}
