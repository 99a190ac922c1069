import AudioCapture
import Logging
import Publishing

/// What becomes of the microphone while a session runs.
extension LiveSession {
    /// Takes news of the supervisor.
    mutating func take(_ news: DeviceSupervisor.News) throws(LineError) {
        isHangingTold = false
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
        guard feed == nil, device.target == target else {
            supervisor?.discard(device)
            return
        }
        feed = device
        silence = SilenceReport(device.grant, channel: device.target.channel)
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
        // What was to be heard once this one had ended is heard now.
        if let next = nextTarget { hear(next) }
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
        var next = next
        next.generation = (target?.generation ?? 0) + 1
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

    /// Says that the device has not answered for a while, where it neither opens nor refuses to.
    mutating func reportHanging() throws(LineError) {
        guard let supervisor, let target, !isHangingTold,
            supervisor.openingSeconds > Self.answerPatienceSeconds
        else { return }
        isHangingTold = true
        let change = DeviceChange(hanging: target.name)
        log.warning("\(change.device): \(change.detail ?? "")")
        control.tell(status: "waiting for \(target.name): \(change.detail ?? "")")
        try stream.publish(.device(change))
    }

    /// How long a device may take to open or to refuse before that is told, in seconds.
    private static let answerPatienceSeconds = 5.0

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
