internal import CRubberBand

/// Makes a voice faster or slower without moving its pitch, by Rubber Band.
enum TimeStretch {
    /// What decides the samples beside the ratio; goes into the cache's keys.
    static let recipe = "rubberband \(RUBBERBAND_VERSION) offline formant 1"

    /// The ratio of a clip's one stretched copy: 0.9 to 1.1, the same in every run.
    static func ratio(ofClip key: UInt64) -> Float {
        var random = KeyedRandom(seed: 0, epoch: 0, clip: key, purpose: .stretch)
        return random.uniform(in: 0.9...1.1)
    }

    /// `samples`, 16 kHz mono, `ratio` times as long (rounded), at the same pitch.
    static func stretched(_ samples: [Float], by ratio: Float) -> [Float] {
        guard !samples.isEmpty else { return samples }
        let options = RubberBandOptionThreadingNever.rawValue | RubberBandOptionFormantPreserved.rawValue
        // SAFETY: made here, used on this thread alone, freed on every way out.
        let stretcher = unsafe rubberband_new(16_000, 1, RubberBandOptions(options), Double(ratio), 1)
        defer { unsafe rubberband_delete(stretcher) }
        let count = UInt32(samples.count)
        unsafe rubberband_set_expected_input_duration(stretcher, count)
        unsafe rubberband_set_max_process_size(stretcher, count)
        // SAFETY: one channel, whose `count` samples outlive the calls.
        unsafe samples.withUnsafeBufferPointer { buffer in
            var channel = buffer.baseAddress
            unsafe rubberband_study(stretcher, &channel, count, 1)
            unsafe rubberband_process(stretcher, &channel, count, 1)
        }
        let available = max(0, Int(unsafe rubberband_available(stretcher)))
        let output = unsafe [Float](unsafeUninitializedCapacity: available) { values, initialized in
            var channel = values.baseAddress
            // SAFETY: room for what is available.
            initialized = Int(unsafe rubberband_retrieve(stretcher, &channel, UInt32(available)))
        }
        // Offline the library gives the rounded length, a few samples more or less.
        let wanted = Int((Float(samples.count) * ratio).rounded())
        return output.count >= wanted
            ? Array(output.prefix(wanted)) : output + Array(repeating: 0, count: wanted - output.count)
    }
}
