import EmotionModel
import EmotionRecognition

/// One step of the shipped model's networks together, and of each kind of member.
struct NetworkStepBenchmark: Benchmark {
    let name = "network-step"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        var figures = Self.time(setting.model.networks, setting.seconds).figures("network-step.model")
        for (kind, network) in MemberKind.all(of: setting.model) {
            figures += Self.time([network], setting.seconds).figures("network-step.\(kind)")
        }
        return figures
    }

    static func time(_ networks: [EmotionNetwork], _ seconds: Double) -> Durations {
        let size = networks[0].options.inputSize
        let steps = (0..<64).map { BenchmarkVoice.noise(size, seed: UInt64($0)) }
        var states = networks.map { NetworkState(options: $0.options) }
        return Stopwatch.calls(for: seconds, least: 2000) { call in
            for index in networks.indices { networks[index].step(steps[call % 64], state: &states[index]) }
        }
    }
}

/// One step of the reference network, with random weights.
struct ReferenceStepBenchmark: Benchmark {
    let name = "reference-step"

    func run(_ setting: BenchmarkSetting) -> [Figure] {
        NetworkStepBenchmark.time([.referenceWithNoise], setting.seconds).figures(name)
    }
}

/// The members of an ensemble, one of each shape.
enum MemberKind {
    static func all(of model: SpeechEmotionModel) -> [(name: String, network: EmotionNetwork)] {
        var seen: [NetworkOptions] = []
        return model.networks.compactMap { network in
            guard !seen.contains(network.options) else { return nil }
            seen.append(network.options)
            return (network.options.dilations.isEmpty ? "plain" : "convolutional", network)
        }
    }
}

extension EmotionNetwork {
    /// LSTM 256 → dense 128 → 64 → 6 on 40 MFCC, with random weights.
    static var referenceWithNoise: EmotionNetwork {
        var network = EmotionNetwork(options: .reference(inputSize: 40))
        network.parameters = BenchmarkVoice.noise(network.layout.count, seed: 5).map { 0.1 * $0 }
        return network
    }
}
