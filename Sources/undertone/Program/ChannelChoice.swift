/// Which channel of the input is heard.
enum ChannelChoice: Equatable, Sendable {
    /// The mean of all.
    case mix
    /// One, counted from 1.
    case number(Int)

    /// `mix`, or a number from 1.
    init?(_ text: String) {
        if text == "mix" {
            self = .mix
        } else if let number = Int(text), number >= 1 {
            self = .number(number)
        } else {
            return nil
        }
    }

    /// The number, nil for the mix, as the readers want it.
    var index: Int? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// As it was given.
    var text: String { index.map(String.init) ?? "mix" }
}
