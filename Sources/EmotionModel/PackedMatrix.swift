internal import CKernels

/// A matrix and what is added to its product, laid out for the kernels once and then only read.
///
/// Rows are filled up with zeros to a multiple of ``rowGroup``. Weights that half precision holds exactly are kept
/// in half precision where the processor widens it, which halves what a step reads and changes no bit.
// SAFETY: nothing is written after init; the memory lives as long as self and goes in deinit alone.
@safe final class PackedMatrix: @unchecked Sendable {
    /// Rows are multiples of it.
    static let rowGroup = Int(CK_GROUP)

    /// Rows, those of zeros included.
    let rows: Int
    /// Values that a vector must have; what lies behind them is not looked at.
    let columns: Int
    /// What the kernels read.
    let matrix: UnsafePointer<ck_matrix>

    private let header: UnsafeMutablePointer<ck_matrix>
    private let weights: UnsafeMutableRawPointer
    private let vectors: UnsafeMutablePointer<Float>

    /// Packs a matrix.
    ///
    /// - Parameters:
    ///   - values: `[bias.count][columns]`, row-major.
    ///   - bias: added to the product, `[rows]`.
    ///   - scales: what a byte of each row is worth, `[rows]`; nil for weights that are not in bytes.
    ///   - set: the instruction set whose kernels will read it, if not that in use.
    init(_ values: [Float], bias: [Float], scales: [Float]? = nil, for set: String? = nil) {
        precondition(!bias.isEmpty && values.count % bias.count == 0)
        let columns = values.count / bias.count
        let groups = (bias.count + Self.rowGroup - 1) / Self.rowGroup
        self.columns = columns
        rows = groups * Self.rowGroup
        unsafe vectors = .allocate(capacity: 2 * rows)
        unsafe vectors.initialize(repeating: 0, count: 2 * rows)
        for row in bias.indices {
            unsafe vectors[row] = bias[row]
            if let scales { unsafe vectors[rows + row] = scales[row] }
        }
        let storedColumns = scales == nil ? columns : (columns + 1) / 2 * 2
        let padded = Self.padded(values, columns: columns, to: (rows, storedColumns), scales: scales)
        unsafe weights = .allocate(byteCount: 4 * rows * storedColumns, alignment: 64)
        unsafe header = .allocate(capacity: 1)
        unsafe matrix = UnsafePointer(header)
        let pack = unsafe set.flatMap { unsafe ck_kernels_named($0)?.pointee.matrix_pack } ?? ck_matrix_pack
        let types: [ck_element] = scales != nil ? [CK_INT8] : [CK_FLOAT16, CK_FLOAT32]
        for type in types {
            unsafe header.initialize(
                to: ck_matrix(
                    type: type, columns: storedColumns, inputs: columns, groups: groups, weights: weights,
                    bias: vectors, scales: vectors + rows))
            // SAFETY: `weights` has room for four bytes a value, the most that a type takes.
            if unsafe pack(header, padded) != 0 { return }
        }
        preconditionFailure("bytes with a scale are whole numbers in ±127")
    }

    deinit {
        unsafe header.deallocate()
        unsafe weights.deallocate()
        unsafe vectors.deallocate()
    }

    /// `values` with zeros behind rows and columns, in units of the scales where there are any.
    private static func padded(
        _ values: [Float], columns: Int, to shape: (rows: Int, columns: Int), scales: [Float]?
    ) -> [Float] {
        var padded = [Float](repeating: 0, count: shape.rows * shape.columns)
        for row in 0..<values.count / columns {
            let scale = scales?[row] ?? 1
            guard scale > 0 else { continue }
            let (from, to) = (row * columns, row * shape.columns)
            for column in 0..<columns {
                let value = values[from + column]
                padded[to + column] = scales == nil ? value : (value / scale).rounded()
            }
        }
        return padded
    }

    /// y = W·x + b; allocates nothing.
    ///
    /// - Parameters:
    ///   - x: at least `[columns]`.
    ///   - y: at least `[rows]`, written.
    ///   - scratch: at least `[columns + 1]`.
    func apply(to x: [Float], into y: inout [Float], scratch: inout [Int16]) {
        precondition(x.count >= columns && y.count >= rows && scratch.count > columns)
        // SAFETY: the kernel reads `columns` values and writes `rows`; scratch may take one more than are read.
        unsafe ck_matrix_apply(matrix, &y, x, &scratch)
    }
}
