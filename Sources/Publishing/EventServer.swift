/// Serves a stream's events to readers that come and go.
///
/// Nothing here ever waits for a reader.
public protocol EventServer: AnyObject, Sendable {
    /// Readers connected now.
    var clientCount: Int { get }
    /// How often its thread has come round: twice a second while it lives.
    var turns: UInt64 { get }

    /// What readers that join from now on are greeted with.
    func greet(with hello: Hello)
    /// Hands an event and its line to every reader that it is due to; returns at once.
    func publish(_ event: Event, line: [UInt8])
    /// Lets readers take what is queued for them, at most so many seconds long, and closes.
    func finish(within seconds: Double)
}
