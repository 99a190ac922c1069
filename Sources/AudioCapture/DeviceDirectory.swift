/// The capture devices of this machine.
public enum DeviceDirectory {
    /// All capture devices, `default` first where it is one.
    ///
    /// Each is opened for a moment, without waiting, to learn what it takes; one that is in use is listed as
    /// busy. Takes time proportional to the number of devices; a sound server may take a while to answer.
    public static func captureDevices() -> [CaptureDevice] {
        var devices: [CaptureDevice] = []
        // alsa.conf always defines `default`; where nothing that captures stands behind it, it is missing.
        if let device = probe("default", cardName: "", deviceName: "the system's choice") {
            devices.append(device)
        }
        for hardware in DeviceNames.hardware() {
            let device = probe(
                hardware.name, cardName: hardware.cardName, deviceName: hardware.deviceName)
            if let device { devices.append(device) }
        }
        return devices
    }

    /// Opens `name` and asks what it takes; nil where there is no such device.
    static func probe(_ name: String, cardName: String, deviceName: String) -> CaptureDevice? {
        var device = CaptureDevice(
            name: name, cardName: cardName, deviceName: deviceName, state: .available, detail: nil,
            ratesHz: [], formats: [], channels: [])
        do throws(PCMError) {
            let handle = try PCMHandle(opening: name, natively: true)
            guard let offer = HardwareParameters(handle) else {
                throw PCMError.format(name, "it offers no interleaved reading")
            }
            describe(offer, handle, in: &device)
        } catch {
            guard error.reason != .missing else { return nil }
            device.state = state(of: error.reason)
            device.detail = error.detail
        }
        return device
    }

    private static func describe(
        _ offer: borrowing HardwareParameters, _ handle: borrowing PCMHandle, in device: inout CaptureDevice
    ) {
        for format in PCMFormat.allCases where offer.offers(format, handle) { device.formats.append(format) }
        if let range = offer.rates() {
            let candidates = Set(NativeChoice.ratesHz + [range.lowerBound, range.upperBound])
            for rate in candidates.sorted() where offer.offers(rateHz: rate, handle) {
                device.ratesHz.append(rate)
            }
        }
        if let range = offer.channels(), range.lowerBound <= 32 {
            for count in range.lowerBound...min(range.upperBound, 32)
            where offer.offers(channels: count, handle) { device.channels.append(count) }
        }
    }

    private static func state(of reason: PCMError.Reason) -> CaptureDevice.State {
        switch reason {
        case .busy: .busy
        case .denied: .denied
        case .missing, .format, .server, .other: .unusable
        }
    }
}
