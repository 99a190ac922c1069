internal import Crypto
public import EmotionModel
internal import SpeechFeatures

extension SpeechEmotionModel {
    /// The version of the file's metadata that is written, and the only one that is read.
    static let formatVersion = "1"
    private static let normalizerMeanName = "normalizer.mean"
    private static let normalizerDeviationName = "normalizer.inverse_deviation"
    private static let networkCountKey = "networks"
    private static let decisionPrefix = "decision."
    private static let provenancePrefix = "training."
    private static let neutralReferenceKey = "neutral.reference"

    /// Reads the model file at `path`; every error names it.
    ///
    /// A model file is untrusted: sizes, offsets, shapes and finiteness are checked before a value is used.
    public init(path: String) throws(ModelFileError) {
        do throws(ModelFileError) {
            try self.init(bytes: SafetensorsFile.contents(ofFile: path))
        } catch {
            throw error.inFile(path)
        }
    }

    /// Reads a model from a file's bytes.
    public init(bytes: [UInt8]) throws(ModelFileError) {
        let file = try SafetensorsFile(bytes: bytes)
        let version = try file.metadata("format.version")
        guard version == Self.formatVersion else {
            throw .unknownFormatVersion(found: version, known: Self.formatVersion)
        }
        let labels = try Self.labels(in: file)
        let features = try Self.features(in: file)
        let networks = try Self.networks(in: file, labelCount: labels.count, features)
        self.init(
            labels: labels, features: features,
            normalizerMean: try file.values(of: Self.normalizerMeanName, shape: [features.cepstrumCount]),
            normalizerInverseDeviation: try file.values(
                of: Self.normalizerDeviationName, shape: [features.cepstrumCount]),
            networks: networks,
            decision: try Self.decision(in: file),
            provenance: file.metadata.filter { $0.key.hasPrefix(Self.provenancePrefix) })
        neutralReference = try Self.neutralReference(in: file, labels: labels)
        let output = file.tensor(named: Self.prefix(0, of: networks.count) + "output.weight")
        elementType = output?.elementType ?? .float32
        sha256 = SHA256.hash(data: bytes).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The file: the same model always gives the same bytes.
    public var file: SafetensorsFile {
        var metadata = provenance
        metadata["format.version"] = Self.formatVersion
        metadata["labels"] = labels.joined(separator: ",")
        metadata.merge(features.metadata) { _, new in new }
        metadata[Self.networkCountKey] = "\(networks.count)"
        for field in decision.values { metadata[Self.decisionPrefix + field.name] = "\(field.value)" }
        if let neutralReference {
            metadata[Self.neutralReferenceKey] = neutralReference.logPosterior.map { value in
                "\((value * 1e4).rounded() / 1e4)"
            }.joined(separator: ",")
        }
        var tensors: [SafetensorsFile.Tensor] = []
        for (index, network) in networks.enumerated() {
            let prefix = Self.prefix(index, of: networks.count)
            for (key, value) in network.options.metadata { metadata[prefix + key] = value }
            tensors += self.tensors(of: network, prefix: prefix)
        }
        let count = features.cepstrumCount
        tensors.append(.init(name: Self.normalizerMeanName, shape: [count], values: normalizerMean))
        tensors.append(
            .init(name: Self.normalizerDeviationName, shape: [count], values: normalizerInverseDeviation))
        return SafetensorsFile(tensors: tensors, metadata: metadata)
    }

    /// A network's tensors as they are stored: bytes are matrices' alone, each with the scales of its rows.
    private func tensors(of network: EmotionNetwork, prefix: String) -> [SafetensorsFile.Tensor] {
        let network = elementType == .int8 && !network.isQuantized ? network.quantized : network
        return network.layout.tensors.flatMap { tensor in
            let name = prefix + tensor.name
            if elementType == .int8, let (values, scales) = network.bytes(of: tensor) {
                return [
                    SafetensorsFile.Tensor(
                        name: name, shape: tensor.shape, values: values, elementType: .int8),
                    SafetensorsFile.Tensor(
                        name: name + EmotionNetwork.scaleSuffix, shape: [scales.count], values: scales),
                ]
            }
            let values = Array(network.parameters[tensor.offset..<tensor.offset + tensor.count])
            // What is not in bytes is small, and as exact as it was.
            let isHalf = values.allSatisfy { Float(Float16($0)) == $0 }
            let type = elementType == .int8 ? (isHalf ? .float16 : .float32) : elementType
            return [
                SafetensorsFile.Tensor(name: name, shape: tensor.shape, values: values, elementType: type)
            ]
        }
    }

    /// Writes the model file whole or not at all.
    public func write(to path: String) throws(ModelFileError) { try file.write(to: path) }

    private static func labels(in file: SafetensorsFile) throws(ModelFileError) -> [String] {
        let text = try file.metadata("labels")
        let labels = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard (1...Posterior.capacity).contains(labels.count), Set(labels).count == labels.count,
            labels.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 64 })
        else {
            throw .malformedMetadata(key: "labels", value: text, expected: "one to eight different names")
        }
        return labels
    }

    private static func features(in file: SafetensorsFile) throws(ModelFileError) -> FeatureOptions {
        var problem = ""
        guard let features = FeatureOptions(metadata: file.metadata, problem: &problem) else {
            throw .malformedMetadata(
                key: problem, value: file.metadata[problem] ?? "",
                expected: "features that this program computes")
        }
        return features
    }

    /// What stands before the names of one network's tensors and options, as in a `torch.nn.ModuleList`.
    private static func prefix(_ index: Int, of count: Int) -> String {
        count == 1 ? "" : "members.\(index)."
    }

    private static func networks(
        in file: SafetensorsFile, labelCount: Int, _ features: FeatureOptions
    ) throws(ModelFileError) -> [EmotionNetwork] {
        let text = try file.metadata(networkCountKey)
        guard let count = Int(text), (1...mostNetworks).contains(count) else {
            throw .malformedMetadata(
                key: networkCountKey, value: text, expected: "1 to \(mostNetworks)")
        }
        var networks: [EmotionNetwork] = []
        var known: Set = [normalizerMeanName, normalizerDeviationName]
        for index in 0..<count {
            let prefix = prefix(index, of: count)
            let options = try NetworkOptions(metadata: file.metadata, prefix: prefix, labelCount: labelCount)
            guard options.inputSize == features.stepVectorSize else {
                throw .malformedMetadata(
                    key: prefix + "network.input", value: "\(options.inputSize)",
                    expected: "\(features.stepVectorSize), the size of a step")
            }
            networks.append(try network(options, prefix: prefix, in: file, &known))
        }
        if let other = file.tensors.first(where: { !known.contains($0.name) }) {
            throw .unexpectedTensor(other.name)
        }
        return networks
    }

    /// One network; the names of its tensors are added to `known`.
    private static func network(
        _ options: NetworkOptions, prefix: String, in file: SafetensorsFile, _ known: inout Set<String>
    ) throws(ModelFileError) -> EmotionNetwork {
        var network = EmotionNetwork(options: options)
        try network.load(from: file, prefix: prefix, known: &known)
        return network
    }

    /// The mean log posteriors of neutral speech, in the labels' order; a file may be without them.
    private static func neutralReference(
        in file: SafetensorsFile, labels: [String]
    ) throws(ModelFileError) -> NeutralBaseline? {
        guard let text = file.metadata[neutralReferenceKey] else { return nil }
        let values = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
        guard let reference = NeutralBaseline(labels: labels, logPosterior: values) else {
            throw .malformedMetadata(
                key: neutralReferenceKey, value: text,
                expected: "a log posterior for each label, -6.9 to 0, by commas")
        }
        return reference
    }

    private static func decision(in file: SafetensorsFile) throws(ModelFileError) -> DecisionOptions {
        var decision = DecisionOptions()
        for field in DecisionOptions.fields {
            let key = decisionPrefix + field.name
            let text = try file.metadata(key)
            guard let value = Double(text), field.range.contains(value) else {
                throw .malformedMetadata(
                    key: key, value: text, expected: "\(field.range.lowerBound) to \(field.range.upperBound)")
            }
            decision[keyPath: field.path] = value
        }
        return decision
    }
}
