import CMallocCounter

/// Runs `body` and returns how many heap allocations the calling thread made in it.
///
/// Returns nil under a sanitizer, where allocations cannot be counted.
public func allocations(during body: () throws -> Void) rethrows -> UInt64? {
    malloc_counter_start()
    do {
        try body()
    } catch {
        _ = malloc_counter_stop()
        throw error
    }
    let count = malloc_counter_stop()
    return malloc_counter_available() == 1 ? count : nil
}
