import Testing

@testable import undertone

@Suite struct ModelLocationTests {
    @Test func anInstalledProgramLooksBesideItselfAndInShare() {
        let candidates = ModelLocation.installedCandidates(program: "/usr/local/bin/undertone")
        #expect(
            candidates == [
                "/usr/local/bin/models/undertone.safetensors", "/usr/local/bin/undertone.safetensors",
                "/usr/local/bin/../share/undertone/undertone.safetensors",
            ])
    }

    @Test func aBuiltProgramFindsTheRepositorysModel() {
        let candidates = ModelLocation.installedCandidates(
            program: "/home/u/undertone/.build/x86_64-unknown-linux-gnu/release/undertone")
        #expect(candidates.last == "/home/u/undertone/models/undertone.safetensors")
    }

    @Test func theCardLiesBesideTheModel() {
        #expect(ModelLocation.card(ofModel: "m/undertone.safetensors") == "m/undertone.md")
        #expect(ModelLocation.card(ofModel: "m/other") == "m/other.md")
    }
}
