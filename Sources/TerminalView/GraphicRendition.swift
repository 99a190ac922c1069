internal import Plotting

/// The escape sequence that sets a style (ECMA-48, select graphic rendition).
struct GraphicRendition {
    let depth: ColourDepth

    /// The whole style, whatever was set before.
    func sequence(for style: CellStyle) -> String {
        var parameters = ["0"]
        if style.isBold { parameters.append("1") }
        if style.isFaint { parameters.append("2") }
        if style.isReversed { parameters.append("7") }
        if let colour = style.foreground { parameters += colourParameters(colour, base: 30) }
        if let colour = style.background { parameters += colourParameters(colour, base: 40) }
        return "\u{1B}[" + parameters.joined(separator: ";") + "m"
    }

    private func colourParameters(_ colour: Colour, base: Int) -> [String] {
        let (red, green, blue) = Self.parts(colour)
        switch depth {
        case .none: return []
        case .eight: return ["\(base + Self.nearestOfEight(red, green, blue))"]
        case .indexed: return ["\(base + 8)", "5", "\(Self.nearestIndex(red, green, blue))"]
        case .full: return ["\(base + 8)", "2", "\(red)", "\(green)", "\(blue)"]
        }
    }

    private static func parts(_ colour: Colour) -> (Int, Int, Int) {
        (Int(colour.rgb >> 16 & 0xFF), Int(colour.rgb >> 8 & 0xFF), Int(colour.rgb & 0xFF))
    }

    /// The nearest of xterm's colour cube and greys.
    private static func nearestIndex(_ red: Int, _ green: Int, _ blue: Int) -> Int {
        let levels = [0, 95, 135, 175, 215, 255]
        func nearest(_ value: Int) -> Int {
            levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) } ?? 0
        }
        let cube = [nearest(red), nearest(green), nearest(blue)]
        let step = min(23, max(0, ((red + green + blue) / 3 - 8 + 5) / 10))
        let grey = 8 + 10 * step
        func distance(_ r: Int, _ g: Int, _ b: Int) -> Int {
            (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue)
        }
        let isGrey = distance(grey, grey, grey) < distance(levels[cube[0]], levels[cube[1]], levels[cube[2]])
        return isGrey ? 232 + step : 16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    }

    /// The colour among eight that keeps the hue; greys become the terminal's white.
    private static func nearestOfEight(_ red: Int, _ green: Int, _ blue: Int) -> Int {
        let largest = max(red, max(green, blue))
        let smallest = min(red, min(green, blue))
        guard largest - smallest > 40 else { return largest > 64 ? 7 : 0 }
        let half = (largest + smallest) / 2
        return (red > half ? 1 : 0) + (green > half ? 2 : 0) + (blue > half ? 4 : 0)
    }
}
