import Publishing
import Synchronization

/// What the session's thread and the main thread say to each other while a live session runs.
final class LiveControl: Sendable {
    /// What the session is asked to do.
    enum Request: Sendable {
        /// Hear another microphone from now on.
        case retarget(DeviceTarget)
        /// Beat at another interval, in seconds.
        case statusEvery(Double)
        /// Log statistics.
        case statistics
    }

    /// How the session ended.
    enum Outcome: Sendable {
        case ended(SessionEnd)
        case failed(LineError)
    }

    private struct State {
        var requests: [Request] = []
        var status = "starting"
        var hasNewStatus = true
        var outcome: Outcome?
    }

    private let state = Monitor(State())
    private let sessionWake: WakePipe
    private let mainWake: WakePipe
    private let turnCount = Atomic<UInt64>(0)

    init() throws(ProgramFailure) {
        sessionWake = try WakePipe()
        mainWake = try WakePipe()
    }

    // MARK: - The main thread's side

    /// Readable in poll(2) when the session has something to say.
    var mainDescriptor: Int32 { mainWake.descriptor }
    /// How often the session has come round.
    var turns: UInt64 { turnCount.load(ordering: .relaxed) }
    /// How it ended; nil while it runs.
    var outcome: Outcome? { state.withLock { $0.outcome } }

    /// What the session is doing, in words, where that has changed.
    func takeStatus() -> String? {
        mainWake.clear()
        return state.withLock { state in
            defer { state.hasNewStatus = false }
            return state.hasNewStatus ? state.status : nil
        }
    }

    /// What the session is doing, in words.
    var status: String { state.withLock { $0.status } }

    func ask(_ request: Request) {
        state.withLock { $0.requests.append(request) }
        sessionWake.signal()
    }

    // MARK: - The session's side

    /// Readable in poll(2) when there are requests.
    var sessionDescriptor: Int32 { sessionWake.descriptor }

    func countTurn() {
        turnCount.wrappingAdd(1, ordering: .relaxed)
    }

    func takeRequests() -> [Request] {
        sessionWake.clear()
        return state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    func tell(status: String) {
        state.withLock { state in
            state.status = status
            state.hasNewStatus = true
        }
        mainWake.signal()
    }

    /// The first outcome counts.
    func settle(_ outcome: Outcome) {
        state.withLock { $0.outcome = $0.outcome ?? outcome }
        mainWake.signal()
    }
}
