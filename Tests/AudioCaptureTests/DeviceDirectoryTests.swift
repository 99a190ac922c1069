import Glibc
import TestSupport
import Testing

@testable import AudioCapture

@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct DeviceDirectoryTests {
    private static func probe(_ microphone: ALSATestDevice) throws -> CaptureDevice? {
        try ALSATestDevice.useInThisProcess()
        return DeviceDirectory.probe(microphone.name, cardName: "Card", deviceName: "Device")
    }

    @Test func aDeviceIsListedWithWhatItTakes() throws {
        let microphone = try ALSATestDevice.make(rate: 44_100, channels: 2, format: "S24_3LE")
        let device = try #require(try Self.probe(microphone))
        #expect(
            device
                == CaptureDevice(
                    name: microphone.name, cardName: "Card", deviceName: "Device", state: .available,
                    detail: nil, ratesHz: [44_100], formats: [.signed24Packed], channels: [2]))
    }

    @Test func aDeviceOfManyRatesIsListedWithTheUsualOnes() throws {
        let device = try #require(try Self.probe(.make(rate: 0, channels: 0, format: "any")))
        #expect(device.ratesHz == NativeChoice.ratesHz.filter { $0 <= 192_000 }.sorted())
        #expect(device.formats == PCMFormat.allCases)
        #expect(device.channels == Array(1...32))
    }

    @Test func aDeviceThatCannotBeOpenedIsListedWithTheReason() throws {
        let busy = try #require(try Self.probe(.make(openError: EBUSY)))
        #expect(busy.state == .busy && busy.detail == "busy" && busy.ratesHz.isEmpty)
        let denied = try #require(try Self.probe(.make(openError: EACCES)))
        #expect(denied.state == .denied && denied.detail == "permission denied")
        let broken = try #require(try Self.probe(.make(openError: EIO)))
        #expect(broken.state == .unusable && broken.detail == "Input/output error")
        #expect(try Self.probe(.make(openError: ENODEV)) == nil)
    }

    @Test func namesSurviveARestart() {
        // Whatever this machine has: cards by their id, never by their number.
        for device in DeviceDirectory.captureDevices() where device.name != "default" {
            #expect(device.name.hasPrefix("hw:CARD="))
            #expect(device.name.contains(",DEV="))
        }
    }
}
