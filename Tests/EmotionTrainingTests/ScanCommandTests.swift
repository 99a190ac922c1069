import FoundationEssentials
import Testing

@testable import EmotionTraining

struct ScanCommandTests {
    private func cells(_ output: String) -> [[Substring]] {
        output.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    }

    @Test func countsStandBesideTheOfficialTotals() throws {
        let folder = try CorpusFolder(files: [
            "1001_DFA_ANG_XX.wav", "1001_DFA_SAD_XX.wav", "1002_DFA_SAD_XX.wav", "1004_DFA_SAD_XX.wav",
            "DC/su01.wav", "DC/a01.wav", "notes.txt",
        ])
        try folder.write([], to: "1003_DFA_SAD_XX.wav")
        let run = try TrainerProgram(["scan", folder.path, "--cache", "none"])
        #expect(run.status == 0 && run.errors.contains("4 clips to use, 4 files left out"), "\(run.errors)")
        let rows = cells(run.output)
        #expect(
            rows[0] == [
                "corpus", "speaker", "split", "angry", "disgust", "fear", "happy", "neutral", "sad", "used",
                "found", "of",
            ])
        #expect(rows.contains(["crema-d", "1001", "train", "1", "0", "0", "0", "0", "1", "2", "2", "82"]))
        #expect(rows.contains(["crema-d", "1004", "-", "0", "0", "0", "0", "0", "0", "0", "1", "82"]))
        #expect(rows.contains(["crema-d", "dev", "0", "0", "0", "0", "0", "1", "1", "1"]))
        #expect(
            rows.contains(["savee", "1/60", "0/60", "0/60", "0/60", "0/120", "0/60", "1/60", "-", "2/480"]))
        #expect(
            run.output.contains(
                "savee: 2 of 480 clips, 1 of 4 speakers; missing speakers: JE JK KL (360 clips)"))
        #expect(rows.contains(["", "\(folder.path)/1003_DFA_SAD_XX.wav", "zero length"]))
        #expect(rows.contains(["left out", "1", "zero length"]) && !run.output.contains("notes.txt"))
    }

    @Test func aManifestIsWrittenAndTakenInThePlaceOfFolders() throws {
        let corpus = try CorpusFolder()
        try TinyCorpus.write(to: corpus, speakers: ["1001", "1002"])
        let path = corpus.path + "/m.tsv"
        let scan = try TrainerProgram(["scan", corpus.path, "--out", path, "--files"])
        #expect(scan.status == 0, "\(scan.errors)")
        #expect(scan.output.contains("1001_DFA_ANG_XX.wav\tused"))
        let read = try CorpusScan(manifest: path)
        #expect(scan.output.hasSuffix("manifest\t\(read.manifest.sha256)\n"))
        let arguments = [
            "train", "--out", corpus.path + "/m.safetensors", "--epochs", "1", "--no-augmentation",
        ]
        let train = try TrainerProgram(arguments + ["--manifest", path])
        #expect(train.status == 0 && train.errors.contains("12 clips, split standard"), "\(train.errors)")
        try corpus.write(Array(read.manifest.text.dropLast().utf8) + Array("x\n".utf8), to: "m.tsv")
        try TrainerProgram(arguments + ["--manifest", path]).fails(1, saying: ["line 16", "source"])
    }

    @Test func aManifestThatCannotBeWrittenIsSaidBeforeTheScan() throws {
        let folder = try CorpusFolder(files: ["1001_DFA_ANG_XX.wav"])
        for out in ["/nowhere/m.tsv", folder.path] {
            try TrainerProgram(["scan", folder.path, "--out", out]).fails(1, saying: ["cannot write \(out)"])
        }
    }

    @Test func nothingUsableIsAFailure() throws {
        let folder = try CorpusFolder()
        try folder.write([], to: "1001_DFA_ANG_XX.wav")
        try TrainerProgram(["scan", folder.path]).fails(1, saying: ["no usable clip", "zero length"])
        let gone = folder.path + "/map.toml"
        try TrainerProgram(["scan", "--map", gone]).fails(1, saying: [gone, "No such file"])
        let cache = folder.path + "/1001_DFA_ANG_XX.wav"
        try TrainerProgram(["scan", folder.path, "--cache", cache]).fails(
            1, saying: ["cannot write \(cache)"])
    }

    @Test func aLeakySplitSaysSo() throws {
        let corpus = try CorpusFolder()
        try TinyCorpus.write(to: corpus, speakers: ["1001", "1002"])
        let run = try TrainerProgram(["scan", corpus.path, "--split", "random", "--validation", "0.3"])
        #expect(
            run.output.contains("leaky: the same voices") && run.errors.contains("leaky"), "\(run.errors)")
    }

    @Test func featuresAreMadeOnceAndDamagedOnesAnew() throws {
        let corpus = try CorpusFolder()
        try TinyCorpus.write(to: corpus, speakers: ["1001"])
        let cache = corpus.path + "/.cache"
        let arguments = ["scan", corpus.path, "--cache", cache, "--features", "default"]
        let first = try TrainerProgram(arguments)
        #expect(first.status == 0 && first.errors.contains("features of 6 clips are in"), "\(first.errors)")
        let entries = try files(under: cache + "/segments")
        #expect(entries.count == 6)
        let before = try entries.map { try Data(contentsOf: URL(filePath: $0)) }
        try before[0].prefix(100).write(to: URL(filePath: entries[0]))
        let second = try TrainerProgram(arguments)
        #expect(second.status == 0 && second.errors.contains("made 1 entries anew"), "\(second.errors)")
        #expect(try entries.map { try Data(contentsOf: URL(filePath: $0)) } == before)
        #expect(second.output == first.output)
    }

    private func files(under folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).map { "\(folder)/\($0)" }
            .filter { !FileManager.default.isDirectory($0) }.sorted()
    }
}

extension FileManager {
    fileprivate func isDirectory(_ path: String) -> Bool {
        var isFolder = false
        return fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }
}
