import AudioCapture
import Logging
import Publishing

/// What becomes of the microphone while a session runs.
extension LiveSession {
    /// Takes news of the supervisor.
    mutating func take(_ news: DeviceSupervisor.News) throws(LineError) {
        switch news {
        case .opened(let device): try takeOver(device)
        case .waiting(let error):
            let change = DeviceChange(error, device: target?.name ?? error.device)
            log.warning("\(error)")
            control.tell(status: "waiting for \(change.device): \(error.detail)")
            try stream.publish(.device(change))
        }
    }

    /// Goes on with a device that was opened; what was lost before its first frames comes with them.
    private mutating func takeOver(_ device: DeviceFeed) throws(LineError) {
        // One that another target has overtaken was opened in vain.
        guard feed == nil, device.grant.device == target?.name else {
            supervisor?.release(device)
            return
        }
        feed = device
        silence = SilenceReport(device.grant, channel: device.channel)
        stream.change(rateHz: device.rateHz, feed: device)
        let grant = device.grant
        hello.input = Hello.Input(grant)
        for server in servers { server.greet(with: hello) }
        log.info(
            "opened \(grant.device): \(grant.rateHz) Hz, \(grant.channels) channels, \(grant.format.rawValue)"
        )
        control.tell(status: "listening to \(grant.device), \(grant.rateHz) Hz")
        try stream.publish(.device(DeviceChange(grant)))
    }

    /// The device went away: speech in progress is closed here.
    mutating func lose(_ failure: CaptureFailure) throws(LineError) {
        guard let device = feed as? DeviceFeed else { return }
        let change = DeviceChange(failure, device: device.grant.device)
        letGo()
        try stream.interrupt()
        log.warning("\(change.detail ?? "the device is lost")")
        control.tell(status: change.detail ?? "the device is lost")
        try stream.publish(.device(change))
        supervisor?.lost(device)
    }

    /// Hears the next target, where there is one.
    mutating func changeTarget() throws(LineError) -> Bool {
        guard let next = nextTarget, let device = feed as? DeviceFeed else { return false }
        letGo()
        try stream.interrupt()
        supervisor?.release(device)
        hear(next)
        return true
    }

    private mutating func letGo() {
        feed = nil
        silence = nil
        hello.input = Hello.Input(absent: target?.name)
        for server in servers { server.greet(with: hello) }
    }

    private mutating func hear(_ next: DeviceTarget) {
        target = next
        nextTarget = nil
        hello.input = Hello.Input(absent: next.name)
        control.tell(status: "waiting for \(next.name)")
        supervisor?.retarget(next)
    }

    /// Does what the main thread asks for.
    mutating func serve(_ request: LiveControl.Request) {
        switch request {
        case .statusEvery(let seconds):
            hello.settings.statusEverySeconds = seconds
            stream.changeHeartbeat(everySeconds: seconds)
            for server in servers { server.greet(with: hello) }
        case .statistics:
            log.notice("\(stream.statisticsText), \(servers.reduce(0) { $0 + $1.clientCount }) clients")
        case .retarget(let next):
            guard supervisor != nil else { return }
            guard let feed else { return hear(next) }
            nextTarget = next
            feed.requestStop()
        }
    }

    /// Says that channels died or came back.
    mutating func reportSilence(of feed: any LiveFeed) throws(LineError) {
        guard let device = feed as? DeviceFeed, let change = silence?.update(dead: device.deadChannels) else {
            return
        }
        log.warning(
            "\(change.device) is \(change.state.rawValue); active channels: \(change.activeChannels ?? [])")
        try stream.publish(.device(change))
    }
}

extension Hello.Input {
    /// A device that is open.
    init(_ grant: PCMGrant) {
        self.init(
            kind: .device, name: grant.device, rateHz: grant.rateHz, channels: grant.channels,
            format: grant.format.rawValue)
    }

    /// A device that is not open yet.
    init(absent name: String?) {
        self.init(kind: .device, name: name, rateHz: nil, channels: nil, format: nil)
    }
}

extension LivePublisher: EventReceiver {}
