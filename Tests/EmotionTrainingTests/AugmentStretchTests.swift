import ResultFiles
import TestSupport
import Testing

@testable import EmotionTraining

@Suite struct AugmentStretchTests {
    /// Half a second each of 200 Hz and of 400 Hz, with harmonics.
    private let tones = (0..<16_000).map { n -> Float in
        let hertz = n < 8_000 ? 200.0 : 400.0
        return (1...5).reduce(Float(0)) { sum, harmonic in
            sum + 0.1 * Float(sine(hertz * Double(harmonic * n) / 16_000)) / Float(harmonic)
        }
    }

    /// The lag of the largest correlation, in samples.
    private func period(_ samples: ArraySlice<Float>) -> Int? {
        let values = Array(samples)
        return (20...120).max { left, right in
            func correlation(_ lag: Int) -> Float {
                zip(values, values.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / Float(values.count - lag)
            }
            return correlation(left) < correlation(right)
        }
    }

    @Test(arguments: [Float(0.9), 0.97, 1, 1.1])
    func theLengthChangesAndThePitchDoesNot(ratio: Float) throws {
        let stretched = TimeStretch.stretched(tones, by: ratio)
        #expect(stretched.count == Int((16_000 * ratio).rounded()))
        // Far from the ends and from the change of tone.
        let (first, second) = (Int(3_000 * ratio), Int(11_000 * ratio))
        #expect(abs(try #require(period(stretched[first..<first + 2_000])) - 80) <= 1)
        #expect(abs(try #require(period(stretched[second..<second + 2_000])) - 40) <= 1)
        #expect(TimeStretch.stretched(tones, by: ratio) == stretched)
    }

    @Test func nothingStaysNothing() { #expect(TimeStretch.stretched([], by: 1.1).isEmpty) }

    @Test func aStretchedCopyComesFromTheCacheTheSecondTimeAndIsMadeAnewWhereItIsDamaged() throws {
        let folder = try CorpusFolder()
        let cache = try ClipCache(folder: folder.path + "/cache")
        var made = 0
        func copy() throws -> [Float] {
            let audio = try #require(QuantizedAudio(TimeStretch.stretched(tones, by: 1.05)))
            return cache.stretchedAudio(of: "ab", by: 1.05) {
                made += 1
                return audio
            }.samples
        }
        let first = try copy()
        #expect(try copy() == first && made == 1)
        for file in try FileTree.files(under: folder.path + "/cache/audio") {
            let path = FileTree.join(folder.path + "/cache/audio", file.path)
            try ResultFile.replace(path, with: Array(try FileTree.contents(of: path).prefix(400)))
        }
        #expect(try copy() == first && made == 2)
        #expect(cache.damagedCount == 1)
    }

    @Test func theRatioOfAClipIsItsOwnAndWithinTheRange() {
        let ratios = (0..<500).map { TimeStretch.ratio(ofClip: UInt64($0)) }
        #expect(ratios.allSatisfy { $0 >= 0.9 && $0 <= 1.1 })
        #expect(Set(ratios).count > 450)
        #expect(TimeStretch.ratio(ofClip: 7) == ratios[7])
    }
}
