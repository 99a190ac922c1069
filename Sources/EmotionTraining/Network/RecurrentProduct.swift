internal import CKernels

/// The product of an LSTM's states, or of the gradients of its gates, with the recurrent weights, step after step.
///
/// The weights are laid out once per direction and batch; `cblas_sgemm` would do it in every step.
struct RecurrentProduct {
    /// Which way the weights are used.
    enum Direction {
        /// h `[rows][H]` to gates `[rows][4H]`.
        case forward
        /// Gradients of the gates `[rows][4H]` to that of h `[rows][H]`.
        case backward
    }

    private let hiddenSize: Int
    /// The weights as the kernel wants them.
    private var panels: [Float]
    private var inputs = 0
    private var outputs = 0

    init(hiddenSize: Int) {
        self.hiddenSize = hiddenSize
        panels = Array(repeating: 0, count: 4 * hiddenSize * hiddenSize)
    }

    /// Lays out `w`, `[4H][H]`.
    @unsafe mutating func layOut(_ w: UnsafePointer<Float>, _ direction: Direction) {
        switch direction {
        case .forward: (inputs, outputs) = (hiddenSize, 4 * hiddenSize)
        case .backward: (inputs, outputs) = (4 * hiddenSize, hiddenSize)
        }
        let (inputStride, outputStride) = direction == .forward ? (1, hiddenSize) : (hiddenSize, 1)
        unsafe ck_pack_panels(&panels, w, inputStride, outputStride, inputs, outputs)
    }

    /// y += x·W, x `[rows][inputs]`, y `[rows][outputs]`.
    @unsafe func add(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, rows: Int) {
        unsafe ck_panel_product(y, x, inputs, panels, rows, inputs, outputs)
    }
}
