import TestSupport
import Testing

@Suite struct GoldenTableTests {
    /// The small tables hold their weights and inputs: what Swift makes for the large ones is what Python made.
    @Test(arguments: ["lstm", "attention"])
    func hashedNumbersArePythons(name: String) {
        let golden = GoldenNetwork(name)
        #expect(golden.input == golden.table.floats("input"))
        let scales = golden.table.names.filter { $0.hasSuffix(".scale") }
        #expect(scales.count >= 4)
        for scale in scales {
            let parameter = String(scale.dropLast(".scale".count))
            let stored = golden.table.floats(parameter)
            #expect(golden.parameter(parameter, count: stored.count) == stored)
        }
    }
}
