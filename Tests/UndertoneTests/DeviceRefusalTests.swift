import AudioCapture
import Testing

@testable import undertone

@Suite struct DeviceRefusalTests {
    private let busy = PCMError(
        .busy, device: "hw:CARD=x", detail: "busy (used by pid 412, undertone)", remedy: "try another")

    @Test func aDeviceThatTheServiceHasIsAsItShouldBe() {
        #expect(DeviceChecks.refusal(busy, serviceProcess: 412).result == .warn)
        #expect(DeviceChecks.refusal(busy, serviceProcess: 41).result == .fail)
        #expect(DeviceChecks.refusal(busy, serviceProcess: nil).result == .fail)
    }

    @Test func anyOtherRefusalFailsWithItsRemedy() {
        let denied = PCMError(.denied, device: "x", detail: "permission denied", remedy: "log in again")
        let finding = DeviceChecks.refusal(denied, serviceProcess: 412)
        #expect(finding == .fail("device", "x: permission denied", "log in again"))
    }
}
