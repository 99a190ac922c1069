/// A colour with an opacity.
public struct Colour: Sendable, Hashable {
    /// Red, green and blue, `0xRRGGBB`.
    public var rgb: UInt32
    /// From 0, invisible, to 1.
    public var opacity: Double

    /// A colour from its hexadecimal digits, such as `0xE69F00`.
    public init(_ rgb: UInt32, opacity: Double = 1) {
        self.rgb = rgb & 0xFF_FFFF
        self.opacity = min(max(opacity, 0), 1)
    }

    /// The same colour, as transparent as `opacity` says.
    public func opacity(_ opacity: Double) -> Colour { Colour(rgb, opacity: opacity) }

    /// The same colour moved towards white: 0 leaves it, 1 is white.
    public func lightened(_ share: Double) -> Colour {
        let mixed = [16, 8, 0].map { shift -> UInt32 in
            let part = Double(rgb >> UInt32(shift) & 0xFF)
            return UInt32((part + (255 - part) * min(max(share, 0), 1)).rounded()) << UInt32(shift)
        }
        return Colour(mixed.reduce(0, |), opacity: opacity)
    }

    /// Relative luminance, 0–1, of the opaque colour (WCAG 2.1): whether dark or light text can be read on it.
    public var luminance: Double {
        func linear(_ shift: UInt32) -> Double {
            let part = Double(rgb >> shift & 0xFF) / 255
            // The square is within 0.02 of sRGB's curve; the choice of a text colour needs no more.
            return part * part
        }
        return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
    }

    /// Black or white, whichever stands out more from this colour.
    public var contrastingText: Colour { luminance > 0.3 ? .ink : Colour(0xFFFFFF) }

    /// The colour as CSS and gnuplot write it, without its opacity: `#E69F00`.
    public var hexadecimal: String {
        let digits = String(rgb, radix: 16, uppercase: true)
        return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }
}

extension Colour {
    /// Text and the most important lines.
    public static let ink = Colour(0x262626)
    /// Axes and their numbers.
    public static let axis = Colour(0x595959)
    /// Grid lines.
    public static let grid = Colour(0xE3E3E3)
    /// Shading that must not draw the eye.
    public static let shade = Colour(0xECECEC)

    // The palette of M. Okabe and K. Ito, "Color Universal Design" (2008): told apart with every common kind
    // of colour vision. Grey is the ninth colour that R's `palette.colors("Okabe-Ito")` adds.

    /// Okabe and Ito's orange.
    public static let orange = Colour(0xE69F00)
    /// Okabe and Ito's sky blue.
    public static let skyBlue = Colour(0x56B4E9)
    /// Okabe and Ito's bluish green.
    public static let bluishGreen = Colour(0x009E73)
    /// Okabe and Ito's yellow.
    public static let yellow = Colour(0xF0E442)
    /// Okabe and Ito's blue.
    public static let blue = Colour(0x0072B2)
    /// Okabe and Ito's vermillion.
    public static let vermillion = Colour(0xD55E00)
    /// Okabe and Ito's reddish purple.
    public static let reddishPurple = Colour(0xCC79A7)
    /// The palette's neutral grey.
    public static let grey = Colour(0x999999)

    /// Colours for series without a meaning of their own, in the order to take them.
    public static let series: [Colour] = [
        .blue, .vermillion, .bluishGreen, .orange, .reddishPurple, .skyBlue, .grey,
    ]

    /// The colour of series `index`, begun anew after the last.
    public static func series(_ index: Int) -> Colour { series[index % series.count] }
}
