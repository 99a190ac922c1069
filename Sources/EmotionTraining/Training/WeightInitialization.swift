internal import EmotionModel

/// The first weights, as PyTorch draws them: uniform within ±1/√fan-in; forget gates begin open.
enum WeightInitialization {
    /// Fills `network` from the seed.
    static func initialize(_ network: inout EmotionNetwork, seed: UInt64) {
        let hidden = network.options.hiddenSize
        // Set at once: a network forgets what it has prepared with every change.
        var parameters = network.parameters
        defer { network.parameters = parameters }
        for (index, tensor) in network.layout.tensors.enumerated() {
            var random = KeyedRandom(seed: seed, epoch: 0, clip: UInt64(index), purpose: .weights)
            let isRecurrent = tensor.name.hasPrefix("lstm.")
            let fanIn = isRecurrent ? hidden : fanIn(of: tensor, in: network.layout)
            // A rectified convolution keeps its input's variance (He et al. 2015).
            let isConvolution = tensor.name.hasPrefix("conv") && tensor.shape.count > 1
            let bound = ((isConvolution ? 6 : 1) / Float(fanIn)).squareRoot()
            if tensor.name.hasPrefix("norm") {
                let value: Float = tensor.name.hasSuffix("weight") ? 1 : 0
                for position in 0..<tensor.count { parameters[tensor.offset + position] = value }
                continue
            }
            for position in 0..<tensor.count {
                parameters[tensor.offset + position] = random.uniform(in: -bound...bound)
            }
        }
        // A forget gate that begins near one lets gradients through long utterances (Jozefowicz et al. 2015).
        for unit in hidden..<2 * hidden { parameters[network.lstm.biasIH + unit] = 1 }
    }

    /// Inputs of the layer that a weight or a bias belongs to.
    private static func fanIn(of tensor: ParameterLayout.Tensor, in layout: ParameterLayout) -> Int {
        let layer = tensor.name.split(separator: ".")[0]
        let weight = layout.tensors.first { $0.name == "\(layer).weight" }
        return weight?.shape.dropFirst().reduce(1, *) ?? 1
    }
}
