import SpeechFeatures
import Testing

@Suite struct CepstralTransformTests {
    /// Row n of the matrix: what each unit vector gives for coefficient n.
    private func matrix(coefficients: Int) -> [[Float]] {
        var options = FeatureOptions()
        options.cepstrumCount = coefficients
        let transform = CepstralTransform(options: options)
        var rows = [[Float]](repeating: [Float](repeating: 0, count: 64), count: coefficients)
        for band in 0..<64 {
            var unit = [Float](repeating: 0, count: 64)
            unit[band] = 1
            var cepstra = [Float](repeating: .nan, count: coefficients)
            transform.apply(to: unit, into: &cepstra)
            for (row, value) in cepstra.enumerated() { rows[row][band] = value }
        }
        return rows
    }

    @Test(arguments: [1, 13, 40, 64])
    func rowsAreOrthonormal(coefficients: Int) {
        let rows = matrix(coefficients: coefficients)
        for (i, left) in rows.enumerated() {
            for (j, right) in rows.enumerated() {
                let product = zip(left, right).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                #expect(abs(product - (i == j ? 1 : 0)) < 1e-6)
            }
        }
    }

    @Test func aConstantIsAllInTheFirstCoefficient() {
        let transform = CepstralTransform(options: FeatureOptions())
        var cepstra = [Float](repeating: .nan, count: 40)
        transform.apply(to: [Float](repeating: -2, count: 64), into: &cepstra)
        #expect(abs(cepstra[0] + 16) < 1e-5)
        #expect(cepstra[1...].allSatisfy { abs($0) < 1e-5 })
    }
}
