internal import EmotionModel

/// One of the networks that are trained side by side on the same clips, and its optimiser.
///
/// Members differ in their first weights, in what dropout and augmentation of the frames draw for them, and in
/// the order of the batches; an average of such networks knows unseen voices better than any one of them
/// (Lakshminarayanan et al. 2017).
struct EnsembleMember: Sendable {
    /// Keys everything that the member draws for itself.
    let seed: UInt64
    /// The network with its first weights.
    let first: EmotionNetwork
    /// Every weight as it is now, `[first.layout.count]`.
    ///
    /// Beside the network, which would be a copy after each update.
    var parameters: [Float]
    var adam: Adam
    /// Parameters that stay zero: what they would read is kept from this member.
    private let unused: [Int]

    /// Member `index` of a run, with its first weights or those of `network`.
    ///
    /// The last `options.pitchlessShare` of them never see pitch: it tells emotions apart best where the speaker's range
    /// is like that of the voices learnt from, so half of the average does without.
    init(index: Int, options: TrainingOptions, shape: NetworkOptions, network: EmotionNetwork? = nil) {
        seed = options.seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15
        var first = network ?? EmotionNetwork(options: shape)
        if network == nil { WeightInitialization.initialize(&first, seed: seed) }
        let pitchless = Int(Float(options.members) * options.pitchlessShare)
        let seesPitch = index < options.members - pitchless
        unused = seesPitch ? [] : first.parameters(reading: options.features.pitchColumns)
        parameters = first.parameters
        for position in unused { parameters[position] = 0 }
        first.parameters = parameters
        self.first = first
        adam = Adam(
            parameters: parameters, weightDecay: options.weightDecay, averaging: options.averaging)
    }

    /// One update from a batch's gradient, which is brought down to the norm `clipNorm`.
    ///
    /// Pascanu et al. 2013.
    ///
    /// - Returns: false, with nothing changed, where the gradient is not finite.
    mutating func update(gradient: inout [Float], clipNorm: Float, rate: Float) -> Bool {
        for position in unused { gradient[position] = 0 }
        var sum = 0.0
        for index in gradient.indices { sum += Double(gradient[index]) * Double(gradient[index]) }
        guard sum.isFinite else { return false }
        let norm = Float(sum.squareRoot())
        adam.update(
            &parameters, gradient: gradient, scale: norm > clipNorm ? clipNorm / norm : 1, rate: rate)
        return true
    }

    /// The averaged weights as the model file will hold them.
    func averagedNetwork(storedAs type: SafetensorsFile.ElementType) -> EmotionNetwork {
        var network = first
        network.parameters = type == .float16 ? adam.average.map { Float(Float16($0)) } : adam.average
        return network
    }
}
