internal import CALSA
internal import Glibc

/// An eventfd: one thread signals it, another finds it readable in poll(2).
///
/// Closed when it goes.
struct EventDescriptor: ~Copyable, Sendable {
    let descriptor: CInt

    /// A descriptor that is not readable yet; nil where the system has none left.
    init?() {
        self.descriptor = undertone_eventfd()
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// Makes it readable; never waits.
    func signal() {
        var one: UInt64 = 1
        // A full counter (EAGAIN) is readable already.
        // SAFETY: reads the eight bytes of `one`.
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Makes it unreadable until the next signal; never waits.
    func clear() {
        var count: UInt64 = 0
        // SAFETY: writes the eight bytes of `count`.
        _ = unsafe read(descriptor, &count, 8)
    }
}
