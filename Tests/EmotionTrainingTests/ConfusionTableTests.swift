import Testing

@testable import EmotionTraining

@Suite struct ConfusionTableTests {
    private func table(_ rows: [(corpus: Corpus, truth: Int, answers: [Int?])]) -> ConfusionTable {
        var table = ConfusionTable(labelCount: 3)
        for row in rows {
            for answer in row.answers { table.add(corpus: row.corpus, truth: row.truth, answer: answer) }
        }
        return table
    }

    @Test func recallIsAveragedOverTheLabelsThatAreThere() {
        let table = table([(.cremaD, 0, [0, 0, 0, 1]), (.cremaD, 1, [1, nil]), (.tess, 2, [2])])
        #expect(table.uar(.cremaD) == (0.75 + 0.5) / 2)
        #expect(table.accuracy(.cremaD) == 4.0 / 6)
        #expect(table.clips(.cremaD) == 6)
        #expect(abs(table.answered(.cremaD) - 5.0 / 6) < 1e-12)
        #expect(table.uar(.tess) == 1)
        #expect(table.meanUAR == (0.625 + 1) / 2)
    }

    @Test func noAnswerIsWrong() {
        let table = table([(.savee, 1, [nil, nil, nil])])
        #expect(table.uar(.savee) == 0 && table.accuracy(.savee) == 0 && table.answered(.savee) == 0)
        #expect(table.counts[.savee] == [[0, 0, 0, 0], [0, 0, 0, 3], [0, 0, 0, 0]])
    }

    @Test func aCorpusWithoutClipsHasNoPartInTheMean() {
        let table = table([(.cremaD, 0, [0])])
        #expect(table.uar(.ravdess) == 0 && table.clips(.ravdess) == 0 && table.answered(.ravdess) == 1)
        #expect(table.meanUAR == 1)
        #expect(ConfusionTable(labelCount: 3).meanUAR == 0)
    }

    @Test func mergingAddsTheCounts() {
        let (first, second) = ([Int?](arrayLiteral: 0, 1, nil), [Int?](arrayLiteral: 2, 0))
        var merged = table([(.cremaD, 0, first), (.tess, 1, first)])
        merged.merge(table([(.cremaD, 0, second), (.savee, 2, second)]))
        #expect(
            merged == table([(.cremaD, 0, first + second), (.tess, 1, first), (.savee, 2, second)]))
    }
}
