import ArgumentParser
import Glibc
import Publishing

/// `undertone model`: the card of the model in use.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Prints the card of the model in use.",
        discussion: """
            The card says what the model was trained on, how well it does, where it fails, and what it must not \
            be used for. It is the Markdown file beside the model file.

            EXAMPLES:
              undertone model | less
              undertone model --model models/undertone.safetensors
            """)

    @OptionGroup var modelOptions: ModelOptions

    func run() throws {
        let path = try ModelLocation.path(flag: modelOptions.model)
        let card = ModelLocation.card(ofModel: path)
        guard let text = TextFile.bytes(at: card) else {
            // SAFETY: strerror returns a terminated string of the C library's, copied at once.
            let reason = unsafe String(cString: strerror(errno))
            throw ProgramFailure(
                "cannot read the model card \(card): \(reason); keep it beside the model file")
        }
        do throws(LineError) {
            try LineWriter(descriptor: STDOUT_FILENO).write(text[...])
        } catch {
            throw error.asProgramError
        }
    }
}

/// The option that names a model.
struct ModelOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The model file, also UNDERTONE_MODEL.", valueName: "file"))
    var model: String?
}
