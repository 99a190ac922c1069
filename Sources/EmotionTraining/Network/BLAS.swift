internal import COpenBLAS

/// OpenBLAS as the trainer uses it: one thread, row-major.
///
/// Threads live above it, in a fixed order: a second BLAS thread is slower for matrices of this size and
/// would make results depend on the machine.
enum BLAS {
    /// Runs once, before the first call.
    private static let oneThread: Void = openblas_set_num_threads(1)

    /// Limits OpenBLAS to one thread; cheap after the first time.
    static func prepare() { _ = oneThread }
}
