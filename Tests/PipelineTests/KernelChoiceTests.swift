import TestSupport
import Testing

/// The whole program with the kernels of every processor, and with those of this one.
@Suite struct KernelChoiceTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
    }

    /// Probabilities within 1e-5 are at most a unit apart in the last of four decimals, and seldom that.
    @Test func thePortableKernelsSayTheSameOfTheSample() throws {
        let wav = try folder.write(TestAudio.wav(TestAudio.speech), as: "sample.wav")
        let usual = try run("analyze", wav)
        let portable = try run("analyze", wav, environment: ["UNDERTONE_KERNELS": "baseline"])
        #expect(usual.code == 0 && portable.code == 0 && portable.errors == "")
        #expect(usual.events("utterance").count == portable.events("utterance").count)
        let pairs = zip(usual.events("estimate"), portable.events("estimate"))
        var (values, different) = (0, 0)
        for (one, other) in pairs {
            #expect(one["emotion"] == other["emotion"] && one["state"] == other["state"])
            guard case .object(let probabilities)? = one["probs"] else { continue }
            for (label, _) in probabilities {
                let first = try #require(one["probs"]?[label]?.number)
                let second = try #require(other["probs"]?[label]?.number)
                #expect(abs(first - second) < 1.5e-4, "\(label) at \(one["t"]?.number ?? -1)")
                values += 1
                different += first == second ? 0 : 1
            }
        }
        #expect(values >= 6 * 40 && different * 10 <= values, "\(different) of \(values)")
    }

    @Test func aSetThatDoesNotExistChangesNothing() throws {
        let wav = try folder.write(TestAudio.wav(TestAudio.speech(seconds: 2)), as: "short.wav")
        let odd = try run("analyze", wav, environment: ["UNDERTONE_KERNELS": "fastest"])
        let usual = try run("analyze", wav)
        #expect(odd.code == 0 && odd.errors == "")
        #expect(odd.compared("estimate", "end") == usual.compared("estimate", "end"))
    }
}
