public import ArgumentParser
public import EmotionTraining

extension AugmentationPart: ExpressibleByArgument {}

/// Which parts of the augmentation a command uses.
struct AugmentationChoice: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Change training clips by these parts too (by default: \(Self.defaults)).", valueName: "part"))
    var augment: [AugmentationPart] = []
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Change training clips without these parts.", valueName: "part"))
    var noAugment: [AugmentationPart] = []
    @Flag(help: "Train on the clips as they are, but for the parts that --augment names.")
    var noAugmentation = false

    private static var defaults: String {
        AugmentationPart.shipped.map(\.rawValue).sorted().joined(separator: ", ")
    }

    func validate() throws {
        if let part = augment.first(where: noAugment.contains) {
            throw ValidationError("\(part.rawValue) is named by --augment and by --no-augment")
        }
    }

    /// What is left of the default parts, and what comes to them.
    var parts: Set<AugmentationPart> {
        (noAugmentation ? [] : AugmentationPart.shipped).union(augment).subtracting(noAugment)
    }
}
