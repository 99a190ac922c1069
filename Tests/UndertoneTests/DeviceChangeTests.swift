import Glibc
import Publishing
import Testing

@testable import AudioCapture
@testable import undertone

/// What capture says of a device, as the lines tell it: every kind apart, each with a remedy.
@Suite struct DeviceChangeTests {
    private static let failures:
        [(reason: CaptureFailure.Reason, device: String, code: Int32, told: DeviceChange.Reason?)] = [
            (.unplugged, "hw:CARD=x", -ENODEV, .unplugged), (.unplugged, "hw:CARD=x", -EIO, .unplugged),
            (.unplugged, "usb:0d8c:0014", -EIO, .unplugged), (.unplugged, "default", -ENODEV, .unplugged),
            // A server that is killed fails as hardware does that is unplugged.
            (.unplugged, "default", -EIO, .server), (.suspended, "hw:CARD=x", -ESTRPIPE, .suspended),
            (.stalled, "default", 0, .stalled), (.server, "default", -ECONNRESET, .server),
            (.server, "plughw:0", -EPIPE, .stalled), (.other, "default", -EFAULT, nil),
        ]

    @Test(arguments: failures.indices)
    func aDeviceThatGoesSaysWhy(index: Int) {
        let row = Self.failures[index]
        let change = DeviceChange(
            CaptureFailure(reason: row.reason, device: "", code: row.code), device: row.device)
        #expect(change.state == .lost && change.reason == row.told && change.device == row.device)
        #expect(change.remedy?.isEmpty == false)
        #expect(change.detail?.hasPrefix("lost \(row.device): ") == true)
        if row.code != 0 { #expect(change.detail?.contains(ALSA.text(row.code)) == true) }
    }

    @Test func everyKindOfFailureIsInTheTable() {
        #expect(Set(Self.failures.map(\.reason)) == Set(CaptureFailure.Reason.allCases))
        // Two kinds that ask for different things are never told alike.
        let remedies = CaptureFailure.Reason.allCases.map {
            DeviceChange(CaptureFailure(reason: $0, device: "", code: 0), device: "default").remedy
        }
        #expect(Set(remedies).count == remedies.count)
    }

    @Test func aDeviceThatCannotBeOpenedSaysWhy() {
        let told: [PCMError.Reason: DeviceChange.Reason] = [
            .missing: .missing, .busy: .busy, .denied: .denied, .format: .format, .server: .server,
        ]
        for reason in PCMError.Reason.allCases {
            let change = DeviceChange(
                PCMError(reason, device: "x", detail: "what happened", remedy: "what to do"), device: "y")
            #expect(change.state == .waiting && change.reason == told[reason] && change.device == "y")
            #expect(change.detail == "what happened" && change.remedy == "what to do")
        }
    }

    @Test func aDeviceThatDoesNotAnswerIsNoServersFaultWhereThereIsNone() {
        #expect(DeviceChange(hanging: "default").reason == .server)
        #expect(DeviceChange(hanging: "hw:CARD=x").reason == nil)
        #expect(DeviceChange(hanging: "hw:CARD=x").remedy != DeviceChange(hanging: "default").remedy)
    }
}
