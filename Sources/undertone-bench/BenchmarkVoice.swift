/// Speech to the voice activity detector, made the same way each time.
enum BenchmarkVoice {
    /// Loud buzzing syllables: a pulse train switched on and off eight times a second, 16 kHz.
    static func samples(seconds: Double) -> [Float] {
        (0..<Int(seconds * 16000)).map { index in
            let time = Double(index) / 16000
            let pulse = 1 - 2 * (time * 140).truncatingRemainder(dividingBy: 1)
            return Int(time * 8) % 2 == 0 ? Float(0.4 * pulse) : Float(0.01 * pulse)
        }
    }

    /// Reproducible values in −1..<1 (SplitMix64).
    static func noise(_ count: Int, seed: UInt64 = 1) -> [Float] {
        var state = seed
        return (0..<count).map { _ in
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Float((z ^ (z >> 31)) >> 40) * 0x1p-23 - 1
        }
    }
}
