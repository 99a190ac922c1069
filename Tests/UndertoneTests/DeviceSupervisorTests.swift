import AudioCapture
import Glibc
import TestSupport
import Testing

@testable import undertone

/// The thread that keeps a microphone open, on the real libasound.
@Suite(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
struct DeviceSupervisorTests {
    /// An hour: whatever comes sooner does not come of the back-off.
    private static let waits: ClosedRange<UInt64> = 3_600_000_000_000...3_600_000_000_000

    private let folder: String

    init() throws {
        try ALSATestDevice.useInThisProcess()
        folder = try #require(makeTemporaryFolder("undertone-devices"))
    }

    private func supervisor(_ microphone: ALSATestDevice) throws -> DeviceSupervisor {
        let target = DeviceTarget(name: microphone.name, watchedFolders: [folder])
        let supervisor = try DeviceSupervisor(target, waits: Self.waits)
        supervisor.start()
        return supervisor
    }

    /// The next news; the patience ends a test that has failed.
    private func news(of supervisor: DeviceSupervisor) throws -> DeviceSupervisor.News {
        var request = pollfd(fd: supervisor.wakeDescriptor, events: Int16(POLLIN), revents: 0)
        // SAFETY: one entry.
        unsafe poll(&request, 1, 120_000)
        return try #require(supervisor.takeNews().first)
    }

    @Test func whatAppearsInAWatchedFolderIsTriedAtOnce() throws {
        defer { removeTemporaryFolder(folder) }
        let microphone = try ALSATestDevice.make(openError: ENOENT)
        let supervisor = try supervisor(microphone)
        guard case .waiting(let error) = try news(of: supervisor) else {
            Issue.record("it cannot have been opened")
            return
        }
        #expect(error.reason == .missing)
        try microphone.setOpenError(0)
        close(unsafe open("\(folder)/pcmC0D0c", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        guard case .opened(let feed) = try news(of: supervisor) else {
            Issue.record("it is there")
            return
        }
        supervisor.discard(feed)
    }

    @Test func hardwareThatIsHandedBackCanBeOpenedByOthersAtOnce() throws {
        defer { removeTemporaryFolder(folder) }
        let microphone = try ALSATestDevice.make(isExclusive: true)
        let supervisor = try supervisor(microphone)
        guard case .opened(let feed) = try news(of: supervisor) else {
            Issue.record("it is there")
            return
        }
        #expect(throws: PCMError.self) { try DeviceFeed(opening: microphone.name, channel: nil) }
        // Still held here, as a session's statistics hold it.
        supervisor.discard(feed)
        supervisor.retarget(DeviceTarget(name: "undertone_no_such_device"))
        // The refusal of the next order tells that the one before is done.
        guard case .waiting = try news(of: supervisor) else {
            Issue.record("there is no such device")
            return
        }
        let other = try DeviceFeed(opening: microphone.name, channel: nil)
        #expect(other.rateHz == feed.rateHz)
    }

    /// Opened for one order while the next was already given: nobody will ask for it back.
    @Test func hardwareOpenedForAnOrderThatIsOvertakenIsClosed() throws {
        defer { removeTemporaryFolder(folder) }
        let microphone = try ALSATestDevice.make(channels: 2, isExclusive: true)
        let supervisor = try supervisor(microphone)
        guard case .opened(let first) = try news(of: supervisor) else {
            Issue.record("it is there")
            return
        }
        supervisor.retarget(
            DeviceTarget(name: microphone.name, channel: 2, watchedFolders: [folder], generation: 1))
        guard case .opened(let second) = try news(of: supervisor) else {
            Issue.record("the first is in the way")
            return
        }
        #expect(first.target.channel == nil && second.target.channel == 2)
        supervisor.discard(second)
    }

    @Test func foldersAreThoseOfSoundCardsAndOfSoundServers() {
        #expect(DeviceTarget(name: "hw:CARD=x").folders(runtime: "/run/user/7") == ["/dev/snd"])
        #expect(DeviceTarget(name: "default").folders(runtime: nil) == ["/dev/snd"])
        #expect(DeviceTarget(name: "default").folders(runtime: "") == ["/dev/snd"])
        #expect(
            DeviceTarget(name: "default").folders(runtime: "/run/user/7")
                == ["/dev/snd", "/run/user/7", "/run/user/7/pulse"])
        #expect(DeviceTarget(name: "default", watchedFolders: ["/x"]).folders(runtime: nil) == ["/x"])
    }
}
