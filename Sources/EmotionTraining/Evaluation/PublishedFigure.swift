/// What listeners and other systems reach, to stand beside ours.
public struct PublishedFigure: Sendable, Equatable, Encodable {
    /// Who or what was judged.
    public let system: String
    /// Its size, where it has one.
    public let parameters: String
    /// The corpus and how it was split.
    public let protocolName: String
    /// UAR in percent, unless the text says otherwise.
    public let figure: String
    /// Where it was published.
    public let source: String

    /// Listeners who heard the audio alone, then systems judged on speakers they had not heard.
    ///
    /// Figures of random splits that share speakers between training and test are left out: they say nothing
    /// of a new voice.
    public static let all: [PublishedFigure] = [
        listeners("CREMA-D, six emotions", "40.9 accuracy of one; 45.9 by plurality of nine"),
        listeners("RAVDESS, eight emotions", "about 60"),
        listeners("SAVEE, seven emotions", "66.5"),
        listeners("TESS, seven emotions", "82"),
        system("MFCC statistics + SVM", "–", "CREMA-D, unseen actors", "52.0", babagil),
        system("log-mel CNN", "–", "CREMA-D, unseen actors", "55.4", babagil),
        system("conv + bi-LSTM + attention", "0.9 M", "CREMA-D", "56.7", "public notebook"),
        system("LSTM + attention, hidden 128", "92 k", ravdessByActor, "59.0", resLSTM),
        system("residual LSTM + attention, hidden 64", "47 k", ravdessByActor, "62.3 ± 1.2", resLSTM),
        system("wav2vec2-base, frozen", "95 M", emoBoxFolds, "54.3 / 44.9", emoBox),
        system("HuBERT-base, frozen", "95 M", emoBoxFolds, "65.4 / 58.9", emoBox),
        system("WavLM-large, frozen", "316 M", emoBoxFolds, "72.0 / 66.7", emoBox),
        system("Whisper-large-v3 encoder", "635 M", emoBoxFolds, "75.3 / 74.1", emoBox),
        system(
            "cross-corpus, RAVDESS + SAVEE to TESS", "–", "TESS, seven emotions", "15–33 macro-F1",
            "public notebook"),
    ]

    /// What listeners recall of each corpus from the audio alone: of CREMA-D by plurality of nine, of RAVDESS
    /// about so much, with labels of its own.
    static let listeners: [String: Double] = [
        Corpus.cremaD.rawValue: 0.459, Corpus.ravdess.rawValue: 0.60, Corpus.savee.rawValue: 0.665,
        Corpus.tess.rawValue: 0.82,
    ]

    private static let babagil = "AhmetBabagil/speech-emotion-recognition"
    private static let resLSTM = "arXiv 2606.03359 (chosen on the test folds)"
    private static let emoBox = "EmoBox, arXiv 2406.07162"
    private static let ravdessByActor = "RAVDESS, eight emotions, 5 folds by actor"
    private static let emoBoxFolds =
        "RAVDESS, eight emotions, 6 folds by actor / SAVEE, seven, without one speaker"

    private static func listeners(_ protocolName: String, _ figure: String) -> PublishedFigure {
        system("listeners, audio alone", "–", protocolName, figure, "the corpora's authors")
    }

    private static func system(
        _ system: String, _ parameters: String, _ protocolName: String, _ figure: String, _ source: String
    ) -> PublishedFigure {
        PublishedFigure(
            system: system, parameters: parameters, protocolName: protocolName, figure: figure, source: source
        )
    }
}
