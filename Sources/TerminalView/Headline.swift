/// What is said largest: the emotion, or why there is none.
struct Headline: Equatable {
    /// The longest word that is not a label.
    static let longestWord = 7

    /// The word.
    var word: String
    /// The label's index, where the word is one.
    var emotion: Int?
    /// Its confidence in percent.
    var percent: Int?
    /// What goes with it.
    var detail: String

    /// The headline of a state.
    init(_ state: ViewState) {
        switch state.connection {
        case .connecting: self.init("waiting", "for the first line")
        case .reconnecting: self.init("waiting", "the monitor is away; connecting again")
        case .ended(let reason): self.init("ended", Self.words(ofEnd: reason))
        case .live:
            if let trouble = state.trouble, trouble.state != "silent" {
                self.init("waiting", "microphone \(trouble.state): \(trouble.detail ?? trouble.device)")
            } else if let reading = state.reading {
                self.init(reading, labels: state.labels)
                if let trouble = state.trouble { detail = trouble.detail ?? "a dead channel" }
            } else {
                self.init("waiting", "for audio")
            }
        }
    }

    private init(_ word: String, _ detail: String) {
        self.word = word
        self.detail = detail
    }

    private init(_ reading: Reading, labels: [String]) {
        if let emotion = reading.emotion, let index = labels.firstIndex(of: emotion) {
            self.init(emotion, "speech")
            self.emotion = index
            percent = Int((100 * min(1, max(0, reading.confidence ?? 0))).rounded())
            return
        }
        switch reading.state {
        case .silence: self.init("silence", "nobody speaks")
        case .noise: self.init("noise", "sound without speech")
        case .speech: self.init("speech", "undecided")
        }
    }

    private static func words(ofEnd reason: String) -> String {
        switch reason {
        case "eof": "the input is over"
        case "signal": "the monitor was stopped"
        default: "the input broke off"
        }
    }
}
