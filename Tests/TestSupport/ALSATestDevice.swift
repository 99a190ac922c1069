import Glibc

/// A microphone without hardware, seen through the real libasound.
///
/// A plugin (`Tests/AudioCaptureTests/Plugin`), compiled once a process into a temporary folder, plays a known
/// signal at exact pace and injects losses on a schedule. A program under test reaches it as a child process
/// with ``environment``, where it is `default`; this process reaches it by ``name``.
///
///     @Test(.enabled(if: ALSATestDevice.isAvailable, "no C compiler, or no ALSA headers"))
///     func …() throws {
///         let microphone = try ALSATestDevice.make(rate: 48_000, channels: 2, format: "S32_LE",
///             signal: .file("speech.raw"), faults: [.init(.overrun, at: 96_000, frames: 4800)])
///         // run `undertone listen` with microphone.environment; compare with microphone.losses()
///     }
public struct ALSATestDevice: Sendable {
    /// What the microphone hears.
    public enum Signal: Sendable {
        /// A hash of the frame's number and the channel, so that every frame tells where it belongs.
        case hash
        /// Raw frames in the device's own rate, channels and format, then zeros.
        case file(String)
        /// The same, again and again.
        case loopedFile(String)
    }

    /// Something that goes wrong.
    public struct Fault: Sendable {
        /// What happens.
        public enum Kind: String, Sendable {
            /// The driver overruns.
            case overrun
            /// The machine sleeps.
            case suspend
            /// The device is unplugged, and says so.
            case disconnect
            /// The device polls as an error, and says nothing else.
            case error
            /// The read that comes there fails once, with the errno that stands for the frames.
            case fail
            /// The read that comes there ends there, and fails after that.
            case short
        }

        /// What happens.
        public var kind: Kind
        /// When: a frame of the device's own time, losses included.
        public var at: Int
        /// How many frames are withheld before it happens.
        public var frames: Int

        /// A fault of `frames` frames from frame `at` on.
        public init(_ kind: Kind, at: Int, frames: Int) {
            self.kind = kind
            self.at = at
            self.frames = frames
        }
    }

    /// A loss as it really was: a machine that is busy restarts late, or overruns by itself.
    public struct Loss: Sendable, Equatable {
        /// What happened.
        public var kind: String
        /// The frame of the device's own time that was lost first.
        public var at: Int
        /// How many frames were lost, to the frame.
        public var frames: Int
    }

    /// The device's name in this process, after ``useInThisProcess()``.
    public var name: String
    /// What to add to a child's environment: there the device is `default`, and ``name`` works too.
    public var environment: [String: String]
    private let logPath: String
    private let gatePath: String

    /// A device with a rate, a number of channels and a format of its own.
    ///
    /// - Parameters:
    ///   - rate: frames a second; 0 for any, as a sound server offers.
    ///   - channels: 0 for any from 1 to 32.
    ///   - format: as ALSA names it; `any` for all that are captured natively.
    ///   - signal: what it hears.
    ///   - speed: times faster than real time; 0 for by hand, one period each time somebody polls.
    ///   - faults: what goes wrong, in order.
    ///   - openError: the errno that opening fails with; 0 for none.
    ///   - clock: where a device by hand shows its time.
    ///   - persists: whether a device by hand that is opened again goes on where its clock stands.
    ///   - isPatient: whether its time stands still while its buffer is full: a busy machine then loses nothing.
    ///   - isExclusive: whether it is busy while anybody has it open, as hardware is; a sound server's is not.
    /// - Returns: the device, in no other test's way.
    /// - Throws: ``ALSATestDeviceError`` where the plugin cannot be built or the configuration written.
    public static func make(
        rate: Int = 16_000, channels: Int = 1, format: String = "S16_LE", signal: Signal = .hash,
        speed: Int = 1, faults: [Fault] = [], openError: Int32 = 0, clock: ManualClock? = nil,
        persists: Bool = false, isPatient: Bool = false, isExclusive: Bool = false
    ) throws -> ALSATestDevice {
        let folder = try ALSATestPlugin.shared.get().folder
        let number = ALSATestPlugin.nextNumber()
        let logPath = "\(folder)/losses-\(number)"
        let gatePath = "\(folder)/gate-\(number)"
        var arguments = [
            "RATE=\(rate)", "CHANNELS=\(channels)", "FORMAT=\(format)", "SPEED=\(speed)", "LOG=\(logPath)",
            "GATE=\(gatePath)", "PERSIST=\(persists ? 1 : 0)",
            "PATIENT=\(isPatient ? 1 : 0)",
        ]
        if isExclusive { arguments.append("LOCK=\(gatePath).lock") }
        if openError != 0 { try ALSATestPlugin.write("\(openError)\n", to: gatePath) }
        switch signal {
        case .hash: break
        case .file(let path): arguments += ["INFILE=\(path)"]
        case .loopedFile(let path): arguments += ["INFILE=\(path)", "LOOP=1"]
        }
        if !faults.isEmpty {
            let schedule = faults.map { "\($0.kind.rawValue)@\($0.at)+\($0.frames)" }
            arguments.append("FAULTS=\(schedule.joined(separator: "/"))")
        }
        if let clock { arguments.append("CLOCK=\(clock.path)") }
        let name = "undertone_test:" + arguments.joined(separator: ",")
        let configuration = "\(folder)/asound-\(number).conf"
        let text = "<\(ALSATestPlugin.configurationPath(folder))>\npcm.!default \"\(name)\"\n"
        try ALSATestPlugin.write(text, to: configuration)
        return ALSATestDevice(
            name: name, environment: ["ALSA_CONFIG_PATH": configuration], logPath: logPath,
            gatePath: gatePath)
    }

    /// Makes opening fail with an errno from now on, or succeed with 0.
    public func setOpenError(_ code: Int32) throws {
        // Renamed into place: whoever opens meanwhile sees the old number or the new one.
        try ALSATestPlugin.write("\(code)\n", to: gatePath + ".new")
        guard unsafe rename(gatePath + ".new", gatePath) == 0 else {
            throw ALSATestDeviceError(description: "cannot write \(gatePath)")
        }
    }

    /// The same device behind ALSA's `plug`, which converts: what `default` is on many machines.
    public var plugged: String { "plug:'\(name)'" }

    /// What has really been lost so far, in order.
    public func losses() -> [Loss] {
        guard let text = ALSATestPlugin.read(logPath) else { return [] }
        return text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count == 3, let at = Int(fields[1]), let frames = Int(fields[2]) else { return nil }
            return Loss(kind: String(fields[0]), at: at, frames: frames)
        }
    }

    /// Whether the plugin can be built here.
    public static var isAvailable: Bool {
        if case .success = ALSATestPlugin.shared { return true }
        return false
    }

    /// Makes libasound find the devices in this process too; once, however often it is called.
    public static func useInThisProcess() throws {
        _ = try ALSATestPlugin.inThisProcess.get()
    }

    /// The hash that ``Signal/hash`` plays: the top bits of it, as many as the format has.
    public static func hash(frame: Int, channel: Int, channels: Int) -> UInt32 {
        var x = UInt32(truncatingIfNeeded: frame * channels + channel) &* 2_654_435_761
        x ^= x >> 16
        x = x &* 0x85eb_ca6b
        return x ^ (x >> 13)
    }
}

/// Why there is no test device.
public struct ALSATestDeviceError: Error, CustomStringConvertible {
    /// What happened.
    public var description: String
}

// SAFETY: `nanosecondsPointer` is a mapping of eight bytes that lasts to deinit, read as a whole word, which
// the plugin stores as a whole word.
/// The time of a device by hand, which moves when somebody polls the device.
@safe
public final class ManualClock: @unchecked Sendable {
    let path: String
    private let nanosecondsPointer: UnsafeMutablePointer<UInt64>

    /// A clock at 0, which starts with its device.
    public init() throws {
        let folder = try ALSATestPlugin.shared.get().folder
        self.path = "\(folder)/clock-\(ALSATestPlugin.nextNumber())"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        guard descriptor >= 0, ftruncate(descriptor, 8) == 0,
            let map = unsafe mmap(nil, 8, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            unsafe map != MAP_FAILED
        else { throw ALSATestDeviceError(description: "cannot map \(path)") }
        unsafe self.nanosecondsPointer = map.bindMemory(to: UInt64.self, capacity: 1)
    }

    deinit { unsafe munmap(nanosecondsPointer, 8) }

    /// The device's time in nanoseconds.
    public var nanoseconds: UInt64 { unsafe nanosecondsPointer.pointee }

    /// Moves the time on while no device is open.
    public func advance(byNanoseconds step: UInt64) {
        unsafe nanosecondsPointer.pointee += step
    }
}
