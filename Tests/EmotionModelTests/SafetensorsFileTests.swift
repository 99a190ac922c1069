import Glibc
import Testing

@testable import EmotionModel

/// A file with all four element types, a scalar, an empty tensor and metadata that needs escapes.
let sampleSafetensors = SafetensorsFile(
    tensors: [
        .init(name: "lstm.weight_ih_l0", shape: [2, 3], values: [0.5, -1, 3.25, 1e-30, -3e38, 7]),
        .init(name: "output.bias", shape: [3], values: [0.5, -65504, 0.000061], elementType: .float16),
        .init(name: "Scalar", shape: [], values: [-0.0]),
        .init(name: "q", shape: [3], values: [-128, 0, 127], elementType: .int8),
        .init(name: "brain", shape: [1, 2], values: [1.5, -3e38], elementType: .bfloat16),
        .init(name: "nothing", shape: [0, 4], values: []),
    ],
    metadata: ["format": "1", "labels": "[\"anger\", \"joy\"]", "odd": "a\\b\n\t\u{1}é😀/", "": "empty key"])

/// Bytes of a file with this header and `dataBytes` zeros, its length field right.
func safetensorsBytes(header: String, dataBytes: Int = 0) -> [UInt8] {
    let text = Array(header.utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return length + text + [UInt8](repeating: 0, count: dataBytes)
}

@Suite struct SafetensorsFileTests {
    @Test func aFileReadsBackAsWritten() throws {
        let back = try SafetensorsFile(bytes: sampleSafetensors.encoded())
        #expect(back.metadata == sampleSafetensors.metadata)
        #expect(
            back.tensors.map(\.name) == [
                "Scalar", "brain", "lstm.weight_ih_l0", "nothing", "output.bias", "q",
            ])
        for tensor in sampleSafetensors.tensors {
            let read = try #require(back.tensor(named: tensor.name))
            #expect(read.shape == tensor.shape && read.elementType == tensor.elementType)
            let rounded = tensor.values.map { value in
                switch tensor.elementType {
                case .float16: Float(Float16(value))
                case .bfloat16: Float(bitPattern: (value.bitPattern + 0x8000) & 0xFFFF_0000)
                case .float32, .int8: value
                }
            }
            #expect(read.values.map(\.bitPattern) == rounded.map(\.bitPattern))
        }
    }

    @Test func theSameContentsGiveTheSameBytes() throws {
        let reordered = SafetensorsFile(
            tensors: sampleSafetensors.tensors.reversed(),
            metadata: Dictionary(uniqueKeysWithValues: sampleSafetensors.metadata.reversed()))
        let bytes = try sampleSafetensors.encoded()
        #expect(try reordered.encoded() == bytes)
        #expect(try SafetensorsFile(bytes: bytes).encoded() == bytes)
    }

    @Test func headerIsPaddedSortedAndItsTensorsAligned() throws {
        let bytes = try sampleSafetensors.encoded()
        let headerLength = Int(bytes[0]) | Int(bytes[1]) << 8
        #expect(headerLength % 8 == 0)
        let (entries, _) = try SafetensorsFile.parseHeader(Array(bytes[8..<8 + headerLength]))
        #expect(entries.map(\.name) == entries.map(\.name).sorted { $0.precedesInBytes($1) })
        #expect(entries.allSatisfy { $0.begin % $0.elementType.byteCount == 0 })
    }

    @Test func aFileWrittenByPythonReads() throws {
        let file = try SafetensorsFile(path: goldenPath("python.safetensors"))
        #expect(file.metadata == ["format": "pt", "labels": "anger,Ärger,\"怒り\""])
        #expect(try file.values(of: "weight", shape: [2, 3]) == [0, 0.25, 0.5, 0.75, 1, 1.25])
        #expect(try file.values(of: "half", shape: [3]) == [1.5, -2, 65504])
        #expect(try file.values(of: "brain", shape: [2, 1]) == [1.5, -0.0078125])
        #expect(try file.values(of: "bytes", shape: [5]) == [-128, -1, 0, 1, 127])
        #expect(try file.values(of: "scalar", shape: []) == [42])
        #expect(file.tensors.count == 5)
    }

    @Test func ourBytesAreThoseThatPythonWasShownToRead() throws {
        // make_lstm.py reads ours.safetensors with safetensors.torch and refuses to run if a value differs.
        let expected = try SafetensorsFile.contents(ofFile: goldenPath("ours.safetensors"))
        #expect(try sampleSafetensors.encoded() == expected)
    }

    @Test func whatTheNetworkAsksForIsChecked() throws {
        #expect(throws: ModelFileError.missingTensor("gru.weight")) {
            try sampleSafetensors.values(of: "gru.weight", shape: [1])
        }
        #expect(throws: ModelFileError.wrongShape(tensor: "q", expected: [1, 3], found: [3])) {
            try sampleSafetensors.values(of: "q", shape: [1, 3])
        }
        #expect(throws: ModelFileError.missingMetadata("colour")) { try sampleSafetensors.metadata("colour") }
        #expect(try sampleSafetensors.metadata("format") == "1")
    }

    @Test(arguments: [
        (
            SafetensorsFile(tensors: [.init(name: "a", shape: [2], values: [0, .nan])]),
            ModelFileError.notFinite(tensor: "a", index: 1)
        ),
        (
            SafetensorsFile(tensors: [
                .init(name: "a", shape: [], values: [1]), .init(name: "a", shape: [], values: [1]),
            ]), .nameTaken(tensor: "a")
        ),
        (
            SafetensorsFile(tensors: [.init(name: "__metadata__", shape: [], values: [1])]),
            .nameTaken(tensor: "__metadata__")
        ),
        (
            SafetensorsFile(tensors: [.init(name: "a", shape: [1], values: [65520], elementType: .float16)]),
            .notRepresentable(tensor: "a", index: 0, elementType: "F16")
        ),
        (
            SafetensorsFile(tensors: [.init(name: "a", shape: [1], values: [0.5], elementType: .int8)]),
            .notRepresentable(tensor: "a", index: 0, elementType: "I8")
        ),
        (
            SafetensorsFile(tensors: [
                .init(name: "a", shape: [1], values: [.greatestFiniteMagnitude], elementType: .bfloat16)
            ]), .notRepresentable(tensor: "a", index: 0, elementType: "BF16")
        ),
        (
            SafetensorsFile(tensors: [
                .init(name: "a", shape: [Int](repeating: 1, count: 9), values: [1])
            ]), .tooManyDimensions(tensor: "a", count: 9, limit: 8)
        ),
    ])
    func whatCannotBeReadBackIsNotWritten(file: SafetensorsFile, expected: ModelFileError) {
        #expect(throws: expected) { try file.encoded() }
    }
}

/// The path of a golden file beside these tests.
func goldenPath(_ name: String, from source: String = #filePath) -> String {
    source[..<source.lastIndex(of: "/")!] + "/Golden/" + name
}
