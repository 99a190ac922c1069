/// Mistakes that the corpora themselves contain, as far as they are known.
enum CorpusErrata {
    /// What is wrong with a clip, or nil.
    static func note(on clip: ClipName) -> String? { notes[clip.corpus]?[clip.name] }

    private static let notes: [Corpus: [String: String]] = [
        .cremaD: [
            "1076_MTI_SAD_XX": "no audio in it",
            // Byte-identical audio under two labels: nobody can say which of the two is right.
            "1006_TIE_HAP_XX": "same audio as 1006_TIE_NEU_XX",
            "1006_TIE_NEU_XX": "same audio as 1006_TIE_HAP_XX",
            "1013_WSI_DIS_XX": "same audio as 1013_WSI_SAD_XX",
            "1013_WSI_SAD_XX": "same audio as 1013_WSI_DIS_XX",
            "1017_IWW_ANG_XX": "same audio as 1017_IWW_FEA_XX",
            "1017_IWW_FEA_XX": "same audio as 1017_IWW_ANG_XX",
        ],
        .ravdess: [
            "03-01-03-01-02-02-07": "same samples as 03-01-03-01-02-01-07"
        ],
    ]
}
