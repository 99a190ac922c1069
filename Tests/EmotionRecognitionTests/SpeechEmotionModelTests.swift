import EmotionModel
import EmotionRecognition
import SpeechFeatures
import TestSupport
import Testing

@Suite struct SpeechEmotionModelTests {
    private func model() -> SpeechEmotionModel {
        var decision = DecisionOptions()
        decision.temperature = 1.375
        decision.detector.floorSeconds = 3.25
        decision.longestUtteranceSeconds = 12
        var model = randomModel(seed: 8, decision: decision)
        model.provenance = ["training.seed": "7", "training.split": "standard"]
        return model
    }

    /// The file of `model()` after a change, read back.
    private func read(_ change: (inout SafetensorsFile) -> Void) throws -> SpeechEmotionModel {
        var file = model().file
        change(&file)
        return try SpeechEmotionModel(bytes: file.encoded())
    }

    @Test func everythingComesBack() throws {
        let model = model()
        let read = try read { _ in }
        #expect(read.labels == model.labels && read.features == model.features)
        #expect(read.normalizerMean == model.normalizerMean)
        #expect(read.normalizerInverseDeviation == model.normalizerInverseDeviation)
        #expect(read.networks.map(\.options) == model.networks.map(\.options))
        #expect(read.networks.map(\.parameters) == model.networks.map(\.parameters))
        #expect(read.decision == model.decision && read.provenance == model.provenance)
        #expect(try read.file.encoded() == model.file.encoded())
        #expect(read.sha256.count == 64 && model.sha256.isEmpty)
        #expect(read.sha256.allSatisfy { "0123456789abcdef".contains($0) })
    }

    @Test func bothNetworksComeBack() throws {
        for features in [FeatureOptions(), .reference] {
            let options =
                features == .reference
                ? NetworkOptions.reference(inputSize: features.stepVectorSize)
                : .convolutional(inputSize: features.stepVectorSize)
            let model = randomModel(features: features, options: options)
            let bytes = try model.file.encoded()
            let read = try SpeechEmotionModel(bytes: bytes)
            #expect(read.features == features && read.networks[0].options == options)
            #expect(try read.file.encoded() == bytes)
            #expect(bytes.count <= 2_000_000)
        }
    }

    @Test func severalNetworksComeBackInHalfPrecision() throws {
        let features = FeatureOptions()
        let size = features.stepVectorSize
        let shapes = [NetworkOptions.convolutional(inputSize: size), .plain(inputSize: size)].map { shape in
            var shape = shape
            shape.hasNoiseOutput = true
            return shape
        }
        var model = randomModel(seed: 2, features: features, options: shapes[0], networks: 2)
        let others = randomModel(seed: 3, features: features, options: shapes[1], networks: 2)
        model.networks += others.networks
        model.elementType = .float16
        let bytes = try model.file.encoded()
        #expect(bytes.count <= 2_000_000)
        let read = try SpeechEmotionModel(bytes: bytes)
        #expect(read.networks.map(\.options) == [shapes[0], shapes[0], shapes[1], shapes[1]])
        #expect(read.elementType == .float16)
        #expect(Set(read.networks.map(\.parameters)).count == 4)
        for (network, original) in zip(read.networks, model.networks) {
            #expect(network.parameters == original.parameters.map { Float(Float16($0)) })
        }
        #expect(try read.file.encoded() == bytes)
        #expect(throws: ModelFileError.missingMetadata("members.4.network.input")) {
            var file = read.file
            file.metadata["networks"] = "5"
            _ = try SpeechEmotionModel(bytes: file.encoded())
        }
    }

    @Test func everyFieldMustBeThere() throws {
        let file = model().file
        for key in file.metadata.keys where !key.hasPrefix("training.") {
            // Features are checked as a whole: a value that is absent is one that this program does not compute.
            let isFeature = key.hasPrefix("features.") || key.hasPrefix("normalizer.")
            let expected: ModelFileError =
                isFeature
                ? .malformedMetadata(key: key, value: "", expected: "features that this program computes")
                : .missingMetadata(key)
            #expect(throws: expected) { try read { $0.metadata[key] = nil } }
        }
        for tensor in file.tensors {
            #expect(throws: ModelFileError.missingTensor(tensor.name)) {
                try read { $0.tensors.removeAll { $0.name == tensor.name } }
            }
        }
    }

    @Test func everyTensorMustHaveItsShape() throws {
        for tensor in model().file.tensors {
            let wrong = tensor.shape + [1]
            #expect(
                throws: ModelFileError.wrongShape(tensor: tensor.name, expected: tensor.shape, found: wrong)
            ) {
                try read { file in
                    file.tensors.removeAll { $0.name == tensor.name }
                    file.tensors.append(.init(name: tensor.name, shape: wrong, values: tensor.values))
                }
            }
        }
        #expect(throws: ModelFileError.unexpectedTensor("lstm.weight_ih_l1")) {
            try read { $0.tensors.append(.init(name: "lstm.weight_ih_l1", shape: [1], values: [0])) }
        }
    }

    @Test func howNeutralVoicesAreHeardComesBack() throws {
        var model = model()
        let values = [-4.16, -3.2825, -3, -0.5, -0.1, -6.9]
        model.neutralReference = NeutralBaseline(labels: model.labels, logPosterior: values)
        let file = model.file
        #expect(file.metadata["neutral.reference"] == "-4.16,-3.2825,-3.0,-0.5,-0.1,-6.9")
        #expect(file.tensors == self.model().file.tensors)
        let read = try SpeechEmotionModel(bytes: file.encoded())
        #expect(read.neutralReference == model.neutralReference && read.file == file)
        #expect(try self.read { _ in }.neutralReference == nil)
    }

    @Test(arguments: [
        "", "-1", "-1,-1,-1,-1,-1,-1,-1", "-1,-1,-1,-1,-1,0.1", "-1,-1,-1,-1,-1,-8", "-1,-1,-1,-1,-1,nan",
        "-1,-1,-1,-1,-1,x", "-1,-1,-1,-1,-1,", "-inf,-1,-1,-1,-1,-1",
    ])
    func aReferenceThatCannotBeIsRefused(text: String) {
        let expected = ModelFileError.malformedMetadata(
            key: "neutral.reference", value: text,
            expected: "a log posterior for each label, -6.9 to 0, by commas")
        #expect(throws: expected) { try read { $0.metadata["neutral.reference"] = text } }
    }

    @Test(arguments: ["2", "", "1.0", "one"])
    func anotherFormatVersionIsRefused(version: String) {
        #expect(throws: ModelFileError.unknownFormatVersion(found: version, known: "1")) {
            try read { $0.metadata["format.version"] = version }
        }
    }

    @Test(arguments: [
        ("temperature", "0"), ("temperature", "nan"), ("temperature", "warm"), ("smoothing_s", "-1"),
        ("switch_margin", "1.5"), ("longest_utterance_s", "inf"), ("floor_s", "0"), ("replay_s", "2.5"),
        ("onset_probability", "0"), ("level_gate_dbfs", "3"), ("hangover_s", ""),
    ])
    func aDecisionValueOutOfRangeIsRefused(name: String, value: String) {
        let error = #expect(throws: ModelFileError.self) {
            try read { $0.metadata["decision.\(name)"] = value }
        }
        guard case .malformedMetadata(let key, let found, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(key == "decision.\(name)" && found == value)
    }

    @Test(arguments: [
        ("features.mel", "slaney 64 20.0-8000.0"), ("features.cepstra", "65"), ("features.cepstra", "x"),
        ("features.deltas", "1"), ("features.stack", "0"), ("features.window", "hamming 400/160/512"),
        ("features.sample_rate_hz", "8000"), ("normalizer.prior_frames", "0"),
        ("normalizer.kind", "whole-utterance"), ("normalizer.keeps", "the mean"),
    ])
    func featuresThatThisProgramDoesNotComputeAreRefused(key: String, value: String) {
        let expected = ModelFileError.malformedMetadata(
            key: key, value: value, expected: "features that this program computes")
        #expect(throws: expected) { try read { $0.metadata[key] = value } }
    }

    @Test(arguments: ["", "sad,sad", "a,,b", "1,2,3,4,5,6,7,8,9", String(repeating: "x", count: 65)])
    func labelsThatCannotBeShownAreRefused(labels: String) {
        let expected = ModelFileError.malformedMetadata(
            key: "labels", value: labels, expected: "one to eight different names")
        #expect(throws: expected) { try read { $0.metadata["labels"] = labels } }
    }

    @Test func aNetworkThatDoesNotFitItsFeaturesOrLabelsIsRefused() {
        #expect(
            throws: ModelFileError.malformedMetadata(
                key: "network.input", value: "321", expected: "336, the size of a step")
        ) { try read { $0.metadata["network.input"] = "321" } }
        #expect(
            throws: ModelFileError.wrongShape(tensor: "output.weight", expected: [2, 16], found: [6, 16])
        ) { try read { $0.metadata["labels"] = "angry,sad" } }
        #expect(
            throws: ModelFileError.malformedMetadata(
                key: "network.hidden", value: "1000000", expected: "1 to 4096")
        ) { try read { $0.metadata["network.hidden"] = "1000000" } }
    }

    @Test func aWeightThatIsNoNumberIsRefused() throws {
        // Written by hand: the writer refuses it too.
        var bad = model()
        bad.networks[0].parameters[5] = .nan
        #expect(throws: ModelFileError.self) { try bad.file.encoded() }
        let bytes = try model().file.encoded()
        for pattern in [Float.nan, .infinity, -.infinity].map(\.bitPattern) {
            var bytes = bytes
            let last = bytes.count - 4
            for index in 0..<4 { bytes[last + index] = UInt8(truncatingIfNeeded: pattern >> (8 * index)) }
            let error = #expect(throws: ModelFileError.self) { try SpeechEmotionModel(bytes: bytes) }
            guard case .notFinite = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func errorsNameTheFile() {
        #expect(
            throws: ModelFileError.inFile(
                path: "/nowhere/m.safetensors", .system(operation: "open", errno: 2))
        ) { try SpeechEmotionModel(path: "/nowhere/m.safetensors") }
    }
}
