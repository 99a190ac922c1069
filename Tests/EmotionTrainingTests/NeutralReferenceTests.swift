import EmotionModel
import EmotionRecognition
import TestSupport
import Testing

@testable import EmotionTraining

/// How a model hears neutral voices, and its way into the file.
@Suite struct NeutralReferenceTests {
    @Test func neutralClipsAloneAreTheReference() throws {
        let library = try TinyCorpus.libraries.get().development
        let model = randomModel()
        let speakers = library.clips.indices.filter { library.clips[$0].emotion == .neutral }.map { index in
            NeutralBaseline(
                of: StreamTranscript(of: library.samples(at: index), model: model).utterances,
                labels: model.labels)
        }
        #expect(speakers.count == 2)
        let expected = NeutralBaseline(meanOf: speakers.compactMap(\.self))
        #expect(expected != nil && NeutralBaseline(reference: library, model: model) == expected)
    }

    @Test(arguments: [SafetensorsFile.ElementType.float32, .float16, .int8])
    func theReferenceIsAllThatChangesInTheFile(type: SafetensorsFile.ElementType) throws {
        let corpus = try CorpusFolder()
        try TinyCorpus.write(to: corpus, speakers: ["1002"])
        var model = randomModel()
        model.elementType = type
        let path = corpus.path + "/m.safetensors"
        try model.write(to: path)
        var before = try SafetensorsFile(bytes: SafetensorsFile.contents(ofFile: path))
        let run = try TrainerProgram(["reference", path, "--corpus", corpus.path])
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("angry\t-"), "\(run.output)")
        let after = try SafetensorsFile(bytes: SafetensorsFile.contents(ofFile: path))
        #expect(after.metadata["neutral.reference"]?.split(separator: ",").count == 6)
        before.metadata["neutral.reference"] = after.metadata["neutral.reference"]
        // Said in a word: the whole of both files would be printed.
        let isEqual = after == before
        #expect(isEqual)
    }

    @Test func withoutNeutralSpeechTheFileStaysAsItIs() throws {
        let corpus = try CorpusFolder()
        try TinyCorpus.write(to: corpus, speakers: ["1001", "1003"])
        let path = corpus.path + "/m.safetensors"
        try randomModel().write(to: path)
        let before = try SafetensorsFile.contents(ofFile: path)
        let run = try TrainerProgram(["reference", path, "--corpus", corpus.path])
        #expect(run.status == 1 && run.errors.contains("dev speakers"), "\(run.errors)")
        let isAsBefore = try SafetensorsFile.contents(ofFile: path) == before
        #expect(isAsBefore)
    }
}
