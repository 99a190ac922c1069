/// The program's version, as `--version` and `hello` tell it.
enum ProgramVersion {
    static let current = "0.1.0"
}
