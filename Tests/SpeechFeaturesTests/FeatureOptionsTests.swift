import SpeechFeatures
import Testing

@Suite struct FeatureOptionsTests {
    private static let relative: FeatureOptions = {
        var options = FeatureOptions()
        options.relativeLevel = true
        return options
    }()

    @Test(arguments: [FeatureOptions(), .reference, relative])
    func optionsComeBackFromTheirMetadata(options: FeatureOptions) {
        var problem = ""
        #expect(FeatureOptions(metadata: options.metadata, problem: &problem) == options)
        #expect(problem == "")
    }

    @Test func anyKeyThatIsMissingOrForeignIsNamed() {
        for key in FeatureOptions().metadata.keys {
            for value in [nil, "", "7 apples", "-1", "99999999999999999999"] {
                var metadata = FeatureOptions().metadata
                metadata[key] = value
                var problem = ""
                #expect(
                    FeatureOptions(metadata: metadata, problem: &problem) == nil, "\(key) = \(value ?? "nil")"
                )
                #expect(problem == key)
            }
        }
    }

    @Test func aLevelThatThisProgramDoesNotKnowIsNamed() {
        var metadata = Self.relative.metadata
        metadata["normalizer.level"] = "absolute"
        var problem = ""
        #expect(FeatureOptions(metadata: metadata, problem: &problem) == nil && problem == "normalizer.level")
    }

    @Test func framesAreCountedAsTheyFit() {
        let options = FeatureOptions()
        let expected = [0: 0, 1: 0, 399: 0, 400: 1, 401: 1, 559: 1, 560: 2, 16000: 98]
        for (samples, frames) in expected { #expect(options.frameCount(sampleCount: samples) == frames) }
        #expect(options.endSample(ofFrame: 97) == 15920)
    }
}
