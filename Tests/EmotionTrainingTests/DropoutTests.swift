import Testing

@testable import EmotionTraining

@Suite struct DropoutTests {
    private func dropped(_ dropout: Dropout, lengths: [Int], keys: [UInt64], layer: Int = 0) -> [Float] {
        let packed = PackedSequences(lengths: lengths)
        var values = [Float](repeating: 1, count: packed.rowCount * 64)
        unsafe dropout.apply(to: &values, columns: 64, packed, keys: keys, layer: layer)
        return values
    }

    @Test func theShareAndTheScaleAreRight() {
        let values = dropped(Dropout(rate: 0.3, seed: 1, epoch: 1), lengths: [200], keys: [7])
        let zeros = values.count { $0 == 0 }
        #expect(abs(Double(zeros) / Double(values.count) - 0.3) < 0.02)
        #expect(values.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
    }

    @Test func aSequencesMaskDoesNotDependOnItsNeighbours() {
        let dropout = Dropout(rate: 0.5, seed: 1, epoch: 3)
        let alone = dropped(dropout, lengths: [4], keys: [9])
        let together = dropped(dropout, lengths: [6, 4], keys: [2, 9])
        let packed = PackedSequences(lengths: [6, 4])
        for step in 0..<4 {
            let row = packed.row(step: step, sequence: 1)
            #expect(together[row * 64..<(row + 1) * 64] == alone[step * 64..<(step + 1) * 64])
        }
    }

    @Test func epochsAndLayersDiffer() {
        let first = dropped(Dropout(rate: 0.5, seed: 1, epoch: 1), lengths: [4], keys: [9])
        #expect(first != dropped(Dropout(rate: 0.5, seed: 1, epoch: 2), lengths: [4], keys: [9]))
        #expect(first != dropped(Dropout(rate: 0.5, seed: 1, epoch: 1), lengths: [4], keys: [9], layer: 1))
    }

    @Test func offMeansOff() {
        #expect(dropped(.none, lengths: [3], keys: [1]).allSatisfy { $0 == 1 })
    }
}
