import AudioCapture
import EmotionRecognition
import Glibc
import LivePage
import Logging
import Publishing

/// A live session from the outside: its threads, its readers, the service manager, and its exit.
///
/// The main thread waits here: for the session's end, for signals, and for the watchdog's time.
struct LiveRun {
    /// How long stuck readers are waited for once the program shall end, in seconds.
    ///
    /// Those of standard output, and those of each server. With ``LiveSession/devicePatienceSeconds`` less than two seconds in all.
    private static let outputPatience = 0.4
    private static let serverPatience = 0.35

    let model: ModelInUse
    let hello: Hello
    let stop: StopSignal
    let options: LiveOptions
    /// Made before anything is printed: a socket or a page that cannot be had is refused at start.
    let server: SocketServer?
    let page: LivePageServer?
    let control: LiveControl
    let signals: ControlSignals

    init(model: ModelInUse, hello: Hello, stop: StopSignal, options: LiveOptions) throws {
        self.model = model
        self.hello = hello
        self.stop = stop
        self.options = options
        control = try LiveControl()
        signals = try ControlSignals.install()
        do throws(SocketError) {
            server = try options.settings.socket.map { (address) throws(SocketError) in
                let socket = try ListeningSocket(address, permissions: options.settings.permissions)
                return SocketServer(socket, hello: hello, allowsAnyUser: options.settings.allowsAnyUser)
            }
            try server?.start()
        } catch {
            throw ProgramFailure("\(error)")
        }
        page = options.settings.page.map { LivePageServer($0, hello: hello) }
        try open(page)
    }

    /// Whoever serves the events.
    private var servers: [any EventServer] {
        let all: [(any EventServer)?] = [server, page]
        return all.compactMap { $0 }
    }

    /// Opens the page and says where it is.
    private func open(_ page: LivePageServer?) throws {
        do throws(LivePageError) {
            try page?.start()
        } catch {
            server?.finish(within: 0)
            throw ProgramFailure("\(error)")
        }
        guard let address = page?.address else { return }
        Logger(label: "undertone").notice("the live page is at http://\(address.text)/")
        if !address.isLoopback {
            Logger(label: "undertone").notice(
                "it goes over the network in plain HTTP: let others reach it through a TLS proxy alone")
        }
    }

    /// Listens until the input ends, the program shall end, or nobody reads.
    func run(_ input: LiveInput) throws {
        let stdout = options.settings.isStdoutOn ? queueToStdout() : nil
        let publisher = LivePublisher(labels: model.model.labels, stdout: stdout, servers: servers)
        let box = SendOnce(input)
        startThread { [self] in
            do throws(LineError) {
                var session = LiveSession(
                    box.take(), model: model, hello: hello, to: publisher, servers: servers,
                    control: control, stop: stop)
                control.settle(.ended(try session.run()))
            } catch {
                control.settle(.failed(error))
            }
        }
        ServiceManager.tellReady(status: control.status)
        let outcome = attend(input)
        ServiceManager.tellStopping()
        if case .ended = outcome, let stdout {
            // A file that has ended may wait for its reader; one who ends the program may not.
            while !stdout.drain(patience: Self.outputPatience), !stop.isRaised {}
        }
        for server in servers { server.finish(within: Self.serverPatience) }
        switch outcome {
        case .ended(let end): if let failure = end.failure { throw ProgramFailure(failure) }
        case .failed(let error): throw error.asProgramError
        }
    }

    /// The queue to standard output; a reader that goes away ends a run that has no other readers.
    private func queueToStdout() -> LineQueue {
        LineQueue(descriptor: options.settings.output) { [control, isAlone = servers.isEmpty] failure in
            if isAlone { control.settle(.failed(failure)) }
        }
    }

    /// Serves signals and the service manager until the session has ended.
    private func attend(_ input: LiveInput) -> LiveControl.Outcome {
        var check = LivenessCheck()
        let watchdog = ServiceManager.watchdogSeconds.map { $0 / 2 }
        var due = ProcessStatistics.uptimeSeconds + (watchdog ?? 0)
        var reloading = ReloadableSettings(options)
        while true {
            wait(seconds: watchdog.map { _ in max(0, due - ProcessStatistics.uptimeSeconds) })
            if let status = control.takeStatus() { ServiceManager.tell(status: status) }
            if let outcome = control.outcome { return outcome }
            let requests = signals.take()
            if requests.contains(.statistics) { control.ask(.statistics) }
            if requests.contains(.reload) {
                ServiceManager.tellReloading()
                reloading.reload(into: control)
                ServiceManager.tellReady(status: control.status)
            }
            if let watchdog, ProcessStatistics.uptimeSeconds >= due {
                due = ProcessStatistics.uptimeSeconds + watchdog
                let stuck = check.stuck(turns(of: input))
                if stuck.isEmpty {
                    ServiceManager.tellAlive()
                } else {
                    Logger(label: "undertone").error("stuck: \(stuck.joined(separator: ", "))")
                }
            }
        }
    }

    private func wait(seconds: Double?) {
        var requests = [control.mainDescriptor, signals.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        // SAFETY: two entries, as many as the array has.
        _ = unsafe poll(&requests, 2, seconds.map { Int32(min($0, 3600) * 1000) + 1 } ?? -1)
    }

    /// How often each part has come round.
    private func turns(of input: LiveInput) -> [String: UInt64] {
        var turns = ["inference": control.turns]
        if let server { turns["publishing"] = server.turns }
        if let page { turns["page"] = page.turns }
        if case .microphone(let supervisor, _, _) = input {
            turns["supervisor"] = supervisor.turns
            turns["capture"] = supervisor.captureTurns
        }
        return turns
    }
}

/// Carries a value that is not sendable to the one thread that takes it.
// SAFETY: set before the thread starts, taken once by that thread alone.
private final class SendOnce<Value>: @unchecked Sendable {
    private let value: Value

    init(_ value: Value) {
        self.value = value
    }

    func take() -> Value { value }
}
