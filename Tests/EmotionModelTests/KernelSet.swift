import CKernels

/// The kernels of one instruction set, as the library's table has them.
@safe struct KernelSet {
    // SAFETY: a constant of the library, which lasts as long as the process.
    let kernels: ck_kernels

    /// The sets that this processor has; the portable one is first.
    static let names: [String] = {
        let known: [String] = ["baseline", "neon", "avx2", "avx512"]
        return known.filter { unsafe ck_kernels_named($0) != nil }
    }()
    /// All but the portable one, which they are compared with.
    static let others = Array(names.dropFirst())

    /// The kernels of the set of this name, one of ``names``.
    init(_ name: String) { unsafe kernels = ck_kernels_named(name)!.pointee }
}
