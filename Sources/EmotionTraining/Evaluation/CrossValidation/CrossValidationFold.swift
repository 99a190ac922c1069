/// What is left out in turn.
public enum CrossValidationKind: String, Sendable, CaseIterable {
    /// Each SAVEE speaker.
    case loso
    /// Each corpus.
    case loco
}

/// One part left out, and what is trained on instead.
///
/// What is left out is tested on and used for nothing else. The other corpora keep their training and
/// development speakers; their test speakers are not touched.
struct CrossValidationFold: Sendable {
    /// What is left out, as reports and file names call it.
    let name: String
    /// The split of this fold: what is left out is its test part.
    let speakers: SpeakerSplit

    /// The folds of the standard protocol's speakers.
    static func all(_ kind: CrossValidationKind, standard: SpeakerSplit = .standard) -> [CrossValidationFold]
    {
        switch kind {
        case .loso:
            let corpus = Corpus.savee
            let everybody = members(of: corpus, in: standard)
            return everybody.keys.sorted().map { leftOut in
                // The others all train: of four speakers none can be spared.
                var fold = everybody.mapValues { SpeakerSplit.Member(split: .train, sex: $0.sex) }
                fold[leftOut] = SpeakerSplit.Member(split: .test, sex: everybody[leftOut]?.sex)
                return CrossValidationFold("\(corpus.rawValue)-\(leftOut)", corpus, fold, standard)
            }
        case .loco:
            return Corpus.known.map { corpus in
                let fold = members(of: corpus, in: standard).mapValues {
                    SpeakerSplit.Member(split: .test, sex: $0.sex)
                }
                return CrossValidationFold(corpus.rawValue, corpus, fold, standard)
            }
        }
    }

    private init(
        _ name: String, _ corpus: Corpus, _ fold: [String: SpeakerSplit.Member], _ standard: SpeakerSplit
    ) {
        self.name = name
        var members: [Corpus: [String: SpeakerSplit.Member]] = [:]
        for other in Corpus.known {
            members[other] =
                other == corpus
                ? fold : Self.members(of: other, in: standard).filter { $0.value.split != .test }
        }
        speakers = SpeakerSplit(name: "\(standard.name), without \(name)", members: members)
    }

    private static func members(
        of corpus: Corpus, in split: SpeakerSplit
    ) -> [String: SpeakerSplit.Member] {
        var members: [String: SpeakerSplit.Member] = [:]
        for part in Split.allCases {
            for speaker in split.speakers(of: corpus, in: part) { members[speaker] = split[corpus, speaker] }
        }
        return members
    }
}
