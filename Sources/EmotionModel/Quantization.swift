extension ParameterLayout.Tensor {
    /// Whether the tensor is a matrix that a step multiplies by, and so may be kept in bytes.
    public var isMatrix: Bool { shape.count > 1 && shape[0] > 1 }
    /// Rows of the matrix: values out.
    public var rowCount: Int { shape[0] }
}

extension EmotionNetwork {
    /// The largest whole number that a weight becomes.
    static let largestByte: Float = 127

    /// Whether the weights of the matrices are bytes with a scale per row.
    public var isQuantized: Bool { !rowScales.isEmpty }

    /// The network with the weights of every matrix rounded to bytes with a scale per row.
    ///
    /// w = scale·q with q whole in ±127 and scale = largest |w| of the row / 127. Biases, normalisation and state
    /// stay floating point. ``parameters`` of the result are the rounded weights.
    public var quantized: EmotionNetwork {
        var network = EmotionNetwork(options: options)
        var values = parameters
        var rowScales: [String: [Float]] = [:]
        for tensor in layout.tensors where tensor.isMatrix {
            let width = tensor.count / tensor.rowCount
            rowScales[tensor.name] = (0..<tensor.rowCount).map { row in
                let range = tensor.offset + row * width..<tensor.offset + (row + 1) * width
                let scale = values[range].reduce(0) { max($0, abs($1)) } / Self.largestByte
                guard scale > .leastNormalMagnitude else {
                    for index in range { values[index] = 0 }
                    return 0
                }
                for index in range { values[index] = (values[index] / scale).rounded() * scale }
                return scale
            }
        }
        network.parameters = values
        network.rowScales = rowScales
        return network
    }

    /// A quantised tensor as it is stored: whole numbers `[rows][…]` and the scale of each row, `[rows]`.
    ///
    /// - Returns: nil for a tensor that is not quantised.
    public func bytes(of tensor: ParameterLayout.Tensor) -> (values: [Float], scales: [Float])? {
        guard let scales = rowScales[tensor.name] else { return nil }
        let width = tensor.count / tensor.rowCount
        let values = (0..<tensor.count).map { index in
            let scale = scales[index / width]
            return scale > 0 ? (parameters[tensor.offset + index] / scale).rounded() : 0
        }
        return (values, scales)
    }

    /// Takes the values of tensors as a file has them.
    ///
    /// - Parameters:
    ///   - prefix: what stands before the tensors' names.
    ///   - known: receives the name of every tensor that was taken.
    /// - Throws: `ModelFileError` for a tensor that is absent, of another shape, or whose scales make no sense.
    public mutating func load(
        from file: SafetensorsFile, prefix: String, known: inout Set<String>
    ) throws(ModelFileError) {
        var values = parameters
        var rowScales: [String: [Float]] = [:]
        for tensor in layout.tensors {
            let name = prefix + tensor.name
            var stored = try file.values(of: name, shape: tensor.shape)
            known.insert(name)
            if file.tensor(named: name)?.elementType == .int8 {
                guard tensor.isMatrix else { throw .bytesWithoutRows(tensor: name) }
                let scales = try file.values(of: name + Self.scaleSuffix, shape: [tensor.rowCount])
                known.insert(name + Self.scaleSuffix)
                try Self.apply(scales, to: &stored, of: name)
                rowScales[tensor.name] = scales
            }
            values.replaceSubrange(tensor.offset..<tensor.offset + tensor.count, with: stored)
        }
        parameters = values
        self.rowScales = rowScales
    }

    /// What a tensor of scales is called, behind the name of the tensor that they belong to.
    public static let scaleSuffix = ".scale"

    /// Multiplies each row by its scale.
    private static func apply(
        _ scales: [Float], to values: inout [Float], of tensor: String
    ) throws(ModelFileError) {
        let width = values.count / scales.count
        for (row, scale) in scales.enumerated() {
            guard scale >= 0, (scale * largestByte).isFinite, scale == 0 || scale.isNormal else {
                throw .malformedScale(tensor: tensor, row: row)
            }
            for index in row * width..<(row + 1) * width {
                guard abs(values[index]) <= largestByte else {
                    throw .notRepresentable(tensor: tensor, index: index, elementType: "I8 of ±127")
                }
                values[index] *= scale
            }
        }
    }
}
