/// A made-up microphone: what a cheap or a narrow-band one does to a voice.
enum Microphone {
    /// Colours `samples` with a tilt, two broad bells and, each with a chance of one half, a limit of the bass
    /// and of the treble.
    ///
    /// - Parameters:
    ///   - samples: Changed in place.
    ///   - strengthDB: The largest boost or cut of each of the three filters.
    ///   - random: All draws.
    static func colour(_ samples: inout [Float], strengthDB: Float, using random: inout KeyedRandom) {
        func gainDB() -> Float { random.uniform(in: -strengthDB...strengthDB) }
        var filters = [Biquad.highShelf(hertz: random.logUniform(in: 500...3000), gainDB: gainDB())]
        for range: ClosedRange<Float> in [120...1000, 1000...6000] {
            let (hertz, q) = (random.logUniform(in: range), random.logUniform(in: 0.4...2))
            filters.append(.peak(hertz: hertz, q: q, gainDB: gainDB()))
        }
        if random.chance(0.5) { filters.append(.highPass(hertz: random.logUniform(in: 50...250), q: flatQ)) }
        if random.chance(0.5) {
            filters.append(.lowPass(hertz: random.logUniform(in: 4500...7500), q: flatQ))
        }
        for filter in filters { filter.apply(to: &samples) }
    }

    /// Limits `samples` as a headset that sends 8 kHz audio does: an eighth-order Butterworth low-pass.
    static func limitBand(_ samples: inout [Float], hertz: Float) {
        for q: Float in [0.50979558, 0.60134489, 0.89997622, 2.5629154] {
            Biquad.lowPass(hertz: hertz, q: q).apply(to: &samples)
        }
    }

    private static let flatQ = Float(0.5).squareRoot()
}
