/// The events that speak of the input rather than of the voice.
extension EventFields {
    func write(_ hello: Hello, into json: inout JSONWriter) {
        json.member("stream", hello.stream)
        json.member("undertone", hello.version)
        json.key("model")
        json.object { json in
            json.member("name", hello.model.name)
            json.member("sha256", hello.model.sha256)
            json.key("labels")
            json.array { json in for label in hello.model.labels { json.value(label) } }
        }
        json.key("input")
        json.object { json in
            json.member("kind", hello.input.kind.rawValue)
            json.member("name", hello.input.name)
            json.member("rate", hello.input.rateHz)
            json.member("channels", hello.input.channels)
            json.member("format", hello.input.format)
        }
        json.key("settings")
        json.object { json in
            json.member("every", hello.settings.everySeconds)
            json.member("channel", hello.settings.channel)
            json.key("paced")
            json.value(hello.settings.isPaced)
            json.member("status_every", hello.settings.statusEverySeconds)
            json.key("wait")
            json.value(hello.settings.waitsForDevice)
            json.key("stdout")
            json.value(hello.settings.isStdoutOn)
            json.member("socket", hello.settings.socket)
            json.key("profile")
            write(hello.settings.profile, into: &json)
            json.member("http", hello.settings.http)
        }
        json.key("decision")
        json.object { json in for (name, value) in hello.decision { json.member(name, value) } }
    }

    private func write(_ profile: Hello.Profile?, into json: inout JSONWriter) {
        guard let profile else { return json.null() }
        json.object { json in
            json.member("name", profile.name)
            json.member("gain_db", profile.gainDecibels)
            json.member("noise_floor_dbfs", profile.noiseFloorDBFS)
            json.key("neutral")
            json.value(profile.hasNeutralVoice)
        }
    }

    func write(_ gap: Gap, into json: inout JSONWriter) {
        json.member("start", gap.start)
        json.member("end", gap.end)
        json.member("samples", gap.frames)
        json.member("rate", gap.rateHz)
        json.member("seconds", gap.seconds)
        json.member("cause", gap.cause.rawValue)
    }

    func write(_ change: DeviceChange, into json: inout JSONWriter) {
        json.member("state", change.state.rawValue)
        json.member("reason", change.reason?.rawValue)
        json.member("device", change.device)
        json.member("detail", change.detail)
        json.member("remedy", change.remedy)
        if let grant = change.grant {
            json.member("rate", grant.rateHz)
            json.member("channels", grant.channels)
            json.member("format", grant.format)
            json.member("period", grant.periodFrames)
            json.member("buffer", grant.bufferFrames)
        }
        if let channels = change.activeChannels {
            json.key("active_channels")
            json.array { json in for channel in channels { json.value(channel) } }
        }
    }

    func write(_ status: Status, into json: inout JSONWriter) {
        json.member("uptime_s", status.uptimeSeconds)
        json.member("overruns", status.overruns)
        json.member("gaps", status.gaps)
        json.member("lost_s", status.lostSeconds)
        json.member("clients", status.clients)
        json.member("dropped", status.dropped)
        json.member("load", status.load)
        json.member("rss_bytes", status.residentBytes)
        json.member("scheduling", status.scheduling?.rawValue)
        json.member("state_norm", status.stateNorm)
    }
}

/// Members: a key and its value in one call.
extension JSONWriter {
    /// Writes a member with a string, or null.
    public mutating func member(_ name: String, _ text: String?) {
        key(name)
        value(text)
    }

    /// Writes a member with a number of four decimals, or null.
    public mutating func member(_ name: String, _ number: Double?) {
        key(name)
        value(number)
    }

    /// Writes a member with a whole number, or null.
    public mutating func member(_ name: String, _ number: Int?) {
        key(name)
        if let number { value(number) } else { null() }
    }
}
