internal import CKernels

/// Adam with decoupled weight decay (Kingma & Ba 2015; Loshchilov & Hutter 2019) and an average of the weights.
struct Adam: Sendable {
    private let beta1: Float = 0.9
    private let beta2: Float = 0.999
    private let epsilon: Float = 1e-8
    private let weightDecay: Float
    private let averaging: Float
    /// Averages of the gradient and of its square.
    private(set) var firstMoment: [Float]
    private(set) var secondMoment: [Float]
    /// Updates made.
    private(set) var step = 0
    /// Exponential average of the weights; the weights themselves where averaging is off.
    private(set) var average: [Float]

    init(parameters: [Float], weightDecay: Float, averaging: Float) {
        self.weightDecay = weightDecay
        self.averaging = averaging
        firstMoment = Array(repeating: 0, count: parameters.count)
        secondMoment = firstMoment
        average = parameters
    }

    /// Goes on where another run left off; the arrays are `[parameters.count]`.
    mutating func restore(step: Int, firstMoment: [Float], secondMoment: [Float], average: [Float]) {
        self.step = step
        self.firstMoment = firstMoment
        self.secondMoment = secondMoment
        self.average = average
    }

    /// One update.
    ///
    /// - Parameters:
    ///   - parameters: changed.
    ///   - gradient: of the same shape.
    ///   - scale: the gradient is multiplied by this (clipping).
    ///   - rate: the learning rate.
    mutating func update(_ parameters: inout [Float], gradient: [Float], scale: Float, rate: Float) {
        step += 1
        let correction1 = 1 - power(Double(beta1), Double(step))
        let correction2 = 1 - power(Double(beta2), Double(step))
        unsafe ck_adam(
            &parameters, gradient, &firstMoment, &secondMoment, parameters.count, scale, beta1, beta2,
            rate / Float(correction1), Float(1 / correction2.squareRoot()), epsilon, rate * weightDecay)
        // Young averages follow faster, so that the first weights are soon forgotten.
        let decay = min(averaging, Float(1 + step) / Float(10 + step))
        let keep = averaging > 0 ? decay : 0
        for index in average.indices { average[index] += (1 - keep) * (parameters[index] - average[index]) }
    }
}
