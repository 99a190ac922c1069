/// One line of the doctor's.
struct Finding: Equatable {
    /// How a check came out.
    enum Result: String {
        case pass
        case warn
        case fail
    }

    /// What was checked.
    var check: String
    /// How it came out.
    var result: Result
    /// What was found.
    var detail: String
    /// What to do; nil where nothing is to be done.
    var remedy: String?

    static func pass(_ check: String, _ detail: String) -> Finding {
        Finding(check: check, result: .pass, detail: detail, remedy: nil)
    }

    static func warn(_ check: String, _ detail: String, _ remedy: String) -> Finding {
        Finding(check: check, result: .warn, detail: detail, remedy: remedy)
    }

    static func fail(_ check: String, _ detail: String, _ remedy: String) -> Finding {
        Finding(check: check, result: .fail, detail: detail, remedy: remedy)
    }

    /// For people.
    var text: String {
        let start = "\(result.rawValue)  \(check): \(detail)\n"
        return remedy.map { "\(start)      \($0)\n" } ?? start
    }
}
