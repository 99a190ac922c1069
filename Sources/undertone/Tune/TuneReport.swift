import EmotionRecognition
import SpeechFeatures

/// What `tune` found and proposes, for a person.
struct TuneReport {
    let sounds: TuneSounds
    let room: SoundMeasurement
    let voice: SoundMeasurement?
    let model: SpeechEmotionModel
    let adapted: SpeechEmotionModel
    let profile: TuningProfile

    /// The text, with a line feed at its end.
    var text: String {
        var lines = [
            row("room", "\(decimal(room.seconds)) s, noise floor \(decimal(room.noiseFloorDBFS)) dBFS")
        ]
        if let voice, let level = voice.speechLevelDBFS {
            lines.append(
                row(
                    "voice",
                    "\(decimal(voice.speechSeconds)) s of speech at \(decimal(level)) dBFS, "
                        + "\(decimal(level - room.noiseFloorDBFS)) dB above the room, peak \(decimal(voice.peak, 2))"
                ))
        }
        lines += warnings.map { row("warning", $0) }
        lines += ["", columns("", "before", "after")]
        lines += comparison.map(columns)
        return lines.joined(separator: "\n") + "\n"
    }

    /// What no profile can mend.
    private var warnings: [String] {
        var warnings: [String] = []
        let narrow = (voice ?? room).balance
        if let rate = sounds.ratesHz.last, rate < 16_000 {
            warnings.append("recorded at \(rate) Hz: \(Self.headset)")
        } else if narrow.isUpperHalfMissing {
            warnings.append("nothing above 4 kHz: \(Self.headset)")
        }
        if (voice ?? room).peak >= 0.99 {
            warnings.append("clipped; lower the microphone's level (alsamixer, or the sound settings)")
        }
        if let voice, let level = voice.speechLevelDBFS, level - room.noiseFloorDBFS < 15 {
            warnings.append("the room is loud beside the voice; a microphone closer to the mouth helps most")
        }
        if voice != nil, model.neutralReference == nil {
            warnings.append(
                "no neutral baseline: the model does not say how it hears other people's neutral voices")
        }
        return warnings
    }

    private static let headset =
        "an 8 kHz headset (Bluetooth hands-free does that); use its cable, or another microphone"

    /// The values, and what they change in these very recordings.
    private var comparison: [(String, String, String)] {
        let (before, after) = (model.decision.detector, adapted.decision.detector)
        let roomAfter = SoundMeasurement(of: sounds.room, model: adapted)
        var rows = [
            (
                "noise floor, at least", "\(decimal(before.floorLowerBoundDBFS)) dBFS",
                "\(decimal(after.floorLowerBoundDBFS)) dBFS"
            ), ("gain", "0.0 dB", "\(decimal(profile.recognition.gainDecibels)) dB"),
            (
                "the room: windows with a label", percent(room.labelledShare),
                percent(roomAfter.labelledShare)
            ),
        ]
        guard let voice, let samples = sounds.voice else { return rows }
        let voiceAfter = SoundMeasurement(of: samples, model: adapted)
        rows.append(
            ("you: windows with a label", percent(voice.labelledShare), percent(voiceAfter.labelledShare)))
        let neutral = model.labels.firstIndex(of: "neutral")
        rows.append(("you: heard as", heard(voice, neutral), heard(voiceAfter, neutral)))
        return rows
    }

    /// The most probable emotion over all utterances, and neutral beside it.
    private func heard(_ voice: SoundMeasurement, _ neutral: Int?) -> String {
        guard let mean = voice.meanPosterior else { return "nothing" }
        let best = mean.indices.max { mean[$0] < mean[$1] } ?? 0
        let text = "\(model.labels[best]) \(percent(mean[best]))"
        guard let neutral, neutral != best else { return text }
        return text + ", neutral \(percent(mean[neutral]))"
    }

    // MARK: - Columns

    private func row(_ name: String, _ text: String) -> String { pad(name, 9) + text }

    private func columns(_ name: String, _ before: String, _ after: String) -> String {
        pad(name, 33) + pad(before, 30) + after
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private func percent(_ share: Double) -> String { "\(decimal(100 * share)) %" }
}

/// A number with a decimal, or so many.
func decimal(_ value: Double, _ places: Int = 1) -> String {
    let scale = (0..<places).reduce(1.0) { product, _ in product * 10 }
    return "\((value * scale).rounded() / scale)"
}
