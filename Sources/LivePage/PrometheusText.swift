/// Writes metrics in Prometheus' text exposition format, version 0.0.4.
///
/// Source: prometheus.io, "Exposition formats". Every family has its HELP and TYPE before its samples.
struct PrometheusText {
    /// The kinds of metric that are used here.
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    /// The content type of the format.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Writes a family of one sample.
    mutating func write(_ kind: Kind, _ name: String, _ help: String, _ value: Double) {
        begin(kind, name, help)
        sample(name, [], value)
    }

    /// Writes a family with one sample for each value of a label, in their order.
    mutating func write(
        _ kind: Kind, _ name: String, _ help: String, by label: String, _ values: [(String, Double)]
    ) {
        begin(kind, name, help)
        for (text, value) in values { sample(name, [(label, text)], value) }
    }

    /// Begins a family.
    mutating func begin(_ kind: Kind, _ name: String, _ help: String) {
        text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// Writes one sample of the family begun last.
    mutating func sample(_ name: String, _ labels: [(name: String, value: String)], _ value: Double) {
        let inside = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quotes: true))\"" }
        text +=
            name + (inside.isEmpty ? "" : "{\(inside.joined(separator: ","))}") + " \(Self.number(value))\n"
    }

    /// Go's `ParseFloat` reads it: Swift's shortest form, and the three words for what is no number.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
