import TestSupport

@testable import EmotionTraining

/// One-second clips of a vowel-like voice whose pitch and resonance tell the emotion, under CREMA-D's names.
///
/// Files, names and speakers are real to every part that reads them; only the voice is made up.
enum TinyCorpus {
    /// Training and development clips of one corpus, decoded.
    struct Libraries: Sendable {
        let train: ClipLibrary
        let development: ClipLibrary
    }

    /// Speakers of the standard split.
    private static let trainSpeakers = ["1001", "1003", "1005", "1007"]
    private static let developmentSpeakers = ["1002", "1015"]

    /// 24 training and 12 development clips, made once for all tests.
    static let libraries = Result { try load(trainSpeakers + developmentSpeakers) }

    /// 12 training and 6 development clips, where it does not matter what is learnt.
    static let smallLibraries = Result { try load(["1001", "1003", "1002"]) }

    private static func load(_ speakers: [String]) throws -> Libraries {
        let folder = try CorpusFolder()
        try write(to: folder, speakers: speakers)
        let scan = try CorpusScanner().scan(root: folder.path)
        return Libraries(
            train: .load(try scan.clips(in: .train)),
            development: .load(try scan.clips(in: .dev)))
    }

    /// Writes the clips of `speakers`, all of them if nil, into `folder`.
    static func write(to folder: CorpusFolder, speakers: [String]? = nil) throws {
        for (number, speaker) in (speakers ?? trainSpeakers + developmentSpeakers).enumerated() {
            for (label, code) in ["ANG", "DIS", "FEA", "HAP", "NEU", "SAD"].enumerated() {
                let voice = SyntheticVoice(label: label, speaker: number)
                let samples = voice.clip(seed: UInt64(100 * number + label))
                try folder.write(
                    CorpusAudioTests.wav(samples.map { Int16(($0 * 32767).rounded()) }),
                    to: "AudioWAV/\(speaker)_DFA_\(code)_XX.wav")
            }
        }
    }
}

/// A pulse train through one moving resonance, in syllables, over a quiet floor of noise.
struct SyntheticVoice {
    var pitchHertz: Double
    var resonanceHertz: Double
    /// Seconds at which the voice is there.
    var speaking: Range<Double> = 0.1..<0.85

    init(pitchHertz: Double, resonanceHertz: Double) {
        self.pitchHertz = pitchHertz
        self.resonanceHertz = resonanceHertz
    }

    /// The voice of a label; speakers differ a little.
    init(label: Int, speaker: Int) {
        pitchHertz = 110 + 40 * Double(label) + 4 * Double(speaker)
        resonanceHertz = 500 + 300 * Double((label * 5) % 6) + 15 * Double(speaker)
    }

    /// A clip of one second.
    func clip(seed: UInt64) -> [Float] { samples(seconds: 1, seed: seed) }

    /// `seconds` of it at 16 kHz; the voice goes on for as long as `speaking` says.
    func samples(seconds: Double, seed: UInt64) -> [Float] {
        var random = TestRandom(seed: seed)
        var (y1, y2) = (Float(0), Float(0))
        var phase = 0.0
        return (0..<Int(seconds * 16000)).map { n in
            let time = Double(n) / 16000
            let syllable = time.truncatingRemainder(dividingBy: 0.2)
            let voiced = speaking.contains(time) && syllable < 0.15
            phase += pitchHertz * (1 + 0.6 * syllable) / 16000
            let pulse: Float = phase >= 1 && voiced ? 0.5 : 0
            if phase >= 1 { phase -= 1 }
            let centre = resonanceHertz * (0.8 + 2.5 * syllable)
            let radius: Float = 0.97
            let y = pulse + 2 * radius * Float(sine(centre / 16000 + 0.25)) * y1 - radius * radius * y2
            (y2, y1) = (y1, y)
            return max(-1, min(1, 0.2 * y + 0.0005 * random.signed()))
        }
    }
}
