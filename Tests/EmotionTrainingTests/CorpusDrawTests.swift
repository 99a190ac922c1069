import Testing

@testable import EmotionTraining

struct CorpusDrawTests {
    /// `clips` recordings of each speaker.
    private func recordings(_ corpus: Corpus, _ speakers: [String], clips: Int = 3) -> [Recording] {
        speakers.flatMap { speaker in
            (0..<clips).map { number in
                var recording = Recording(
                    root: "", path: "\(speaker)-\(number).wav", corpus: corpus, name: "\(speaker)-\(number)",
                    speaker: speaker, emotion: .happy)
                recording.contentHash = "\(corpus.rawValue)/\(speaker)-\(number)"
                return recording
            }
        }
    }

    private func options(_ change: (inout SplitOptions) -> Void) -> SplitOptions {
        var options = SplitOptions()
        change(&options)
        return options
    }

    private func places(_ recordings: [Recording], _ options: SplitOptions) -> [String: Split?] {
        let assignment = SplitAssignment(of: recordings, options: options, speakers: .standard)
        return Dictionary(recordings.map { ($0.name, assignment[$0]) }) { first, _ in first }
    }

    private let mine = Corpus(rawValue: "mine")!
    private let ten = (0..<10).map { "s\($0)" }

    @Test func theProtocolPlacesItsSpeakersAndADrawTheOthers() throws {
        let own = recordings(mine, ten)
        let known = recordings(.cremaD, ["1001", "1002", "1010", "1004"], clips: 1)
        let assignment = SplitAssignment(of: own + known, options: .init(), speakers: .standard)
        #expect(known.map { assignment[$0] } == [.train, .dev, .test, nil])
        #expect(assignment.name == "standard, others by speaker: validation 0.2, test 0.2, seed 1")
        let drawn = ten.map { speaker in Set(own.filter { $0.speaker == speaker }.map { assignment[$0] }) }
        #expect(drawn.allSatisfy { $0.count == 1 })
        #expect(Split.allCases.map { split in drawn.count { $0 == [split] } } == [6, 2, 2])
        #expect(SplitAssignment(of: known, options: .init(), speakers: .standard).name == "standard")
    }

    @Test func askingForAShareDrawsThoseThatTheProtocolLeavesOut() {
        let reserved = ["1004", "1006", "1016", "1034", "1036", "1058"]
        let all = recordings(.cremaD, ["1001", "1002"] + reserved, clips: 1)
        let places = places(all, options { $0.drawsReserved = true })
        #expect(places["1001-0"] == .train && places["1002-0"] == .dev)
        #expect(Set(reserved.map { places["\($0)-0"]! }) == [.train, .dev, .test])
    }

    @Test func aDrawDependsOnTheSeedAndNotOnTheOrder() {
        let all = recordings(mine, ten)
        let first = places(all, options { $0.method = .speaker })
        #expect(places(all.reversed(), options { $0.method = .speaker }) == first)
        let others = (2...9).map { (seed: UInt64) in
            places(
                all,
                options {
                    $0.method = .speaker; $0.seed = seed
                })
        }
        #expect(others.contains { $0 != first })
    }

    @Test(arguments: [
        (1, 0.2, 0.2, [1, 0, 0]), (2, 0.2, 0.2, [1, 1, 0]), (3, 0.2, 0.2, [1, 1, 1]),
        (4, 0.2, 0.2, [2, 1, 1]),
        (10, 0.2, 0.2, [6, 2, 2]), (10, 0.2, 0.0, [8, 2, 0]), (10, 0.3, 0.1, [6, 3, 1]),
        (10, 0.0, 1.0, [0, 0, 10]),
        (1, 0.0, 1.0, [0, 0, 1]), (91, 0.2, 0.2, [55, 18, 18]),
    ])
    func sharesAreOfSpeakersAndTrainingKeepsOne(
        count: Int, validation: Double, test: Double, sizes: [Int]
    ) {
        let speakers = (0..<count).map { "s\($0)" }
        let all = recordings(mine, speakers, clips: 1)
        let places = places(
            all,
            options {
                $0.method = .speaker
                $0.validation = validation
                $0.test = test
            })
        #expect(Split.allCases.map { split in places.values.count { $0 == split } } == sizes)
    }

    @Test func everySpeakerIsTheTestOfOneFold() throws {
        let all = recordings(mine, ten) + recordings(.savee, ["DC", "JE", "JK", "KL"])
        var tested: [String: Int] = [:]
        for index in 1...4 {
            let fold = try #require(SplitOptions.Fold(index: index, count: 4))
            let assignment = SplitAssignment(
                of: all, options: options { $0.fold = fold }, speakers: .standard)
            let bySpeaker = Dictionary(grouping: all, by: \.speaker).mapValues {
                Set($0.map { assignment[$0] })
            }
            #expect(bySpeaker.values.allSatisfy { $0.count == 1 })
            for (speaker, splits) in bySpeaker where splits == [.test] { tested[speaker, default: 0] += 1 }
            let sizes = Split.allCases.map { split in bySpeaker.values.count { $0 == [split] } }
            #expect((3...4).contains(sizes[2]) && sizes[0] > 0 && sizes[1] > 0)
            #expect(assignment.name == "fold \(index) of 4 by speaker, validation 0.2, seed 1")
        }
        #expect(tested.count == 14 && tested.values.allSatisfy { $0 == 1 })
        #expect(SplitOptions.Fold(index: 5, count: 4) == nil && SplitOptions.Fold(index: 1, count: 1) == nil)
    }

    @Test func aRandomSplitKeepsCopiesTogetherAndSaysThatItLeaks() {
        var all = recordings(mine, ten, clips: 40)
        for index in all.indices where index % 2 == 1 {
            all[index].source = all[index - 1].contentHash
        }
        let random = options { $0.method = .random }
        let assignment = SplitAssignment(of: all, options: random, speakers: .standard)
        #expect(random.isLeaky && assignment.name.contains("leaky"))
        for index in all.indices where index % 2 == 1 {
            #expect(assignment[all[index]] == assignment[all[index - 1]])
        }
        let share = Double(all.count { assignment[$0] == .train }) / Double(all.count)
        #expect(abs(share - 0.6) < 0.1)
        let voices = Dictionary(grouping: all, by: \.speaker).mapValues { Set($0.map { assignment[$0] }) }
        #expect(voices.values.contains { $0.count > 1 })
    }

    private func clip(_ speaker: String, _ split: Split, hash: String, source: String? = nil) -> Clip {
        Clip(
            path: "\(speaker)-\(hash).wav", corpus: mine, name: "\(speaker)-\(hash)", speaker: speaker,
            emotion: .sad, split: split, contentHash: hash, source: source)
    }

    @Test func whatCrossesTheLineIsNamed() {
        let clean = [clip("a", .train, hash: "1"), clip("b", .test, hash: "2"), clip("a", .train, hash: "3")]
        #expect(SplitLeak.leaks(in: clean, allowsSpeakers: false).isEmpty)
        let voice = SplitLeak.leaks(in: clean + [clip("a", .dev, hash: "4")], allowsSpeakers: false)
        #expect(voice.map(\.description) == ["speaker mine/a is in train and dev"])
        #expect(SplitLeak.leaks(in: clean + [clip("a", .dev, hash: "4")], allowsSpeakers: true).isEmpty)
        let audio = SplitLeak.leaks(in: clean + [clip("c", .test, hash: "1")], allowsSpeakers: true)
        #expect(audio.map(\.description) == ["audio a-1.wav = c-1.wav is in train and test"])
        let copy = SplitLeak.leaks(
            in: clean + [clip("b", .test, hash: "9", source: "1")], allowsSpeakers: true)
        #expect(copy.map(\.description) == ["augmented copy a-1.wav = b-9.wav is in train and test"])
        let error = CorpusError.leaky(Array(repeating: voice[0], count: 7))
        #expect(
            error.description.hasPrefix("the split leaks: speaker mine/a")
                && error.description.hasSuffix("and 2 more"))
    }

    @Test func experimentsThatProveNothingAreRefused() throws {
        let alone = try CorpusFolder(files: ["1001_DFA_ANG_XX.wav", "1001_DFA_SAD_XX.wav"])
        let scan = try CorpusScanner().scan(root: alone.path)
        #expect(throws: CorpusError.oneSpeaker("crema-d/1001", path: alone.path)) { try scan.clips(in: .dev) }
        let angry = try CorpusFolder(files: ["1001_DFA_ANG_XX.wav", "1002_DFA_ANG_XX.wav"])
        let one = try CorpusScanner().scan(root: angry.path)
        #expect(throws: CorpusError.oneLabel(.angry, path: angry.path)) { try one.trainingClips() }
        let fold = SplitOptions.Fold(index: 1, count: 3)
        #expect(throws: CorpusError.fewSpeakers(2, folds: 3, path: angry.path)) {
            try CorpusScanner(split: options { $0.fold = fold }).scan(root: angry.path)
        }
    }
}
