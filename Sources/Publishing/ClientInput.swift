/// What a client sends: one line, and no more.
///
/// Bounded whatever comes: at most ``longestLineBytes`` are kept, and after a refusal nothing is looked at.
struct ClientInput {
    /// The longest line that is understood, in bytes.
    static let longestLineBytes = 4096

    /// What came of some bytes.
    enum Outcome: Equatable {
        /// Nothing yet.
        case nothing
        /// The client wants this from now on.
        case subscribe(Subscription)
        /// The client is told why and closed.
        case refuse(SubscriptionRefusal)
    }

    private var line: [UInt8] = []
    private var hasSubscribed = false
    private var hasRefused = false

    /// Takes bytes as they come, cut anywhere.
    mutating func take(_ bytes: some Sequence<UInt8>) -> Outcome {
        var outcome = Outcome.nothing
        for byte in bytes {
            if hasRefused { return outcome }
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                if line.count > Self.longestLineBytes { return refuse(.malformed("a line too long")) }
                continue
            }
            outcome = takeLine()
            if case .refuse = outcome { return outcome }
        }
        return outcome
    }

    private mutating func takeLine() -> Outcome {
        guard !hasSubscribed else { return refuse(.malformed("more than one line")) }
        do throws(SubscriptionRefusal) {
            let subscription = try Subscription(parsing: line)
            hasSubscribed = true
            line = []
            return .subscribe(subscription)
        } catch {
            return refuse(error)
        }
    }

    private mutating func refuse(_ refusal: SubscriptionRefusal) -> Outcome {
        hasRefused = true
        line = []
        return .refuse(refusal)
    }
}
