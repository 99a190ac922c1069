/// Multinomial logistic regression with a quadratic penalty, as `sklearn.linear_model.LogisticRegression`
/// defines it: minimises ½‖W‖² / C + Σ −ln p(truth), the intercepts free.
struct LogisticRegression: Sendable {
    let featureCount: Int
    let labelCount: Int
    /// `[labelCount][featureCount + 1]`, the intercept last.
    private var weights: [Double]

    /// Fits by L-BFGS; the same data always give the same weights.
    ///
    /// - Parameters:
    ///   - features: `[examples][featureCount]`, of about unit variance.
    ///   - truths: `[examples]`.
    ///   - labelCount: Number of labels.
    ///   - c: Inverse strength of the penalty.
    init(features: [[Double]], truths: [Int], labelCount: Int, c: Double = 1) {
        precondition(features.count == truths.count && !features.isEmpty)
        self.labelCount = labelCount
        featureCount = features[0].count
        let zero = [Double](repeating: 0, count: labelCount * (featureCount + 1))
        weights = zero
        let shape = (labels: labelCount, features: featureCount)
        weights = QuasiNewton.minimize(from: zero) { point, gradient in
            Self.loss(at: point, features, truths, penalty: 1 / c, shape, gradient: &gradient)
        }
    }

    /// A probability for each label.
    func probabilities(of features: [Double]) -> [Double] {
        Self.softmax(Self.scores(features, weights, (labelCount, featureCount)))
    }

    private static func loss(
        at point: [Double], _ features: [[Double]], _ truths: [Int], penalty: Double,
        _ shape: (labels: Int, features: Int), gradient: inout [Double]
    ) -> Double {
        let width = shape.features + 1
        for index in gradient.indices { gradient[index] = 0 }
        var loss = 0.0
        for (row, truth) in zip(features, truths) {
            let probabilities = softmax(scores(row, point, shape))
            loss -= logarithm(max(probabilities[truth], 1e-300))
            for label in 0..<shape.labels {
                let error = probabilities[label] - (label == truth ? 1 : 0)
                for index in 0..<shape.features { gradient[label * width + index] += error * row[index] }
                gradient[label * width + shape.features] += error
            }
        }
        for label in 0..<shape.labels {
            for index in label * width..<label * width + shape.features {
                loss += 0.5 * penalty * point[index] * point[index]
                gradient[index] += penalty * point[index]
            }
        }
        // Per example, so that the stopping rule does not depend on their number.
        let scale = 1 / Double(truths.count)
        for index in gradient.indices { gradient[index] *= scale }
        return loss * scale
    }

    private static func scores(
        _ row: [Double], _ weights: [Double], _ shape: (labels: Int, features: Int)
    ) -> [Double] {
        (0..<shape.labels).map { label in
            let start = label * (shape.features + 1)
            var sum = weights[start + shape.features]
            for index in 0..<shape.features { sum += weights[start + index] * row[index] }
            return sum
        }
    }

    private static func softmax(_ scores: [Double]) -> [Double] {
        let largest = scores.max() ?? 0
        let powers = scores.map { exponential($0 - largest) }
        let total = powers.reduce(0, +)
        return powers.map { $0 / total }
    }
}

/// Limited-memory BFGS for smooth convex functions (Nocedal and Wright, algorithm 7.5).
enum QuasiNewton {
    /// Pairs of steps and changes of gradient that are kept.
    private static let memory = 10

    /// The point of least `value`.
    ///
    /// - Parameters:
    ///   - start: Where to begin.
    ///   - iterations: Steps, at most.
    ///   - tolerance: Ends when no component of the gradient is larger.
    ///   - value: The function; writes its gradient.
    static func minimize(
        from start: [Double], iterations: Int = 500, tolerance: Double = 1e-7,
        _ value: (_ point: [Double], _ gradient: inout [Double]) -> Double
    ) -> [Double] {
        var point = start
        var gradient = start
        var current = value(point, &gradient)
        var pairs: [(step: [Double], change: [Double])] = []
        for _ in 0..<iterations {
            guard gradient.contains(where: { abs($0) > tolerance }) else { break }
            let direction = direction(gradient, pairs)
            let slope = dot(direction, gradient)
            var length = pairs.isEmpty ? 1 / max(1, dot(gradient, gradient).squareRoot()) : 1
            var (next, nextGradient, nextValue) = (point, gradient, current)
            while true {
                for index in next.indices { next[index] = point[index] + length * direction[index] }
                nextValue = value(next, &nextGradient)
                // Armijo's rule; a step too small to matter ends the search.
                if nextValue <= current + 1e-4 * length * slope { break }
                length *= 0.5
                if length < 1e-12 { return point }
            }
            let step = zip(next, point).map { $0 - $1 }
            let change = zip(nextGradient, gradient).map { $0 - $1 }
            if dot(step, change) > 1e-14 { pairs.append((step, change)) }
            if pairs.count > memory { pairs.removeFirst() }
            (point, gradient, current) = (next, nextGradient, nextValue)
        }
        return point
    }

    /// −H·gradient, H the inverse Hessian that the pairs suggest.
    private static func direction(
        _ gradient: [Double], _ pairs: [(step: [Double], change: [Double])]
    ) -> [Double] {
        var direction = gradient.map { -$0 }
        var factors: [Double] = []
        for (step, change) in pairs.reversed() {
            let factor = dot(step, direction) / dot(step, change)
            factors.append(factor)
            for index in direction.indices { direction[index] -= factor * change[index] }
        }
        if let (step, change) = pairs.last {
            let scale = dot(step, change) / dot(change, change)
            for index in direction.indices { direction[index] *= scale }
        }
        for ((step, change), factor) in zip(pairs, factors.reversed()) {
            let correction = factor - dot(change, direction) / dot(step, change)
            for index in direction.indices { direction[index] += correction * step[index] }
        }
        return direction
    }

    private static func dot(_ left: [Double], _ right: [Double]) -> Double {
        var sum = 0.0
        for index in left.indices { sum += left[index] * right[index] }
        return sum
    }
}
