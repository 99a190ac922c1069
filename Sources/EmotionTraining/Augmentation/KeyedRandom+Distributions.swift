import Glibc

extension KeyedRandom {
    /// Uniform in [0, 1), a multiple of 2⁻²⁴: every value is exact in a Float.
    public mutating func uniform() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// Uniform in `range`.
    public mutating func uniform(in range: ClosedRange<Float>) -> Float {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// Uniform on a logarithmic scale: each octave of `range`, which must be positive, is equally likely.
    public mutating func logUniform(in range: ClosedRange<Float>) -> Float {
        precondition(range.lowerBound > 0, "a logarithmic scale has no zero")
        return expf(uniform(in: logf(range.lowerBound)...logf(range.upperBound)))
    }

    /// True with the given probability: never for 0, always for 1.
    public mutating func chance(_ probability: Float) -> Bool { uniform() < probability }

    /// Standard normal, by Box and Muller's transform.
    public mutating func normal() -> Float {
        // 1 - u lies in (0, 1], so the logarithm is finite.
        let u = Double(next() >> 11) * 0x1p-53
        let v = Double(next() >> 11) * 0x1p-53
        return Float((-2 * log(1 - u)).squareRoot() * cos(2 * Double.pi * v))
    }

    /// Uniform in 0 ..< `bound`, which must be positive, without bias (Lemire 2019).
    public mutating func index(below bound: Int) -> Int {
        precondition(bound > 0, "no index below \(bound)")
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(product.high)
    }

    /// One of `items`, each equally likely; nil where there is none.
    public mutating func choice<Item>(_ items: [Item]) -> Item? {
        items.isEmpty ? nil : items[index(below: items.count)]
    }

    /// Puts `items` into an order, each equally likely (Fisher and Yates).
    public mutating func shuffle<Item>(_ items: inout [Item]) {
        for last in stride(from: items.count - 1, to: 0, by: -1) {
            items.swapAt(last, index(below: last + 1))
        }
    }

    /// `count` samples of white noise of unit variance: the sum of four uniform numbers, bell-shaped, within
    /// ±2√3 and many times cheaper than a normal draw.
    public mutating func whiteNoise(count: Int) -> [Float] {
        // Each 16-bit quarter is uniform in 0 ... 65535; four of them have mean 131070 and variance
        // (65536² - 1) / 3.
        let scale = 1 / ((65536.0 * 65536.0 - 1) / 3).squareRoot()
        var samples = [Float](repeating: 0, count: count)
        for index in samples.indices {
            let bits = next()
            let sum =
                Int32(bits & 0xffff) + Int32(bits >> 16 & 0xffff) + Int32(bits >> 32 & 0xffff)
                + Int32(bits >> 48)
            samples[index] = Float(sum - 131_070) * Float(scale)
        }
        return samples
    }
}
