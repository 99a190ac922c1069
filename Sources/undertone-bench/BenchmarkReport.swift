import Publishing

/// What was measured, where, and how much of the machine others had meanwhile.
struct BenchmarkReport {
    var figures: [Figure] = []
    private let machine = Machine()
    private let before = ProcessorTime()
    /// Share of the time that the hypervisor gave to others.
    private var stealShare = 0.0

    /// Everything has been measured.
    mutating func end() {
        stealShare = ProcessorTime().stealShare(since: before)
    }

    /// Names, values and units in columns.
    var text: String {
        let widest = figures.reduce(0) { max($0, $1.name.count) }
        var lines = [
            "\(machine.processor), \(machine.processorCount) processors, \(machine.system)",
            "\(machine.features.joined(separator: " ")); kernels: \(Machine.kernels); "
                + "steal \(rounded(100 * stealShare)) %",
            "",
        ]
        for figure in figures {
            let padding = String(repeating: " ", count: widest - figure.name.count + 2)
            lines.append(figure.name + padding + rounded(figure.value) + " " + figure.unit)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The same as one JSON object.
    var json: String {
        var json = JSONWriter()
        json.object { json in
            json.key("machine")
            json.object { json in
                json.key("processor")
                json.value(machine.processor)
                json.key("processors")
                json.value(machine.processorCount)
                json.key("system")
                json.value(machine.system)
                json.key("features")
                json.array { json in for feature in machine.features { json.value(feature) } }
                json.key("kernels")
                json.value(Machine.kernels)
                json.key("steal")
                json.value(stealShare)
            }
            json.key("figures")
            json.array { json in
                for figure in figures {
                    json.object { json in
                        json.key("name")
                        json.value(figure.name)
                        json.key("value")
                        json.value(figure.value)
                        json.key("unit")
                        json.value(figure.unit)
                    }
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }

    /// Three significant places, more before the point.
    private func rounded(_ value: Double) -> String {
        let scale: Double = value.magnitude >= 100 ? 1 : value.magnitude >= 10 ? 10 : 100
        let number = (value * scale).rounded() / scale
        return scale == 1 ? "\(Int(number))" : "\(number)"
    }
}
