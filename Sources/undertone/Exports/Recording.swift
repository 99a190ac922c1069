import EmotionRecognition
import Plotting
import Publishing

/// What was heard in a recording and said of it, kept to be written into files of its own at the end.
final class Recording {
    /// The file's name.
    let name: String
    /// The model's name.
    let model: String
    /// The model's labels, in the order of every posterior.
    let labels: [String]
    /// The samples, as far as a picture shows them.
    private(set) var outline: WaveformOutline
    /// One for each window.
    private(set) var estimates: [Estimate] = []
    private(set) var utterances: [Utterance] = []
    /// The recording's length; 0 before its end.
    private(set) var seconds = 0.0

    init(name: String, rateHz: Int, model: Hello.Model) {
        self.name = name
        self.model = model.name
        labels = model.labels
        outline = WaveformOutline(sampleRateHz: Double(rateHz))
    }

    /// Takes the next samples, mono.
    func hear(_ samples: ArraySlice<Float>) {
        for sample in samples { outline.append(sample) }
    }

    /// Takes the stream's next event.
    func note(_ body: Event.Body) {
        switch body {
        case .estimate(let estimate, _): estimates.append(estimate)
        case .utterance(let utterance): utterances.append(utterance)
        case .end(let end): seconds = end.seconds
        default: break
        }
    }

    /// A stretch of the recording with one word for it.
    struct Stretch: Equatable {
        var start: Double
        var end: Double
        var word: String
    }

    /// Neighbouring windows with the same word, as one stretch; windows without one are left out.
    func stretches(_ word: (Estimate) -> String?) -> [Stretch] {
        var found: [Stretch] = []
        for estimate in estimates {
            guard let word = word(estimate) else { continue }
            if let last = found.last, last.word == word, last.end == estimate.start {
                found[found.count - 1].end = estimate.end
            } else {
                found.append(Stretch(start: estimate.start, end: estimate.end, word: word))
            }
        }
        return found
    }
}

/// Passes a stream's events on and lets a ``Recording`` see them.
struct RecordingReceiver<Base: EventReceiver>: EventReceiver {
    var base: Base
    let recording: Recording

    mutating func publish(_ body: Event.Body, at t: Double) throws(LineError) {
        recording.note(body)
        try base.publish(body, at: t)
    }
}
