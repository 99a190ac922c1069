/// Where a path says the label and the speaker: `{label}/{speaker}_*`.
///
/// Folders are separated by `/`; `{label}` and `{speaker}` stand for as few characters as fit, one at
/// least, `*` for any number, none beyond a `/`. The extension is not part of it; letter case does not
/// matter, so `Anna` and `anna` are one speaker.
struct PathPattern: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case literal(Character)
        case label
        case speaker
        case anything
    }

    /// What a path says.
    struct Match: Hashable {
        var label = ""
        var speaker: String?
    }

    /// As written.
    let text: String
    /// The parts of each name, `[names][parts]`.
    private let parts: [[Part]]

    /// Whether it says the speaker.
    var namesSpeaker: Bool { parts.joined().contains(.speaker) }

    /// Why a text is no pattern.
    struct Problem: Error {
        let text: String
    }

    /// Takes a pattern apart.
    ///
    /// - Throws: `Problem` for one without `{label}`, with one of the names twice or unknown, with an empty
    ///   folder name or an extension.
    init(_ text: String) throws(Problem) {
        self.text = text
        var parts: [[Part]] = [[]]
        var rest = text.lowercased()[...]
        while let character = rest.popFirst() {
            switch character {
            case "/": parts.append([])
            case "*": parts[parts.count - 1].append(.anything)
            case "{":
                guard let end = rest.firstIndex(of: "}") else { throw Problem(text: "{ without }") }
                switch rest[..<end] {
                case "label": parts[parts.count - 1].append(.label)
                case "speaker": parts[parts.count - 1].append(.speaker)
                default: throw Problem(text: "{\(rest[..<end])} is neither {label} nor {speaker}")
                }
                rest = rest[rest.index(after: end)...]
            default: parts[parts.count - 1].append(.literal(character))
            }
        }
        if parts.contains([]) { throw Problem(text: "an empty folder or file name") }
        if parts.joined().count(where: { $0 == .label }) != 1 {
            throw Problem(text: "{label} must stand in it once")
        }
        if parts.joined().count(where: { $0 == .speaker }) > 1 {
            throw Problem(text: "{speaker} stands in it twice")
        }
        let lowered = text.lowercased()
        if lowered.hasSuffix(".wav") || lowered.hasSuffix(".flac") {
            throw Problem(text: "leave out the extension")
        }
        self.parts = parts
    }

    /// What a path without extension says, or nil where it does not fit.
    func match(_ path: String) -> Match? {
        let names = path.lowercased().split(separator: "/")
        guard names.count == parts.count else { return nil }
        var match = Match()
        for (name, parts) in zip(names, parts) {
            guard Self.fits(name, parts[...], &match) else { return nil }
        }
        return match
    }

    private static func fits(_ name: Substring, _ parts: ArraySlice<Part>, _ match: inout Match) -> Bool {
        guard let part = parts.first else { return name.isEmpty }
        let others = parts.dropFirst()
        if case .literal(let character) = part {
            return name.first == character && fits(name.dropFirst(), others, &match)
        }
        let least = part == .anything ? 0 : 1
        guard name.count >= least else { return false }
        for length in least...name.count where fits(name.dropFirst(length), others, &match) {
            switch part {
            case .label: match.label = String(name.prefix(length))
            case .speaker: match.speaker = String(name.prefix(length))
            case .anything, .literal: break
            }
            return true
        }
        return false
    }
}
