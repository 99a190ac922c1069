/// How numbers become colours in an ``ImageLayer``.
public struct ColourMap: Sendable, Hashable {
    /// Colours at equal distances, from the lowest number to the highest.
    public var stops: [Colour]

    /// A map through `stops`, of which there are at least two.
    public init(stops: [Colour]) {
        precondition(stops.count >= 2, "a colour map leads from one colour to another")
        self.stops = stops
    }

    /// The colour at `position`, 0–1, between two stops.
    public func colour(at position: Double) -> Colour {
        let place = min(max(position, 0), 1) * Double(stops.count - 1)
        let lower = min(Int(place), stops.count - 2)
        let share = place - Double(lower)
        let mixed = [16, 8, 0].map { (shift: UInt32) -> UInt32 in
            let from = Double(stops[lower].rgb >> shift & 0xFF)
            let to = Double(stops[lower + 1].rgb >> shift & 0xFF)
            return UInt32((from + share * (to - from)).rounded()) << shift
        }
        return Colour(mixed.reduce(0, |))
    }

    /// Dark to light by equal steps of lightness, for levels: matplotlib's "magma" (Smith, van der Walt 2015).
    public static let magma = ColourMap(
        stops: [
            0x000004, 0x180F3E, 0x451077, 0x721F81, 0x9F2F7F, 0xCD4071, 0xF1605D, 0xFD9567, 0xFEC98D,
            0xFCFDBF,
        ].map { Colour($0) })

    /// Blue over white to vermillion, for numbers on both sides of zero.
    public static let diverging = ColourMap(
        stops: [0x023858, 0x0072B2, 0x8FC3E0, 0xF7F7F7, 0xF0B18A, 0xD55E00, 0x7A2E00].map { Colour($0) })

    /// White to blue, for shares and counts with their numbers written on them.
    public static let blues = ColourMap(
        stops: [0xFFFFFF, 0xD6E6F4, 0xABCFE5, 0x6AADD5, 0x3787C0, 0x105BA4, 0x08306B].map { Colour($0) })
}
