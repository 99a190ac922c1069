import Glibc

/// A value under a lock, with a condition to wait for: the classic monitor.
///
/// A pthread mutex, because ThreadSanitizer understands it, and because a condition belongs to it.
@safe package final class Monitor<Value>: @unchecked Sendable {
    // SAFETY: `value` is touched only in `withLock` and `wait`, both of which hold `mutex`.
    // `mutex` and `condition` are heap memory of this object's own: pthread objects must not move.
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// A monitor over `value`.
    package init(_ value: sending Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Runs `body` with the value locked, then wakes whoever waits.
    package func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
        unsafe pthread_mutex_lock(mutex)
        defer {
            unsafe pthread_cond_broadcast(condition)
            unsafe pthread_mutex_unlock(mutex)
        }
        return body(&value)
    }

    /// Waits until `body` gives a result, at most `seconds` long; nil means that the time is up.
    package func wait<Result>(seconds: Double? = nil, until body: (inout Value) -> Result?) -> Result? {
        unsafe pthread_mutex_lock(mutex)
        defer {
            unsafe pthread_cond_broadcast(condition)
            unsafe pthread_mutex_unlock(mutex)
        }
        var deadline = seconds.map(Self.deadline)
        while true {
            if let result = body(&value) { return result }
            if deadline != nil {
                if unsafe pthread_cond_timedwait(condition, mutex, &deadline!) == ETIMEDOUT {
                    return body(&value)
                }
            } else {
                unsafe pthread_cond_wait(condition, mutex)
            }
        }
    }

    private static func deadline(inSeconds seconds: Double) -> timespec {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        let nanoseconds = time.tv_nsec + Int(seconds * 1e9)
        return timespec(
            tv_sec: time.tv_sec + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
