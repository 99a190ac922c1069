import ArgumentParser
import AudioCapture
import EmotionRecognition
import Glibc
import Plotting
import Publishing
import ResultFiles

/// `undertone tune`: what this room, this microphone and this speaker are like.
struct TuneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune",
        abstract: "Listens to the room, and to you, and writes a profile for listen and analyze.",
        usage: """
            undertone tune [--device <name>] [--voice] [--out <profile>]
            undertone tune --room <file> [--voice <file>] [--out <profile>]
            """,
        discussion: """
            First the room, for 30 seconds in which nobody speaks: that gives the noise floor. Then, with --voice, \
            you, for 30 seconds in your ordinary, neutral voice: that gives the gain and your own neutral \
            baseline. Recordings may stand for either. The profile is a small text file; delete it to be without \
            it. Audio is never kept.

            EXAMPLES:
              undertone tune --voice
              undertone tune --room room.wav --voice me.flac --out me.toml
              undertone listen --profile ~/.config/undertone/profile.toml
            """)

    @Option(help: ArgumentHelp("The microphone, as with listen.", valueName: "name"))
    var device: String?

    @Option(help: ArgumentHelp("A recording of the room in place of the microphone.", valueName: "file"))
    var room: String?

    @Option(
        defaultAsFlag: TuneCommand.microphone,
        help: ArgumentHelp("Then listen to you, too, or to a recording of you.", valueName: "file"))
    var voice: String?

    @Option(help: ArgumentHelp("Seconds to listen to each, 5 to 300 (default: 30).", valueName: "seconds"))
    var seconds = 30

    @Option(help: ArgumentHelp("The channel to hear, from 1, or mix (default: mix).", valueName: "N|mix"))
    var channel: String?

    @Option(
        help: ArgumentHelp(
            "Where the profile goes (default: undertone/profile.toml in the user's configuration).",
            valueName: "profile"))
    var out: String?

    @OptionGroup var modelOptions: ModelOptions

    /// Stands for the microphone where `--voice` names no file.
    private static let microphone = "-"

    func validate() throws {
        guard (5...300).contains(seconds) else {
            throw ValidationError("--seconds \(seconds): expected 5 to 300")
        }
        _ = try Settings.channel.resolve(channel)
        if room != nil, device != nil { throw ValidationError("--device and --room exclude each other") }
        if room != nil, voice == Self.microphone {
            throw ValidationError("--voice: name a file, as --room does, or leave out --room")
        }
    }

    func run() throws {
        let path = try out ?? TuningProfile.defaultPath()
        do throws(ResultFileError) {
            if out == nil { TuningProfile.makeFolder(of: path) }
            try ResultFile.requireWritable(path)
        } catch {
            throw ProgramFailure("\(error)")
        }
        let model = try ModelInUse(flag: modelOptions.model)
        let stop = try StopSignal.install()
        let sounds = try TuneSounds(
            source: source(stop), voice: voice, channel: Settings.channel.resolve(channel).index)
        let proposal = try TuneProposal(sounds, model: model)
        try say(proposal.text)
        do throws(ResultFileError) {
            try ResultFile.replace(path, with: Array(proposal.profile.text.utf8))
        } catch {
            throw ProgramFailure("\(error)")
        }
        try say("wrote \(path)\n")
    }

    private func source(_ stop: StopSignal) throws -> TuneSounds.Source {
        if let room { return .file(room) }
        AudioPrivacy.forbidCoreFiles()
        let name = try Settings.device.resolve(device)
        let index = try Settings.channel.resolve(channel).index
        do throws(PCMError) {
            return .device(try DeviceFeed(opening: name, channel: index), seconds: seconds, stop)
        } catch {
            throw ProgramFailure("\(error)")
        }
    }

    private func say(_ text: String) throws {
        do throws(LineError) {
            try LineWriter(descriptor: STDOUT_FILENO).write(Array(text.utf8)[...])
        } catch {
            throw error.asProgramError
        }
    }
}
