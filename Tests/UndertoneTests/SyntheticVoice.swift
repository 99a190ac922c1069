/// Loud buzzing syllables: a pulse train switched on and off eight times a second, which is speech to the
/// voice activity detector.
enum SyntheticVoice {
    static func samples(seconds: Double, rateHz: Int) -> [Float] {
        (0..<Int(seconds * Double(rateHz))).map { index in
            let time = Double(index) / Double(rateHz)
            let pulse = 1 - 2 * (time * 140).truncatingRemainder(dividingBy: 1)
            return Int(time * 8) % 2 == 0 ? Float(0.4 * pulse) : Float(0.01 * pulse)
        }
    }
}
