import TestSupport
import Testing

@testable import EmotionTraining

/// AdamW as published, in double precision.
private struct ReferenceAdam {
    var parameters: [Double]
    var average: [Double]
    var first: [Double]
    var second: [Double]
    var step = 0.0

    init(_ parameters: [Float]) {
        self.parameters = parameters.map(Double.init)
        average = self.parameters
        first = Array(repeating: 0, count: parameters.count)
        second = first
    }

    mutating func update(_ gradient: [Double], rate: Double, weightDecay: Double, averaging: Double) {
        step += 1
        let (power1, power2) = (power(0.9, step), power(0.999, step))
        let keep = min(averaging, (1 + step) / (10 + step))
        for index in parameters.indices {
            first[index] = 0.9 * first[index] + 0.1 * gradient[index]
            second[index] = 0.999 * second[index] + 0.001 * gradient[index] * gradient[index]
            let direction =
                (first[index] / (1 - power1)) / ((second[index] / (1 - power2)).squareRoot() + 1e-8)
            parameters[index] -= rate * (direction + weightDecay * parameters[index])
            average[index] = keep * average[index] + (1 - keep) * parameters[index]
        }
    }
}

@Suite struct AdamTests {
    @Test(arguments: [(Float(0), Float(0.9)), (0.1, 0.998)])
    func hundredsOfStepsAgreeWithDoublePrecision(weightDecay: Float, averaging: Float) {
        var random = TestRandom(seed: 21)
        // A length that no vector width divides.
        var parameters = (0..<61).map { _ in random.signed() }
        var adam = Adam(parameters: parameters, weightDecay: weightDecay, averaging: averaging)
        var reference = ReferenceAdam(parameters)
        for step in 0..<400 {
            let gradient = parameters.map { 0.3 * $0 + random.signed() * (step % 50 == 0 ? 20 : 1) }
            let rate: Float = step < 200 ? 3e-3 : 5e-4
            let scale: Float = step % 7 == 0 ? 0.25 : 1
            adam.update(&parameters, gradient: gradient, scale: scale, rate: rate)
            reference.update(
                gradient.map { Double($0) * Double(scale) }, rate: Double(rate),
                weightDecay: Double(weightDecay), averaging: Double(averaging))
        }
        #expect(adam.step == 400)
        #expect(largestDeviation(parameters, from: reference.parameters) < 1e-5)
        #expect(largestDeviation(adam.average, from: reference.average) < 1e-5)
        #expect(largestDeviation(adam.average, from: reference.parameters) > 1e-4)
    }

    @Test func withoutAveragingTheAverageIsTheWeightsThemselves() {
        var random = TestRandom(seed: 3)
        var parameters = (0..<200).map { _ in 1e-3 * random.signed() }
        var adam = Adam(parameters: parameters, weightDecay: 0, averaging: 0)
        for _ in 0..<50 {
            let gradient = parameters.map { _ in random.signed() }
            adam.update(&parameters, gradient: gradient, scale: 1, rate: 1e-3)
            #expect(adam.average == parameters)
        }
    }
}
