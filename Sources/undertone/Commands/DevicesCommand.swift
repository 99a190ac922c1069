import ArgumentParser
import AudioCapture
import Glibc
import Publishing

/// `undertone devices`: the microphones of this machine.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices", abstract: "Lists the capture devices.",
        discussion: """
            Names are given as `listen --device` takes them. Each device is opened for a moment to learn what \
            it takes; one that is in use is listed as busy.

            EXAMPLES:
              undertone devices
              undertone devices --json | jq -r '.[] | select(.state == "available") | .device'
            """)

    @Flag(help: "Print one JSON array.")
    var json = false

    func run() throws {
        let devices = DeviceDirectory.captureDevices()
        if devices.isEmpty, !json {
            Terminal.complain("no capture devices; plug in a microphone, or see whether /dev/snd can be read")
        }
        let text = json ? Self.json(devices) : devices.map(Self.text).joined()
        do throws(LineError) {
            try LineWriter(descriptor: STDOUT_FILENO).write(Array(text.utf8)[...])
        } catch {
            throw error.asProgramError
        }
    }

    /// A few lines about one device.
    static func text(_ device: CaptureDevice) -> String {
        let title = [device.cardName, device.deviceName].filter { !$0.isEmpty }.joined(separator: ", ")
        var lines = ["\(device.name)  \(title)"]
        if device.state == .available {
            lines.append("    rates     \(device.ratesHz.map(String.init).joined(separator: " "))")
            lines.append("    formats   \(device.formats.map(\.rawValue).joined(separator: " "))")
            lines.append("    channels  \(device.channels.map(String.init).joined(separator: " "))")
        } else {
            lines.append("    \(device.state.rawValue): \(device.detail ?? "")")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// All devices as one JSON array.
    static func json(_ devices: [CaptureDevice]) -> String {
        var json = JSONWriter()
        json.array { json in
            for device in devices {
                json.object { json in
                    json.member("device", device.name)
                    json.member("card_name", device.cardName)
                    json.member("device_name", device.deviceName)
                    json.member("state", device.state.rawValue)
                    json.member("detail", device.detail)
                    json.key("rates")
                    json.array { json in for rate in device.ratesHz { json.value(rate) } }
                    json.key("formats")
                    json.array { json in for format in device.formats { json.value(format.rawValue) } }
                    json.key("channels")
                    json.array { json in for count in device.channels { json.value(count) } }
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }
}
