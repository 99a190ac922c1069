import TestSupport
import Testing

@testable import EmotionTraining

@Suite struct RecurrentProductTests {
    /// Sizes below, at and above whole panels and blocks; every remainder of the tile's six rows.
    @Test(arguments: [1, 7, 16, 24, 128], [1, 2, 3, 4, 5, 6, 13])
    func bothDirectionsAreTheProductsInDoublePrecision(hidden: Int, rows: Int) {
        var random = TestRandom(seed: 5)
        func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in random.signed() } }
        let w = numbers(4 * hidden * hidden)
        var product = RecurrentProduct(hiddenSize: hidden)
        for direction in [RecurrentProduct.Direction.forward, .backward] {
            let (inputs, outputs) = direction == .forward ? (hidden, 4 * hidden) : (4 * hidden, hidden)
            let (x, before) = (numbers(rows * inputs), numbers(rows * outputs))
            var y = before
            unsafe product.layOut(w, direction)
            unsafe product.add(x, to: &y, rows: rows)
            let expected = (0..<rows * outputs).map { place -> Double in
                let (row, output) = place.quotientAndRemainder(dividingBy: outputs)
                return (0..<inputs).reduce(Double(before[place])) { sum, input in
                    let weight =
                        direction == .forward ? w[output * hidden + input] : w[input * hidden + output]
                    return sum + Double(x[row * inputs + input]) * Double(weight)
                }
            }
            #expect(largestDeviation(y, from: expected) < 2e-5)
            // The same again gives the same bits.
            var again = before
            unsafe product.add(x, to: &again, rows: rows)
            #expect(again == y)
        }
    }
}
