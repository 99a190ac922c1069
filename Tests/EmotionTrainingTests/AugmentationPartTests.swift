import Testing

@testable import EmotionTraining

@Suite struct AugmentationPartTests {
    @Test func thePartsOfTheShippedModelsAreTheDefaultStrengths() {
        let waveform = WaveformAugmentation.Options(AugmentationPart.shipped)
        #expect(waveform == WaveformAugmentation.Options())
        var logMel = LogMelAugmentation.Options()
        logMel.gainDB = .never
        #expect(LogMelAugmentation.Options(AugmentationPart.shipped) == logMel)
    }

    @Test func withoutAnyPartNothingIsChanged() {
        #expect(WaveformAugmentation.Options([]).isNone)
        #expect(LogMelAugmentation.Options([]) == .none)
    }

    @Test(arguments: [AugmentationPart.noise, .room, .microphone, .speed, .gain])
    func eachPartOfTheWaveformCanBeSwitchedOffByItself(part: AugmentationPart) {
        let rest = AugmentationPart.shipped.subtracting([part])
        #expect(WaveformAugmentation.Options(rest) != WaveformAugmentation.Options())
        #expect(!WaveformAugmentation.Options(rest).isNone)
        #expect(!WaveformAugmentation.Options([part]).isNone)
    }

    @Test func everyPartBelongsToOneGroupOfTheAblation() {
        let grouped = AblationGroup.all.flatMap(\.parts)
        #expect(grouped.count == Set(grouped).count)
        #expect(Set(grouped) == Set(AugmentationPart.allCases))
        #expect(AblationGroup.parts(without: nil) == Set(AugmentationPart.allCases))
        #expect(AblationGroup.parts(without: AblationGroup.all[2]).contains(.gain) == false)
    }
}
