/// Something that may be begun in the background and is made at the latest when it is asked for.
struct Preparation<Result> {
    /// Begins on so many idle threads, and returns.
    let begin: (_ threads: Int) -> Void
    /// What has been made, the rest of it on all cores.
    let result: () -> Result
}

/// Elements with what is prepared for each, begun while the caller still works with the element before.
struct PreparedAhead<Element, Result>: Sequence, IteratorProtocol {
    private let elements: [Element]
    private let threads: Int
    private let prepare: (Element) -> Preparation<Result>
    private var upcoming: Preparation<Result>?
    private var position = 0

    /// The elements in their order, prepared on `threads` idle threads.
    init(_ elements: [Element], threads: Int, prepare: @escaping (Element) -> Preparation<Result>) {
        self.elements = elements
        self.threads = threads
        self.prepare = prepare
        upcoming = elements.first.map(prepare)
    }

    mutating func next() -> (element: Element, prepared: Result)? {
        guard let current = upcoming else { return nil }
        let (element, result) = (elements[position], current.result())
        position += 1
        upcoming = position < elements.count ? prepare(elements[position]) : nil
        upcoming?.begin(threads)
        return (element, result)
    }
}
