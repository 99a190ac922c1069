/// A group of the augmentation's parts, whose worth an ablation measures.
public struct AblationGroup: Sendable, Equatable {
    /// What it is called in tables.
    public let name: String
    /// The parts in it.
    public let parts: Set<AugmentationPart>

    /// The groups that the model card compares.
    public static let all = [
        AblationGroup(name: "noise, room, microphone", parts: [.noise, .room, .microphone]),
        AblationGroup(name: "speed, stretch", parts: [.speed, .stretch]),
        AblationGroup(name: "gain", parts: [.gain]),
        AblationGroup(name: "masks, crops", parts: [.masks, .crops]),
        AblationGroup(name: "concatenation", parts: [.concatenation]),
        AblationGroup(name: "noise-only clips", parts: [.noiseClips]),
    ]

    /// What training goes without: every part is used but those of the group.
    public static func parts(without group: AblationGroup?) -> Set<AugmentationPart> {
        Set(AugmentationPart.allCases).subtracting(group?.parts ?? [])
    }
}
