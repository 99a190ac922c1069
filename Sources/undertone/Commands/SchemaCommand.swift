import ArgumentParser
import Glibc
import Publishing

/// `undertone schema`: the JSON Schema of the lines.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema (2020-12) of the lines.",
        discussion: """
            The open form accepts what later versions may add; readers should use it. The strict form accepts \
            what this version writes and nothing else.

            EXAMPLES:
              undertone schema | jq '."$defs".utterance.properties | keys'
              undertone schema --strict > strict.json
            """)

    @Flag(help: "Forbid fields, events and values that this version does not write.")
    var strict = false

    func run() throws {
        do throws(LineError) {
            let text = EventSchema.text(strict: strict) + "\n"
            try LineWriter(descriptor: STDOUT_FILENO).write(Array(text.utf8)[...])
        } catch {
            throw error.asProgramError
        }
    }
}
