import EmotionModel
import EmotionRecognition
import SpeechFeatures
import TestSupport
import Testing

/// Models whose matrices are bytes with a scale per row.
@Suite struct QuantizedModelTests {
    private static func model() -> SpeechEmotionModel {
        let size = FeatureOptions().stepVectorSize
        var model = randomModel(seed: 4, options: .convolutional(inputSize: size))
        model.networks += randomModel(seed: 5, options: .plain(inputSize: size)).networks
        model.elementType = .int8
        return model
    }

    /// Writes the model's file after `change`, and reads it.
    private func read(_ change: (inout SafetensorsFile) -> Void = { _ in }) throws -> SpeechEmotionModel {
        var file = Self.model().file
        change(&file)
        return try SpeechEmotionModel(bytes: file.encoded())
    }

    private func replace(
        _ name: String, in file: inout SafetensorsFile,
        _ change: (SafetensorsFile.Tensor) -> SafetensorsFile.Tensor
    ) {
        guard let index = file.tensors.firstIndex(where: { $0.name == name }) else { return }
        file.tensors[index] = change(file.tensors[index])
    }

    @Test func bytesComeBackAsTheyWereWritten() throws {
        let bytes = try Self.model().file.encoded()
        let read = try SpeechEmotionModel(bytes: bytes)
        #expect(read.elementType == .int8)
        #expect(read.networks.filter(\.isQuantized).count == 2)
        #expect(try read.file.encoded() == bytes)
        #expect(read.networks.map(\.parameters) == Self.model().networks.map(\.quantized.parameters))
    }

    @Test func theFileIsAboutAQuarterOfSinglePrecision() throws {
        let model = Self.model()
        let single = 4 * model.networks.reduce(0) { $0 + $1.layout.count }
        #expect(try model.file.encoded().count < single * 3 / 10)
    }

    @Test func everyWeightIsWithinHalfAStepOfItsRow() {
        for network in Self.model().networks {
            let quantized = network.quantized
            for tensor in network.layout.tensors where tensor.isMatrix {
                let width = tensor.count / tensor.rowCount
                for row in 0..<tensor.rowCount {
                    let start = tensor.offset + row * width
                    let largest = network.parameters[start..<start + width].reduce(0) { max($0, abs($1)) }
                    let within = (start..<start + width).allSatisfy {
                        abs(quantized.parameters[$0] - network.parameters[$0]) <= 0.501 * largest / 127
                    }
                    #expect(within, "\(tensor.name) row \(row)")
                }
            }
        }
    }

    @Test func aQuantizedNetworkSaysNearlyTheSame() throws {
        var plain = Self.model()
        plain.elementType = .float32
        let voice = Signals.voice(4, voiced: [0.3..<3.5])
        let (a, b) = (Heard(voice, model: plain).utterances, Heard(voice, model: try read()).utterances)
        #expect(a.count == b.count && !a.isEmpty)
        for (one, other) in zip(a, b) {
            for label in 0..<6 { #expect(abs(one.posterior[label] - other.posterior[label]) < 0.05) }
        }
    }

    @Test func scalesThatAreNoScalesAreRefused() {
        let name = "members.0.lstm.weight_hh_l0"
        for bad: Float in [-1, 3e38, .leastNonzeroMagnitude] {
            #expect(throws: ModelFileError.malformedScale(tensor: name, row: 3)) {
                try read { file in
                    replace(name + ".scale", in: &file) { tensor in
                        var values = tensor.values
                        values[3] = bad
                        return .init(name: tensor.name, shape: tensor.shape, values: values)
                    }
                }
            }
        }
        #expect(throws: ModelFileError.missingTensor(name + ".scale")) {
            try read { $0.tensors.removeAll { $0.name == name + ".scale" } }
        }
        #expect(throws: ModelFileError.wrongShape(tensor: name + ".scale", expected: [512], found: [511])) {
            try read { file in
                replace(name + ".scale", in: &file) {
                    .init(name: $0.name, shape: [511], values: Array($0.values.dropLast()))
                }
            }
        }
    }

    @Test func bytesOutOfRangeAndBytesWithoutRowsAreRefused() {
        let name = "members.1.output.weight"
        #expect(throws: ModelFileError.notRepresentable(tensor: name, index: 2, elementType: "I8 of ±127")) {
            try read { file in
                replace(name, in: &file) { tensor in
                    var values = tensor.values
                    values[2] = -128
                    return .init(name: name, shape: tensor.shape, values: values, elementType: .int8)
                }
            }
        }
        let bias = "members.1.output.bias"
        #expect(throws: ModelFileError.bytesWithoutRows(tensor: bias)) {
            try read { file in
                replace(bias, in: &file) {
                    .init(name: bias, shape: $0.shape, values: $0.values.map { _ in 1 }, elementType: .int8)
                }
            }
        }
        #expect(throws: ModelFileError.unexpectedTensor("members.0.lstm.bias_ih_l0.scale")) {
            try read { file in
                file.tensors.append(.init(name: "members.0.lstm.bias_ih_l0.scale", shape: [1], values: [1]))
            }
        }
    }
}
