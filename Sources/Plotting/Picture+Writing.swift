import Dispatch
internal import ResultFiles

extension Picture {
    /// The picture as the bytes of a file.
    public func encoded(as format: PictureFormat) async throws(PlotError) -> [UInt8] {
        let bytes = try await Gnuplot.output(of: GnuplotScript(self, format: format).text)
        return format == .svg ? Self.withBoldText(bytes) : bytes
    }

    /// gnuplot writes a bold font's name as its own syntax has it, which is no font of any browser.
    private static func withBoldText(_ svg: [UInt8]) -> [UInt8] {
        let pattern = Array("font-family=\"sans-serif:Bold\"".utf8)
        let replacement = Array("font-family=\"sans-serif\" font-weight=\"bold\"".utf8)
        var (text, start) = ([UInt8](), svg.startIndex)
        while let place = svg[start...].firstIndex(of: pattern[0]) {
            text += svg[start..<place]
            let isBold = svg[place...].starts(with: pattern)
            text += isBold ? replacement : [svg[place]]
            start = place + (isBold ? pattern.count : 1)
        }
        return text + svg[start...]
    }

    /// Draws the picture into a file, which appears whole or not at all.
    ///
    /// - Parameter path: a name that ends in `.png` or `.svg`.
    public func write(to path: String) async throws(PlotError) {
        let bytes = try await encoded(as: PictureFormat(path: path))
        do throws(ResultFileError) {
            try ResultFile.replace(path, with: bytes)
        } catch {
            throw .unwritable(error)
        }
    }

    /// The same for a program's own thread, which waits until the file is there.
    ///
    /// Never in a task: it would hold up the threads that tasks run on.
    public func writeAndWait(to path: String) throws(PlotError) {
        let result: Result<Void, PlotError> = waiting {
            do throws(PlotError) {
                return .success(try await write(to: path))
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}

/// Runs `work` in a task and waits for its result.
func waiting<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
    // SAFETY: written before the signal and read after the wait, which orders the two.
    nonisolated(unsafe) var result: Value?
    let isDone = DispatchSemaphore(value: 0)
    Task.detached {
        unsafe result = await work()
        isDone.signal()
    }
    isDone.wait()
    return unsafe result!
}
