/// What the path of an audio file says about the clip in it.
///
/// People unpack the corpora in many ways, so the file's own name decides and a folder's only where
/// the name alone is not enough (SAVEE's `DC/a01.wav`). Letter case never matters.
struct ClipName: Hashable {
    let corpus: Corpus
    /// As the standard split names the speaker.
    let speaker: String
    /// As recorded, before any label policy.
    let emotion: Emotion
    /// The corpus's own name of the clip: the same for every way of storing it.
    let name: String

    /// Reads a path relative to the scanned root, with `/` between folders.
    ///
    /// - Throws: `ExclusionReason` for anything but a clip of spoken emotion.
    init(path: String) throws(ExclusionReason) {
        let components = try Self.withoutExtension(path.lowercased()).split(separator: "/")
        guard let base = components.last else { throw .unknownName }
        let folder = components.dropLast().last ?? ""
        let fields = base.split(separator: "_", omittingEmptySubsequences: false)

        if let clip = try ClipName(ravdess: base) {
            self = clip
        } else if let clip = ClipName(cremaD: fields) ?? ClipName(tess: fields)
            ?? ClipName(savee: fields, in: folder)
        {
            self = clip
        } else {
            throw .unknownName
        }
    }

    /// The path of an audio file, as far as the dot.
    ///
    /// - Throws: `ExclusionReason.hidden`, and `.notAudio` for other kinds of file.
    static func withoutExtension(_ path: String) throws(ExclusionReason) -> String {
        guard let file = path.split(separator: "/").last else { throw .unknownName }
        if file.hasPrefix(".") { throw .hidden }
        guard let dot = path.lastIndex(of: "."), dot >= file.startIndex,
            ["wav", "flac"].contains(path[path.index(after: dot)...].lowercased())
        else {
            throw .notAudio
        }
        return String(path[..<dot])
    }

    private init(_ corpus: Corpus, speaker: String, emotion: Emotion, name: String) {
        self.corpus = corpus
        self.speaker = speaker
        self.emotion = emotion
        self.name = name
    }

    /// CREMA-D: `1001_DFA_ANG_XX`: actor, sentence, emotion, intensity.
    ///
    /// `X` is an old spelling of `XX`.
    private init?(cremaD fields: [Substring]) {
        guard fields.count == 4, fields[0].count == 4, fields[0].hasPrefix("1"), Int(fields[0]) != nil,
            fields[1].count == 3, let emotion = Self.cremaDEmotions[fields[2]],
            ["lo", "md", "hi", "xx", "x"].contains(fields[3])
        else { return nil }
        let intensity = fields[3] == "x" ? "XX" : fields[3].uppercased()
        let name = "\(fields[0])_\(fields[1].uppercased())_\(fields[2].uppercased())_\(intensity)"
        self.init(.cremaD, speaker: String(fields[0]), emotion: emotion, name: name)
    }

    /// RAVDESS: `03-01-05-01-02-01-12`: modality, channel, emotion, intensity, statement, repetition, actor.
    private init?(ravdess base: Substring) throws(ExclusionReason) {
        let fields = base.split(separator: "-", omittingEmptySubsequences: false)
        guard fields.count == 7, fields.allSatisfy({ $0.count == 2 && Int($0) != nil }),
            let emotion = Self.ravdessEmotions[fields[2]]
        else { return nil }
        if fields[1] == "02" { throw .song }
        guard fields[1] == "01" else { return nil }
        guard fields[0] == "03" else { throw .videoSoundtrack }
        self.init(.ravdess, speaker: "Actor_\(fields[6])", emotion: emotion, name: String(base))
    }

    /// TESS: `OAF_back_angry`, `YAF_back_ps`; the corpus itself has one stray `OA_bite_neutral`.
    private init?(tess fields: [Substring]) {
        guard fields.count >= 3,
            let speaker = ["oaf": "OAF", "oa": "OAF", "yaf": "YAF", "ya": "YAF"][fields[0]],
            !fields[1].isEmpty
        else { return nil }
        // `OAF_back_pleasant_surprise` has four fields: what follows the word is the emotion.
        let label = fields[2...].joined(separator: "_")
        guard let emotion = Self.tessEmotions[label] else { return nil }
        let ending = emotion == .surprise ? "ps" : emotion.rawValue
        self.init(.tess, speaker: speaker, emotion: emotion, name: "\(speaker)_\(fields[1])_\(ending)")
    }

    /// SAVEE: `DC_a01`, or `a01` in a folder `DC`: speaker, emotion, two digits of the sentence.
    private init?(savee fields: [Substring], in folder: Substring) {
        let speaker = (fields.count == 2 ? fields[0] : folder).uppercased()
        guard fields.count <= 2, ["DC", "JE", "JK", "KL"].contains(speaker), let code = fields.last else {
            return nil
        }
        guard code.count >= 3, code.suffix(2).allSatisfy(\.isNumber),
            let emotion = Self.saveeEmotions[code.dropLast(2)]
        else { return nil }
        self.init(.savee, speaker: speaker, emotion: emotion, name: "\(speaker)_\(code)")
    }

    private static let cremaDEmotions: [Substring: Emotion] = [
        "ang": .angry, "dis": .disgust, "fea": .fear, "hap": .happy, "neu": .neutral, "sad": .sad,
    ]
    private static let ravdessEmotions: [Substring: Emotion] = [
        "01": .neutral, "02": .calm, "03": .happy, "04": .sad, "05": .angry, "06": .fear, "07": .disgust,
        "08": .surprise,
    ]
    private static let saveeEmotions: [Substring: Emotion] = [
        "a": .angry, "d": .disgust, "f": .fear, "h": .happy, "n": .neutral, "sa": .sad, "su": .surprise,
    ]
    private static let tessEmotions: [String: Emotion] = [
        "angry": .angry, "disgust": .disgust, "fear": .fear, "happy": .happy, "neutral": .neutral,
        "sad": .sad,
        "ps": .surprise, "pleasant_surprise": .surprise, "pleasant_surprised": .surprise,
        "surprise": .surprise,
    ]
}
