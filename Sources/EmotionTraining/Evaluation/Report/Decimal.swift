/// A number with so many decimals, whatever the locale: 0.567; a dash for what is no number.
public func decimal(_ value: Double, places: Int = 3) -> String {
    let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
    guard value.isFinite, abs(value) * scale < 1e15 else { return "–" }
    let digits = String(Int((abs(value) * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let isNegative = value < 0 && digits != "0"
    let point = places == 0 ? "" : "." + padded.suffix(places)
    return (isNegative ? "-" : "") + padded.dropLast(places) + point
}

/// The same; a dash for nothing.
func decimal(_ value: Double?, places: Int = 3) -> String {
    value.map { decimal($0, places: places) } ?? "–"
}

/// 1.5 as `1.5`, 2.0 as `2`.
func shortDecimal(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : decimal(value, places: 1)
}

extension Figure {
    /// `0.567 (0.540–0.593)`, or the figure alone.
    var text: String {
        guard let interval else { return decimal(value) }
        return "\(decimal(value)) (\(decimal(interval.low))–\(decimal(interval.high)))"
    }
}
