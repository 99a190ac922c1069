import Testing

@testable import EmotionTraining

/// How far two models agree, from outcomes made by hand.
@Suite struct ModelAgreementTests {
    private func evaluation(_ outcomes: [ClipOutcome]) -> ProgramEvaluation {
        ProgramEvaluation(labels: HandMade.labels, outcomes: outcomes)
    }

    /// `count` clips of each label; the model is wrong about `wrong` of each and shows `shown` in each.
    private func evaluation(count: Int, wrong: Int = 0, shown: [Int?] = [0]) -> ProgramEvaluation {
        evaluation(
            (0..<6).flatMap { label in
                (0..<count).map { index in
                    let clip = HandMade.clip("\(label)-\(index)", label: label)
                    return HandMade.outcome(
                        clip, answer: index < wrong ? (label + 1) % 6 : label, shown: shown)
                }
            })
    }

    @Test func aModelAgreesWithItself() {
        let one = evaluation(count: 3, wrong: 1, shown: [nil, 0, 3])
        let agreement = ModelAgreement(one, one)
        #expect(agreement.clips == 18 && agreement.equalClips == 18)
        // Windows in which neither shows a label say nothing.
        #expect(agreement.windows == 36 && agreement.equalWindows == 36 && agreement.windowShare == 1)
        #expect(agreement.loss == 0 && agreement.isWithinBounds)
        #expect(abs(agreement.uar.first - 2.0 / 3) < 1e-9)
    }

    @Test func aLabelAgainstNoneIsADifference() {
        let first = evaluation([HandMade.outcome(answer: 0, shown: [nil, 0, 0, 1, nil])])
        let second = evaluation([HandMade.outcome(answer: nil, shown: [nil, nil, 0, 2, 4])])
        let agreement = ModelAgreement(first, second)
        #expect(agreement.windows == 4 && agreement.equalWindows == 1 && agreement.windowShare == 0.25)
        #expect(agreement.clips == 1 && agreement.equalClips == 0)
        #expect(!agreement.isWithinBounds)
    }

    @Test func corporaCountAlikeHoweverManyClipsTheyHave() {
        func outcomes(_ answers: [(Corpus, Int)]) -> ProgramEvaluation {
            evaluation(answers.map { HandMade.outcome(HandMade.clip(corpus: $0, label: 0), answer: $1) })
        }
        let first = outcomes([(.cremaD, 0), (.cremaD, 0), (.cremaD, 0), (.ravdess, 0)])
        let second = outcomes([(.cremaD, 0), (.cremaD, 0), (.cremaD, 0), (.ravdess, 1)])
        let agreement = ModelAgreement(first, second)
        #expect(agreement.corpora.map(\.corpus) == [.cremaD, .ravdess].sorted())
        #expect(agreement.uar.first == 1 && agreement.uar.second == 0.5 && agreement.loss == 0.5)
        #expect(agreement.equalClips == 3)
    }

    @Test func halfAPointOfUARIsWithinBoundsAndMoreIsNot() {
        let exact = evaluation(count: 200)
        #expect(ModelAgreement(exact, evaluation(count: 200, wrong: 1)).isWithinBounds)
        #expect(!ModelAgreement(exact, evaluation(count: 200, wrong: 2)).isWithinBounds)
        // What rounding happens to gain is no loss.
        #expect(ModelAgreement(evaluation(count: 200, wrong: 2), exact).isWithinBounds)
    }

    @Test func ninetyNinePerCentOfTheWindowsIsWithinBoundsAndLessIsNot() {
        let labels = [Int?](repeating: 2, count: 100)
        var (one, two) = (labels, labels)
        one[7] = 3
        two[7] = 3
        two[60] = nil
        let exact = evaluation([HandMade.outcome(answer: 0, shown: labels)])
        #expect(ModelAgreement(exact, evaluation([HandMade.outcome(answer: 0, shown: one)])).isWithinBounds)
        #expect(!ModelAgreement(exact, evaluation([HandMade.outcome(answer: 0, shown: two)])).isWithinBounds)
    }

    @Test func withoutWindowsThereIsNothingToDisagreeAbout() {
        let nothing = evaluation([HandMade.outcome(answer: nil, shown: [nil, nil])])
        #expect(ModelAgreement(nothing, nothing).windowShare == 1)
    }
}
