internal import EmotionModel

/// One of the networks that are trained side by side on the same clips, and its optimiser.
///
/// Members differ in their first weights, in what dropout and augmentation of the frames draw for them, and in
/// the order of the batches; an average of such networks knows unseen voices better than any one of them
/// (Lakshminarayanan et al. 2017).
struct EnsembleMember: Sendable {
    /// Keys everything that the member draws for itself.
    let seed: UInt64
    var network: EmotionNetwork
    var adam: Adam

    /// Member `index` of a run, with its first weights.
    init(index: Int, options: TrainingOptions, shape: NetworkOptions) {
        seed = options.seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15
        network = EmotionNetwork(options: shape)
        WeightInitialization.initialize(&network, seed: seed)
        adam = Adam(
            parameters: network.parameters, weightDecay: options.weightDecay, averaging: options.averaging)
    }

    /// One update from a batch's gradient.
    mutating func update(gradient: [Float], clipNorm: Float, rate: Float) {
        adam.update(
            &network.parameters, gradient: gradient, scale: Self.clipScale(gradient, norm: clipNorm),
            rate: rate)
    }

    /// What brings the gradient's norm down to the largest allowed (Pascanu et al. 2013).
    private static func clipScale(_ gradient: [Float], norm largest: Float) -> Float {
        var sum = 0.0
        for index in gradient.indices { sum += Double(gradient[index]) * Double(gradient[index]) }
        let norm = Float(sum.squareRoot())
        return norm > largest ? largest / norm : 1
    }

    /// The averaged weights as the model file will hold them.
    func averagedNetwork(storedAs type: SafetensorsFile.ElementType) -> EmotionNetwork {
        var network = network
        network.parameters = type == .float16 ? adam.average.map { Float(Float16($0)) } : adam.average
        return network
    }
}
