/// The place of every recording, by the protocol or by a draw.
///
/// A draw depends on the seed and on who is there, not on the order of the files.
struct SplitAssignment: Sendable {
    /// What a report calls it.
    let name: String
    private let options: SplitOptions
    private let places: [SpeakerIdentity: Split]
    private let usesLists: Bool

    /// Gives every speaker of `recordings` a place.
    init(of recordings: [Recording], options: SplitOptions, speakers: SpeakerSplit) {
        self.options = options
        let present = Dictionary(grouping: Set(recordings.map(\.identity)), by: \.corpus).mapValues {
            $0.map { ($0.randomOrder(seed: options.seed), $0) }.sorted { $0 < $1 }.map(\.1)
        }
        var places: [SpeakerIdentity: Split] = [:]
        var drawn = false
        if let fold = options.fold {
            Self.deal(present, fold, validation: options.validation, into: &places)
        } else if options.method == .standard {
            let listed = Set(recordings.filter { $0.listedSplit != nil }.map(\.identity))
            for (corpus, everyone) in present {
                for one in everyone { places[one] = speakers[corpus, one.speaker]?.split }
                guard options.drawsReserved || !speakers.covers(corpus) else { continue }
                let others = everyone.filter { places[$0] == nil && !listed.contains($0) }
                Self.draw(others, validation: options.validation, test: options.test, into: &places)
                drawn = drawn || !others.isEmpty
            }
        } else {
            for everyone in present.values {
                Self.draw(everyone, validation: options.validation, test: options.test, into: &places)
            }
        }
        self.places = places
        usesLists = options.method == .standard && options.fold == nil
        name = options.name(drawn: drawn)
    }

    /// The split of a recording; nil where the protocol keeps its speaker out.
    subscript(recording: Recording) -> Split? {
        if options.isLeaky { return drawnAlone(recording) }
        return usesLists ? recording.listedSplit ?? places[recording.identity] : places[recording.identity]
    }

    /// A place for one clip, the same for all copies of a recording.
    private func drawnAlone(_ recording: Recording) -> Split {
        let key = (recording.source ?? recording.contentHash).fnv1a
        var random = KeyedRandom(seed: options.seed, epoch: 0, clip: key, purpose: .split)
        let position = Double(random.uniform())
        if position < options.test { return .test }
        return position < options.test + options.validation ? .dev : .train
    }

    /// Development gets its share of `speakers` first, then test; training keeps one at least, unless the
    /// shares leave it none.
    private static func draw(
        _ speakers: [SpeakerIdentity], validation: Double, test: Double,
        into places: inout [SpeakerIdentity: Split]
    ) {
        var free = speakers.count - (validation + test < 1 ? 1 : 0)
        func take(_ share: Double) -> Int {
            let wanted = share > 0 ? max(1, Int((share * Double(speakers.count)).rounded())) : 0
            let taken = max(0, min(wanted, free))
            free -= taken
            return taken
        }
        let development = take(validation)
        let held = take(test)
        for (index, speaker) in speakers.enumerated() {
            places[speaker] =
                index < development ? .dev : index < development + held ? .test : .train
        }
    }

    /// Deals the speakers to the folds corpus by corpus, so that each fold has its part of every corpus.
    private static func deal(
        _ present: [Corpus: [SpeakerIdentity]], _ fold: SplitOptions.Fold, validation: Double,
        into places: inout [SpeakerIdentity: Split]
    ) {
        var dealt = 0
        for (_, speakers) in present.sorted(by: { $0.key < $1.key }) {
            var others: [SpeakerIdentity] = []
            for speaker in speakers {
                if dealt % fold.count == fold.index - 1 {
                    places[speaker] = .test
                } else {
                    others.append(speaker)
                }
                dealt += 1
            }
            draw(others, validation: validation, test: 0, into: &places)
        }
    }
}

extension SpeakerIdentity {
    /// Where the speaker comes in a draw: a number that depends on the speaker and the seed alone.
    fileprivate func randomOrder(seed: UInt64) -> UInt64 {
        var random = KeyedRandom(seed: seed, epoch: 0, clip: description.fnv1a, purpose: .split)
        return random.next()
    }
}
