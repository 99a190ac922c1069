public import EmotionRecognition

extension NeutralBaseline {
    /// How a model hears the neutral clips of many speakers: the mean over corpora of the mean over speakers.
    ///
    /// Speakers that the model was trained on do not serve: it knows their voices, and nobody else's are heard so.
    ///
    /// - Parameters:
    ///   - library: the clips; those that are not neutral do not count.
    ///   - model: as it is in the file, without a profile.
    /// - Returns: nil where no neutral clip has an utterance.
    public init?(reference library: ClipLibrary, model: SpeechEmotionModel) {
        let neutral = library.clips.indices.filter { library.clips[$0].emotion == .neutral }
        let utterances = neutral.concurrentMap(progress: nil) { index in
            StreamTranscript(of: library.samples(at: index), model: model).utterances
        }
        let corpora = Dictionary(grouping: neutral.indices) { library.clips[neutral[$0]].corpus }
        let means = corpora.keys.sorted().compactMap { corpus -> NeutralBaseline? in
            let speakers = Dictionary(grouping: corpora[corpus] ?? []) { library.clips[neutral[$0]].speaker }
            return NeutralBaseline(
                meanOf: speakers.keys.sorted().compactMap { speaker in
                    NeutralBaseline(
                        of: (speakers[speaker] ?? []).flatMap { utterances[$0] }, labels: model.labels)
                })
        }
        self.init(meanOf: means)
    }
}
