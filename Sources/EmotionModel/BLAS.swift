internal import COpenBLAS

/// OpenBLAS as Undertone uses it: one thread, row-major.
///
/// Threads live above it, in a fixed order: a second BLAS thread is slower for matrices of this size and
/// would make results depend on the machine.
public enum BLAS {
    /// Runs once, before the first call.
    private static let oneThread: Void = openblas_set_num_threads(1)

    /// Limits OpenBLAS to one thread; cheap after the first time.
    public static func prepare() { _ = oneThread }

    /// y = W·x + y.
    ///
    /// - Parameters:
    ///   - w: `[rows][columns]`, row-major.
    ///   - x: `[columns]`.
    ///   - y: `[rows]`.
    /// - Safety: the pointers must reach as many values as the shapes say.
    @unsafe @inline(__always)
    static func accumulate(
        _ w: UnsafePointer<Float>, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
        rows: Int, columns: Int
    ) {
        unsafe cblas_sgemv(
            CblasRowMajor, CblasNoTrans, blasint(rows), blasint(columns), 1, w, blasint(columns), x, 1, 1, y,
            1)
    }
}
