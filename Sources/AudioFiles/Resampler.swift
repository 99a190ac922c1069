/// Brings mono samples of any rate to 16 kHz as they come, by libsoxr.
///
/// For any way of cutting the input into chunks the output is the same to the last bit. Samples that are at
/// 16 kHz already pass through untouched. libsoxr holds some audio back (about 25 ms at 48 kHz); ``flush(emit:)``
/// gives it out, and makes the whole exactly round(n · 16000 / rate) frames for n frames of input.
///
/// What it remembers is the input's last few tens of milliseconds; ``reset()`` forgets them.
/// ``process(_:emit:)`` allocates nothing once libsoxr's own buffers have grown, within the first second.
@safe public struct Resampler: ~Copyable {
    /// The rate of every output: 16 kHz.
    public static let outputRateHz = 16_000
    /// The rate of the input.
    public let inputRateHz: Int

    /// Input goes in at most so many frames at a time, so that libsoxr's buffers stay small whatever the
    /// caller's chunks.
    private static let blockFrames = 1024

    /// nil at 16 kHz.
    private var stream: SoxrStream?
    /// `[blockFrames]`, what one call of libsoxr gives; empty at 16 kHz.
    private let block: UnsafeMutableBufferPointer<Float>
    private var framesIn = 0
    private var framesOut = 0

    /// A resampler in its first state.
    ///
    /// - Precondition: `inputRateHz` is in 1000...1,536,000.
    public init(inputRateHz: Int) {
        precondition((1000...1_536_000).contains(inputRateHz), "a rate is from 1000 to 1,536,000 Hz")
        self.inputRateHz = inputRateHz
        // SAFETY: no samples are read from it before libsoxr has written them; `deinit` frees it.
        unsafe block = .allocate(capacity: inputRateHz == Self.outputRateHz ? 0 : Self.blockFrames)
        stream = Self.stream(inputRateHz)
    }

    // SAFETY: the block is this value's own and is freed once, here.
    deinit { unsafe block.deallocate() }

    private static func stream(_ inputRateHz: Int) -> SoxrStream? {
        inputRateHz == outputRateHz
            ? nil : SoxrStream(fromHz: Double(inputRateHz), toHz: Double(outputRateHz))
    }

    /// Takes `input` and hands out the samples at 16 kHz that are ready, in one or more pieces, or none.
    ///
    /// A piece is valid until `emit` returns.
    ///
    /// - Precondition: after ``flush(emit:)``, ``reset()`` comes first.
    public mutating func process(
        _ input: UnsafeBufferPointer<Float>, emit: (UnsafeBufferPointer<Float>) -> Void
    ) {
        framesIn += input.count
        guard stream != nil else {
            framesOut += input.count
            // SAFETY: the caller's samples, valid until this returns, and so until `emit` does.
            if !input.isEmpty { unsafe emit(input) }
            return
        }
        // SAFETY: slices of the caller's samples, which are valid until this returns; libsoxr takes no more of a piece
        // than it has and writes no more than the block holds.
        var rest = unsafe input[...]
        while true {
            let piece = unsafe UnsafeBufferPointer(rebasing: rest.prefix(Self.blockFrames))
            let (taken, given) = unsafe stream!.process(piece, into: block)
            unsafe rest = rest.dropFirst(taken)
            unsafe hand(given, to: emit)
            // A full block may hide more output behind it.
            if unsafe rest.isEmpty && given < block.count { return }
        }
    }

    /// Ends the input: hands out what was held back.
    public mutating func flush(emit: (UnsafeBufferPointer<Float>) -> Void) {
        guard stream != nil else { return }
        while true {
            // SAFETY: libsoxr writes no more than the block holds.
            let given = unsafe stream!.drain(into: block)
            guard given > 0 else { return }
            unsafe hand(min(given, due - framesOut), to: emit)
        }
    }

    /// Begins afresh, as after a gap: what was held back is dropped.
    ///
    /// Allocates: libsoxr makes its filters and buffers again.
    public mutating func reset() {
        framesIn = 0
        framesOut = 0
        if stream != nil { stream = Self.stream(inputRateHz) }
    }

    /// The frames of output due for the input so far: round(n · 16000 / rate).
    private var due: Int { (2 * framesIn * Self.outputRateHz + inputRateHz) / (2 * inputRateHz) }

    private mutating func hand(_ count: Int, to emit: (UnsafeBufferPointer<Float>) -> Void) {
        guard count > 0 else { return }
        framesOut += count
        // SAFETY: libsoxr has just written this many samples to the block.
        unsafe emit(UnsafeBufferPointer(rebasing: block[..<count]))
    }
}
