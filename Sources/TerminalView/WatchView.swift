/// The view with its switches: what is live, what is frozen, how bars are scaled.
package struct WatchView: Sendable, Equatable {
    /// The state that goes on, frozen or not.
    package var live = ViewState()
    /// What stands still while it is looked at.
    private var still: ViewState?
    /// Whether bars are drawn on a logarithmic scale.
    package private(set) var isLogarithmic = false
    /// Whether the keys are explained.
    package private(set) var isHelpShown = false
    /// Whether to end.
    package private(set) var isDone = false

    /// A view that has seen nothing.
    package init() {}

    /// What is to be drawn.
    package var shown: ViewState { still ?? live }
    /// Whether it stands still.
    package var isFrozen: Bool { still != nil }
    /// Whether a picture drawn later would be another one, lines or no lines.
    package var isMoving: Bool { still == nil && live.isMoving }

    /// Takes a key.
    package mutating func press(_ key: KeyReader.Key) {
        switch key {
        case .character("q"), .character("Q"), .endOfInput: isDone = true
        case .character(" "): still = still == nil ? live : nil
        case .character("l"), .character("L"): isLogarithmic.toggle()
        case .character("?"), .character("h"): isHelpShown.toggle()
        case .escape: isHelpShown = false
        case .character, .background, .redraw: break
        }
    }
}

/// Turns the bytes of a terminal's input into keys.
///
/// Sequences of function keys and answers to queries are understood or passed over whole, so that no part of one is
/// taken for a key.
package struct KeyReader: Sendable {
    /// What was typed or answered.
    package enum Key: Sendable, Equatable {
        /// A printable character.
        case character(Character)
        /// The escape key.
        case escape
        /// Control-L.
        case redraw
        /// The terminal says how bright its background is, 0–1.
        case background(luminance: Double)
        /// Nobody types any more.
        case endOfInput
    }

    private enum State {
        case ground
        case escape
        /// ESC [ … up to a final byte.
        case control
        /// ESC ] … up to BEL or ESC \.
        case answer
    }

    /// The longest answer that is kept, in bytes.
    private static let longestAnswer = 64

    private var state = State.ground
    private var answer: [UInt8] = []

    /// A reader at the beginning of the input.
    package init() {}

    /// Takes what one read gave.
    package mutating func take(_ bytes: some Sequence<UInt8>) -> [Key] {
        var keys: [Key] = []
        for byte in bytes { if let key = take(byte) { keys.append(key) } }
        // What a terminal sends comes in one piece: an escape that nothing follows is the key.
        if case .escape = state {
            state = .ground
            keys.append(.escape)
        }
        return keys
    }

    private mutating func take(_ byte: UInt8) -> Key? {
        switch state {
        case .ground: return ground(byte)
        case .escape:
            state = byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") ? .control : .ground
            if byte == UInt8(ascii: "]") { (state, answer) = (.answer, []) }
            if byte == 0x1B { state = .escape }
            return nil
        case .control:
            if (0x40...0x7E).contains(byte) { state = .ground }
            return nil
        case .answer:
            // The backslash of ESC \ is left to the ground state, where it means nothing.
            if byte == 0x07 || byte == 0x1B {
                state = .ground
                return Self.luminance(answer).map { .background(luminance: $0) }
            }
            if answer.count < Self.longestAnswer { answer.append(byte) }
            return nil
        }
    }

    private mutating func ground(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x1B:
            state = .escape
            return nil
        case 0x0C: return .redraw
        case 0x20..<0x7F: return .character(Character(Unicode.Scalar(byte)))
        default: return nil
        }
    }

    /// The luminance in `11;rgb:RRRR/GGGG/BBBB`, with one to four digits a part.
    private static func luminance(_ answer: [UInt8]) -> Double? {
        let text = String(decoding: answer, as: UTF8.self)
        guard text.hasPrefix("11;rgb"), let colon = text.firstIndex(of: ":") else { return nil }
        let parts = text[text.index(after: colon)...].split(separator: "/").prefix(3).compactMap { part in
            Int(part, radix: 16).map { Double($0) / Double((1 << (4 * min(part.count, 8))) - 1) }
        }
        guard parts.count == 3 else { return nil }
        return 0.2126 * parts[0] * parts[0] + 0.7152 * parts[1] * parts[1] + 0.0722 * parts[2] * parts[2]
    }
}
