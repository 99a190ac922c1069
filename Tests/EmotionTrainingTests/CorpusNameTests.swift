import Testing

@testable import EmotionTraining

struct CorpusNameTests {
    struct Known: Sendable, CustomTestStringConvertible {
        let path: String
        let corpus: Corpus
        let speaker: String
        let emotion: Emotion
        let name: String
        var testDescription: String { path }

        init(_ path: String, _ corpus: Corpus, _ speaker: String, _ emotion: Emotion, _ name: String) {
            (self.path, self.corpus, self.speaker, self.emotion, self.name) = (
                path, corpus, speaker, emotion, name
            )
        }
    }

    @Test(arguments: [
        Known("AudioWAV/1001_DFA_ANG_XX.wav", .cremaD, "1001", .angry, "1001_DFA_ANG_XX"),
        Known("a/b/c/1091_IEO_SAD_HI.FLAC", .cremaD, "1091", .sad, "1091_IEO_SAD_HI"),
        Known("1002_ieo_hap_lo.wav", .cremaD, "1002", .happy, "1002_IEO_HAP_LO"),
        Known("1040_ITH_SAD_X.wav", .cremaD, "1040", .sad, "1040_ITH_SAD_XX"),
        Known("1003_WSI_NEU_XX.wav", .cremaD, "1003", .neutral, "1003_WSI_NEU_XX"),
        Known("1003_WSI_FEA_XX.wav", .cremaD, "1003", .fear, "1003_WSI_FEA_XX"),
        Known("1003_WSI_DIS_MD.wav", .cremaD, "1003", .disgust, "1003_WSI_DIS_MD"),
        Known("Actor_01/03-01-05-01-01-01-01.wav", .ravdess, "Actor_01", .angry, "03-01-05-01-01-01-01"),
        Known("03-01-01-01-01-01-24.wav", .ravdess, "Actor_24", .neutral, "03-01-01-01-01-01-24"),
        Known(
            "audio_speech_actors_01-24/Actor_12/03-01-02-02-01-01-12.wav", .ravdess, "Actor_12", .calm,
            "03-01-02-02-01-01-12"),
        Known("03-01-03-01-01-01-05.flac", .ravdess, "Actor_05", .happy, "03-01-03-01-01-01-05"),
        Known("03-01-04-01-01-01-05.flac", .ravdess, "Actor_05", .sad, "03-01-04-01-01-01-05"),
        Known("03-01-06-01-01-01-05.flac", .ravdess, "Actor_05", .fear, "03-01-06-01-01-01-05"),
        Known("03-01-07-01-01-01-05.flac", .ravdess, "Actor_05", .disgust, "03-01-07-01-01-01-05"),
        Known("03-01-08-01-01-01-05.flac", .ravdess, "Actor_05", .surprise, "03-01-08-01-01-01-05"),
        Known("ALL/DC_a01.wav", .savee, "DC", .angry, "DC_a01"),
        Known("ALL/kl_SA15.WAV", .savee, "KL", .sad, "KL_sa15"),
        Known("DC/a01.wav", .savee, "DC", .angry, "DC_a01"),
        Known("AudioData/jk/su03.flac", .savee, "JK", .surprise, "JK_su03"),
        Known("AudioData/JE/n30.wav", .savee, "JE", .neutral, "JE_n30"),
        Known("savee/JE_d07.wav", .savee, "JE", .disgust, "JE_d07"),
        Known("savee/JE_f07.wav", .savee, "JE", .fear, "JE_f07"),
        Known("savee/JE_h07.wav", .savee, "JE", .happy, "JE_h07"),
        Known("OAF_angry/OAF_back_angry.wav", .tess, "OAF", .angry, "OAF_back_angry"),
        Known("TESS/TESS/OAF_Fear/OAF_back_fear.wav", .tess, "OAF", .fear, "OAF_back_fear"),
        Known("YAF_pleasant_surprised/YAF_bean_ps.wav", .tess, "YAF", .surprise, "YAF_bean_ps"),
        Known("OAF_Pleasant_surprise/OAF_bean_pleasant_surprise.wav", .tess, "OAF", .surprise, "OAF_bean_ps"),
        Known("OAF_neutral/OA_bite_neutral.wav", .tess, "OAF", .neutral, "OAF_bite_neutral"),
        Known("YAF_SAD/yaf_Germ_SAD.flac", .tess, "YAF", .sad, "YAF_germ_sad"),
        Known("YAF_disgust/YAF_home_disgust.wav", .tess, "YAF", .disgust, "YAF_home_disgust"),
        Known("YAF_happy/YAF_home_happy.wav", .tess, "YAF", .happy, "YAF_home_happy"),
    ])
    func everyWayOfUnpackingIsRecognised(known: Known) throws {
        let clip = try ClipName(path: known.path)
        #expect(clip.corpus == known.corpus)
        #expect(clip.speaker == known.speaker)
        #expect(clip.emotion == known.emotion)
        #expect(clip.name == known.name)
    }

    @Test(arguments: [
        ("Actor_01/03-02-05-01-01-01-01.wav", ExclusionReason.song),
        ("Actor_01/01-01-05-01-01-01-01.wav", .videoSoundtrack),
        ("Actor_01/03-01-09-01-01-01-01.wav", .unknownName),
        ("Actor_01/03-01-05-01-01-01.wav", .unknownName),
        ("03-01-05-01-01-01-001.wav", .unknownName),
        ("AudioWAV/1001_DFA_XYZ_XX.wav", .unknownName),
        ("AudioWAV/1001_DFA_ANG.wav", .unknownName),
        ("AudioWAV/abcd_DFA_ANG_XX.wav", .unknownName),
        ("AudioWAV/2001_DFA_ANG_XX.wav", .unknownName),
        ("a01.wav", .unknownName),
        ("XX/a01.wav", .unknownName),
        ("DC/z01.wav", .unknownName),
        ("DC/a1.wav", .unknownName),
        ("OAF_back_bored.wav", .unknownName),
        ("UAF_back_angry.wav", .unknownName),
        ("OAF__angry.wav", .unknownName),
        ("music.wav", .unknownName),
        (".wav", .hidden),
        ("AudioWAV/._1001_DFA_ANG_XX.wav", .hidden),
        ("AudioWAV/1001_DFA_ANG_XX.mp3", .notAudio),
        ("AudioWAV/1001_DFA_ANG_XX", .notAudio),
        ("README.md", .notAudio),
        ("", .unknownName),
    ])
    func everythingElseHasItsReason(path: String, reason: ExclusionReason) {
        #expect(throws: reason) { try ClipName(path: path) }
    }

    @Test func randomKeysNameTheRecordingAndNotTheFile() {
        let clip = Clip(
            path: "a/1001_DFA_ANG_XX.wav", corpus: .cremaD, name: "1001_DFA_ANG_XX", speaker: "1001",
            emotion: .angry,
            split: .train)
        let moved = Clip(
            path: "b/1001_dfa_ang_xx.flac", corpus: .cremaD, name: "1001_DFA_ANG_XX", speaker: "1001",
            emotion: .angry,
            split: .train)
        #expect(clip.randomKey == moved.randomKey)
        // FNV-1a of "crema-d/1001_DFA_ANG_XX", computed elsewhere.
        #expect(clip.randomKey == 0xc09a_486e_f22f_c593)
    }
}
