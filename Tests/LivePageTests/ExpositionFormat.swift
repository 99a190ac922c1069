/// Reads Prometheus' text format and accepts nothing that its documentation does not allow.
///
/// Source: prometheus.io, "Exposition formats" and "Metric and label naming".
struct ExpositionFormat {
    struct Fault: Error {
        let line: String
        let reason: String
    }

    /// The type of each family.
    private(set) var types: [String: String] = [:]
    private var helps: Set<String> = []
    private var samples: [String: Double] = [:]

    /// The value of a sample, by its name and labels as they are written.
    subscript(sample: String) -> Double? { samples[sample] }

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Fault(line: "", reason: "the last line has no end") }
        var family = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(
                String.init)
            func check(_ isRight: Bool, _ reason: String) throws {
                if !isRight { throw Fault(line: String(line), reason: reason) }
            }
            if line.hasPrefix("# HELP ") {
                try check(words.count == 4 && !words[3].isEmpty, "no help")
                try check(helps.insert(words[2]).inserted, "a second HELP")
            } else if line.hasPrefix("# TYPE ") {
                try check(words.count == 4 && helps.contains(words[2]), "no HELP before TYPE")
                try check(["counter", "gauge", "histogram"].contains(words[3]), "an unknown type")
                try check(types[words[2]] == nil, "a second TYPE")
                try check(
                    words[2].hasSuffix("_total") == (words[3] == "counter"), "counters alone are totals")
                family = words[2]
                types[family] = words[3]
            } else {
                try check(!line.hasPrefix("#"), "an unknown comment")
                try takeSample(String(line), of: family, check)
            }
        }
        try checkHistograms()
    }

    private mutating func takeSample(
        _ line: String, of family: String, _ check: (Bool, String) throws -> Void
    ) throws {
        let expression =
            /([a-z_][a-z0-9_]*)(\{([a-z_]+="(?:[^"\\\n]|\\[\\n"])*")(,[a-z_]+="(?:[^"\\\n]|\\[\\n"])*")*\})? (\S+)/
        let match = try? expression.wholeMatch(in: line)
        try check(match != nil, "no sample")
        guard let match else { return }
        let name = String(match.1)
        let suffixes = types[family] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        try check(suffixes.contains { name == family + $0 }, "not of the family begun last")
        let words: [String: Double] = ["NaN": .nan, "+Inf": .infinity, "-Inf": -.infinity]
        let value = words[String(match.5)] ?? Double(match.5)
        try check(value != nil, "no number")
        let key = name + (match.2.map(String.init) ?? "")
        try check(samples.updateValue(value ?? 0, forKey: key) == nil, "twice the same sample")
        if types[family] == "counter" { try check((value ?? -1) >= 0, "a negative count") }
    }

    private func checkHistograms() throws {
        for (name, type) in types where type == "histogram" {
            guard let count = samples["\(name)_count"], samples["\(name)_sum"] != nil,
                samples["\(name)_bucket{le=\"+Inf\"}"] == count
            else { throw Fault(line: name, reason: "an incomplete histogram") }
        }
    }
}
