package import Plotting

/// How colours reach the terminal.
package enum ColourDepth: Sendable, Equatable {
    /// No colour at all.
    case none
    /// The eight colours of old.
    case eight
    /// The 256 of xterm.
    case indexed
    /// Red, green and blue.
    case full
}

/// What the view is drawn with: colours that can be read on the background, and characters that the terminal has.
package struct Theme: Sendable, Equatable {
    /// What is behind the text.
    package enum Background: Sendable, Equatable {
        /// Dark.
        case dark
        /// Light.
        case light
        /// Nobody knows: colours are chosen that can be read on both.
        case unknown
    }

    /// How colours reach the terminal.
    package var depth: ColourDepth
    /// What is behind the text.
    package var background: Background
    /// Whether block characters may be used; ASCII alone where not.
    package var hasBlocks: Bool

    /// A theme with every field given.
    package init(depth: ColourDepth, background: Background = .unknown, hasBlocks: Bool = true) {
        self.depth = depth
        self.background = background
        self.hasBlocks = hasBlocks
    }

    /// The colour of an emotion as text or as a bar; nil without colours.
    package func colour(of label: String, index: Int) -> Colour? {
        depth == .none ? nil : legible(EmotionColours.colour(of: label, index: index))
    }

    /// The colour of something that must be noticed.
    var warning: Colour? { depth == .none ? nil : legible(.orange) }
    /// The colour of something that is wrong.
    var alarm: Colour? { depth == .none ? nil : legible(.vermillion) }
    /// The colour of something that is well.
    var wellbeing: Colour? { depth == .none ? nil : legible(.bluishGreen) }

    /// The colour, made lighter or darker until it can be read on the background.
    ///
    /// WCAG 2.1 asks of large text and of graphics a contrast of 3:1, which is a luminance of at least 0.14 on
    /// near-black (`#1E1E1E`), and of at most 0.3 on white.
    func legible(_ colour: Colour) -> Colour {
        var colour = colour
        if background != .light { while colour.luminance < 0.14 { colour = colour.lightened(0.05) } }
        if background != .dark { while colour.luminance > 0.3 { colour = colour.darkened(0.05) } }
        return colour
    }

    // MARK: - Characters

    /// So many eighths of a block from the left, 0 to 8.
    func leftBlock(eighths: Int) -> Unicode.Scalar {
        if !hasBlocks { return eighths >= 6 ? "#" : eighths >= 3 ? "=" : eighths >= 1 ? "-" : " " }
        return eighths <= 0 ? " " : Unicode.Scalar(UInt32(0x2590 - min(eighths, 8))) ?? " "
    }

    /// So many eighths of a block from below, 0 to 8.
    func lowerBlock(eighths: Int) -> Unicode.Scalar {
        if !hasBlocks { return eighths >= 5 ? "#" : eighths >= 1 ? "." : " " }
        return eighths <= 0 ? " " : Unicode.Scalar(UInt32(0x2580 + min(eighths, 8))) ?? " "
    }

    /// A cell of which the upper, the lower, both halves or none are filled.
    func halves(upper: Bool, lower: Bool) -> Unicode.Scalar {
        switch (upper, lower) {
        case (true, true): hasBlocks ? "█" : "#"
        case (true, false): hasBlocks ? "▀" : "'"
        case (false, true): hasBlocks ? "▄" : "."
        case (false, false): " "
        }
    }

    var dot: Unicode.Scalar { hasBlocks ? "●" : "*" }
    var silenceMark: Unicode.Scalar { hasBlocks ? "·" : "." }
    var noiseMark: Unicode.Scalar { "~" }
    var undecidedMark: Unicode.Scalar { "?" }
    var gapMark: Unicode.Scalar { "x" }
    var beginningMark: Unicode.Scalar { hasBlocks ? "│" : "|" }
    var peakMark: Unicode.Scalar { hasBlocks ? "│" : "|" }
    var separator: String { hasBlocks ? " · " : ", " }
    var dash: String { hasBlocks ? "–" : "-" }
    var border: (horizontal: Unicode.Scalar, vertical: Unicode.Scalar, corners: [Unicode.Scalar]) {
        hasBlocks ? ("─", "│", ["┌", "┐", "└", "┘"]) : ("-", "|", ["+", "+", "+", "+"])
    }
}

extension Colour {
    /// The same colour moved towards black: 0 leaves it, 1 is black.
    func darkened(_ share: Double) -> Colour {
        let mixed = [16, 8, 0].map { shift -> UInt32 in
            UInt32(Double(rgb >> UInt32(shift) & 0xFF) * (1 - min(max(share, 0), 1))) << UInt32(shift)
        }
        return Colour(mixed.reduce(0, |), opacity: opacity)
    }
}
