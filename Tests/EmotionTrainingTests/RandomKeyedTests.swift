import Testing

@testable import EmotionTraining

struct RandomKeyedTests {
    @Test func theGeneratorIsXoshiro256StarStar() {
        var random = KeyedRandom(state: (1, 2, 3, 4))
        let published: [UInt64] = [
            11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
            607_988_272_756_665_600,
        ]
        #expect(published.map { _ in random.next() } == published)
    }

    /// Computed by an independent implementation of the documented key hashing.
    @Test func aKeyAlwaysGivesTheSameNumbers() {
        var first = KeyedRandom(seed: 1, epoch: 2, clip: 0x1234_5678_90ab_cdef, purpose: .waveform)
        #expect([first.next(), first.next(), first.next()] == Self.answers[0])
        var second = KeyedRandom(seed: .max, epoch: -1, clip: .max, purpose: .logMel)
        #expect([second.next(), second.next(), second.next()] == Self.answers[1])
    }

    static let answers: [[UInt64]] = [
        [0x88cc_0a36_f7fc_9eaf, 0xf1d5_d44b_dcd8_d396, 0x354e_e81d_f50e_25f5],
        [0xac01_c9f3_fbd2_69ca, 0x21b7_648c_d47b_0113, 0xfac0_ccf6_83e3_c920],
    ]

    @Test func everyPartOfTheKeyMatters() {
        var seen: Set<UInt64> = []
        for seed: UInt64 in 0..<6 {
            for epoch in 0..<6 {
                for clip: UInt64 in 0..<6 {
                    for purpose: UInt64 in 0..<6 {
                        var random = KeyedRandom(
                            seed: seed, epoch: epoch, clip: clip, purpose: .init(rawValue: purpose))
                        seen.insert(random.next())
                    }
                }
            }
        }
        #expect(seen.count == 6 * 6 * 6 * 6)
    }

    @Test func momentsAreThoseOfTheDistributions() {
        var random = KeyedRandom(seed: 5, epoch: 0, clip: 0, purpose: .weights)
        let count = 100_000
        let uniforms = (0..<count).map { _ in Double(random.uniform()) }
        let normals = (0..<count).map { _ in Double(random.normal()) }
        let noise = random.whiteNoise(count: count).map(Double.init)
        // Five standard errors.
        #expect(abs(uniforms.mean - 0.5) < 5 * (1.0 / 12 / Double(count)).squareRoot())
        #expect(uniforms.allSatisfy { $0 >= 0 && $0 < 1 })
        for sample in [normals, noise] {
            #expect(abs(sample.mean) < 5 / Double(count).squareRoot())
            #expect(abs(sample.map { $0 * $0 }.mean - 1) < 5 * (2 / Double(count)).squareRoot())
        }
        #expect(abs(normals.map { $0 * $0 * $0 * $0 }.mean - 3) < 5 * (96 / Double(count)).squareRoot())
        let lagged = zip(noise, noise.dropFirst()).map { $0 * $1 }
        #expect(abs(lagged.mean) < 5 / Double(count).squareRoot())
    }

    @Test(arguments: [1, 2, 3, 7, 64, 1000])
    func indicesAreUniform(bound: Int) {
        var random = KeyedRandom(seed: 6, epoch: 0, clip: UInt64(bound), purpose: .order)
        var counts = [Int](repeating: 0, count: bound)
        let draws = bound * 400
        for _ in 0..<draws { counts[random.index(below: bound)] += 1 }
        let chiSquare = counts.map { Double(($0 - 400) * ($0 - 400)) / 400 }.reduce(0, +)
        let freedom = Double(bound - 1)
        #expect(abs(chiSquare - freedom) <= 5 * (2 * freedom).squareRoot())
    }

    @Test func shufflingKeepsTheItemsAndReachesEveryOrder() {
        var orders: Set<[Int]> = []
        for clip: UInt64 in 0..<400 {
            var random = KeyedRandom(seed: 7, epoch: 0, clip: clip, purpose: .order)
            var items = [0, 1, 2, 3]
            random.shuffle(&items)
            #expect(items.sorted() == [0, 1, 2, 3])
            orders.insert(items)
        }
        #expect(orders.count == 24)
    }

    @Test func chancesAreNeverAndAlwaysAtTheEnds() {
        var random = KeyedRandom(seed: 8, epoch: 0, clip: 0, purpose: .dropout)
        for _ in 0..<1000 {
            let never = random.chance(0)
            let always = random.chance(1)
            #expect(!never && always)
        }
        #expect(random.choice([Int]()) == nil)
    }

    @Test func logUniformDrawsStayInTheirRange() {
        var random = KeyedRandom(seed: 9, epoch: 0, clip: 0, purpose: .waveform)
        let draws = (0..<2000).map { _ in random.logUniform(in: 100...6400) }
        #expect(draws.allSatisfy { $0 > 99.9 && $0 < 6401 })
        // Six octaves, three on either side of 800.
        #expect(abs(draws.count { $0 < 800 } - 1000) < 120)
    }
}

extension [Double] {
    fileprivate var mean: Double { reduce(0, +) / Double(count) }
}
