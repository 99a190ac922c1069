import Glibc
import TestSupport
import Testing

@testable import AudioCapture

@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct PCMDeviceTests {
    private static func grant(_ name: String, channel: Int? = nil) throws -> PCMGrant {
        try ALSATestDevice.useInThisProcess()
        let device = try PCMDevice(opening: name, channel: channel)
        return device.grant
    }

    private static func error(opening name: String, channel: Int? = nil) throws -> PCMError? {
        try ALSATestDevice.useInThisProcess()
        do throws(PCMError) {
            _ = try PCMDevice(opening: name, channel: channel)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000])
    func aDeviceKeepsItsOwnRateWithTenMillisecondsAndHalfASecond(rate: Int) throws {
        let microphone = try ALSATestDevice.make(rate: rate, channels: 1)
        let grant = try Self.grant(microphone.name)
        #expect(grant.rateHz == rate)
        #expect(grant.periodFrames == rate / 100)
        #expect(grant.readFrames == rate / 100)
        #expect(2 * grant.bufferFrames >= rate)
        #expect(grant.device == microphone.name)
    }

    @Test func aSoundServerIsAskedForStereoFloatAtFortyEightKilohertz() throws {
        let microphone = try ALSATestDevice.make(rate: 0, channels: 0, format: "any")
        let grant = try Self.grant(microphone.name)
        #expect(grant.rateHz == 48_000 && grant.channels == 2 && grant.format == .float32)
        #expect(try Self.grant(microphone.name, channel: 7).channels == 7)
    }

    @Test func behindPlugADeviceIsStillOpenedNatively() throws {
        let microphone = try ALSATestDevice.make(rate: 44_100, channels: 3, format: "S24_3LE")
        let grant = try Self.grant(microphone.plugged)
        #expect(grant.rateHz == 44_100 && grant.channels == 3 && grant.format == .signed24Packed)
    }

    @Test func aFormatOfNobodysIsLeftToPlugAndRefusedWithoutIt() throws {
        let microphone = try ALSATestDevice.make(rate: 44_100, channels: 2, format: "S16_BE")
        let grant = try Self.grant(microphone.plugged)
        #expect(grant.rateHz == 44_100 && grant.channels == 2 && PCMFormat.allCases.contains(grant.format))
        let error = try #require(try Self.error(opening: microphone.name))
        #expect(error.reason == .format)
        #expect(error.detail == "it offers none of FLOAT_LE, S32_LE, S24_LE, S24_3LE, S16_LE")
    }

    @Test func whatPlugConvertsArrivesToo() throws {
        let clock = try ManualClock()
        let microphone = try ALSATestDevice.make(
            rate: 48_000, channels: 2, format: "S16_BE", speed: 0, clock: clock)
        var capture = try CaptureByHand(microphone.plugged, channel: 2, clock: clock)
        let (reads, end) = capture.reads(untilFrame: 2400)
        #expect(end == nil)
        let samples = reads.flatMap(\.samples)
        let expected = (0..<samples.count).map {
            ExpectedSignal.sample(.signed16, $0, channel: 1, of: 2)
        }
        let isFaithful = samples == expected
        #expect(isFaithful)
    }

    @Test(arguments: [0, 3, -1, 4_000_000])
    func aChannelThatIsNotThereIsAnError(channel: Int) throws {
        let microphone = try ALSATestDevice.make(rate: 48_000, channels: 2)
        let error = try #require(try Self.error(opening: microphone.name, channel: channel))
        #expect(error.reason == .format)
        #expect(
            error.description
                == "cannot open \(microphone.name): it has 2 channels, and no channel \(channel); "
                + "take a channel from 1 to 2, or mix")
        #expect(try Self.error(opening: microphone.plugged, channel: channel)?.reason == .format)
    }

    @Test(arguments: [
        (EBUSY, PCMError.Reason.busy), (EACCES, .denied), (ENODEV, .missing), (ENOENT, .missing),
        (ECONNREFUSED, .server), (EHOSTDOWN, .server), (EIO, .other),
    ])
    func whatOpeningReturnsIsTheReason(code: CInt, reason: PCMError.Reason) throws {
        let microphone = try ALSATestDevice.make(openError: code)
        #expect(try Self.error(opening: microphone.name)?.reason == reason)
    }

    @Test(arguments: ["hw:CARD=NoSuchCard", "hw:CARD=NoSuchCard,DEV=3", "nosuchpcm", "", "a\0b"])
    func aDeviceThatIsNotThereIsMissing(name: String) throws {
        #expect(try Self.error(opening: name)?.reason == .missing)
    }

    @Test func libasoundSaysNothingOnStandardError() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardErrorContent, \.standardOutputContent]
        ) {
            for name in ["nosuchpcm", "hw:CARD=NoSuchCard", "plug:'nosuch:1'", "hw:{"] {
                do throws(PCMError) { _ = try PCMDevice(opening: name) } catch {}
            }
            _ = DeviceDirectory.captureDevices()
        }
        #expect(result?.standardErrorContent.isEmpty == true)
        #expect(result?.standardOutputContent.isEmpty == true)
    }
}
