/// Inverted dropout, keyed by sequence so that threads cannot change it.
///
/// Srivastava et al. 2014.
struct Dropout: Sendable {
    /// Share of values set to zero; 0 turns dropout off.
    let rate: Float
    /// Seed of the run.
    let seed: UInt64
    /// Pass over the data.
    let epoch: Int

    /// No dropout.
    static let none = Dropout(rate: 0, seed: 0, epoch: 0)

    /// What survives is scaled by this, so that sums keep their expectation.
    var scale: Float { 1 / (1 - rate) }

    /// Drops values of `rows`, `[rowCount][columns]`, in place.
    ///
    /// - Parameters:
    ///   - keys: one per sequence: which clip it comes from.
    ///   - layer: tells the network's dropouts apart.
    @unsafe func apply(
        to values: UnsafeMutablePointer<Float>, columns: Int, _ packed: PackedSequences, keys: [UInt64],
        layer: Int
    ) {
        guard rate > 0 else { return }
        let threshold = UInt64(rate * 65536)
        for sequence in 0..<packed.count {
            let purpose = KeyedRandom.Purpose(
                rawValue: KeyedRandom.Purpose.dropout.rawValue + UInt64(layer + 1) << 32)
            var random = KeyedRandom(seed: seed, epoch: epoch, clip: keys[sequence], purpose: purpose)
            for step in 0..<packed.lengths[sequence] {
                let row = unsafe values + packed.row(step: step, sequence: sequence) * columns
                var bits: UInt64 = 0
                for index in 0..<columns {
                    bits = index & 3 == 0 ? random.next() : bits >> 16
                    unsafe row[index] = bits & 0xFFFF < threshold ? 0 : row[index] * scale
                }
            }
        }
    }

    /// The gradient in front of the dropout from the one behind it, in place: what was dropped passes none.
    @unsafe func backward(
        _ gradient: UnsafeMutablePointer<Float>, values: UnsafePointer<Float>, count: Int
    ) {
        guard rate > 0 else { return }
        for index in 0..<count {
            unsafe gradient[index] = values[index] == 0 ? 0 : gradient[index] * scale
        }
    }
}
