/// A row-major matrix of floats that grows and never shrinks, for activations and gradients.
///
/// Its contents are undefined until written. Owned by one pass, used by one thread at a time.
@safe struct RowBuffer: ~Copyable {
    /// Values in a row.
    let columns: Int
    private var capacity = 0
    // SAFETY: either nil with capacity 0, or an allocation of capacity · columns floats that is freed in
    // deinit or when it is replaced.
    private var storage: UnsafeMutablePointer<Float>?

    init(columns: Int) {
        self.columns = columns
        unsafe storage = nil
    }

    deinit { unsafe storage?.deallocate() }

    /// Makes room for `rows` rows; loses the contents where it has to grow.
    mutating func reserve(rows: Int) {
        guard rows > capacity || capacity == 0 else { return }
        unsafe storage?.deallocate()
        capacity = max(rows, 1) + rows / 4
        unsafe storage = .allocate(capacity: max(capacity * columns, 1))
    }

    /// Row `index`; `[columns]` floats are valid there.
    @unsafe func row(_ index: Int) -> UnsafeMutablePointer<Float> {
        precondition(index >= 0 && index <= capacity)
        // SAFETY: reserve() has been called, and index lies within what it made.
        return unsafe storage! + index * columns
    }

    /// Sets the first `rows` rows to zero.
    mutating func clear(rows: Int) { unsafe row(0).update(repeating: 0, count: rows * columns) }
}
