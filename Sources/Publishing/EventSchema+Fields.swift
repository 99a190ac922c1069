import EmotionRecognition

/// The fields of each event, in the order in which they are written.
extension EventSchema {
    static let helloFields: [SchemaNode.Field] = [
        .init(name: "stream", node: .text, about: "Random id made at start; seq and t belong to it."),
        .init(name: "undertone", node: .text, about: "Version of the program."),
        .init(
            name: "model",
            node: .object([
                .init(name: "name", node: .text, about: "Name of the model file."),
                .init(
                    name: "sha256", node: .string(pattern: "^[0-9a-f]{64}$"),
                    about: "SHA-256 of the model file."),
                .init(name: "labels", node: .array(.text, count: nil), about: "The emotions told apart."),
            ]), about: "The model in use."),
        .init(
            name: "input",
            node: .object([
                .init(
                    name: "kind", node: .oneOf(Hello.Input.Kind.allCases.map(\.rawValue)),
                    about: "Kind of input."),
                .init(name: "name", node: .nullable(.text), about: "Name of the device or file."),
                .init(name: "rate", node: .nullable(.positive), about: "Frames per second."),
                .init(name: "channels", node: .nullable(.positive), about: "Channels."),
                .init(name: "format", node: .nullable(.text), about: "Sample format."),
            ]), about: "Where the audio comes from; null for what is not open yet."),
        .init(
            name: "settings",
            node: .object([
                .init(name: "every", node: .notNegative, about: "Seconds between two estimates."),
                .init(name: "channel", node: .text, about: "The channel heard, from 1, or mix."),
                .init(
                    name: "paced", node: .boolean, about: "Whether the input comes at the pace of real time."),
                .init(name: "status_every", node: .notNegative, about: "Seconds between two status lines."),
                .init(name: "wait", node: .boolean, about: "Whether a device that is away is waited for."),
                .init(name: "stdout", node: .boolean, about: "Whether lines go to standard output."),
                .init(name: "socket", node: .nullable(.text), about: "Where clients connect."),
                .init(
                    name: "profile", node: .nullable(profile),
                    about: "The profile of room, microphone and speaker; null without one."),
                .init(name: "http", node: .nullable(.text), about: "Where the live page is served."),
            ]), about: "The settings in effect."),
        .init(
            name: "decision", node: .map(.number(minimum: nil, maximum: nil)),
            about: "The model's decision parameters."),
    ]

    private static let profile = SchemaNode.object([
        .init(name: "name", node: .text, about: "The file."),
        .init(
            name: "gain_db", node: .number(minimum: nil, maximum: nil),
            about: "What samples are amplified by."),
        .init(
            name: "noise_floor_dbfs", node: .nullable(.number(minimum: nil, maximum: nil)),
            about: "The room's noise floor before the gain."),
        .init(name: "neutral", node: .boolean, about: "Whether it knows the speaker's neutral voice."),
    ])

    static let estimateFields: [SchemaNode.Field] = [
        .init(name: "window", node: .array(.notNegative, count: 2), about: "Start and end of the new audio."),
        .init(
            name: "state", node: .oneOf(AcousticState.allCases.map(\.rawValue)),
            about: "silence: below the level gate; noise: sound without speech; speech."),
        .init(name: "speech", node: .probability, about: "How probable speech is."),
        .init(
            name: "level_db", node: .nullable(.number(minimum: nil, maximum: nil)),
            about: "RMS of the window in dB of full scale; null when it is all zeros."),
        .init(name: "peak", node: .notNegative, about: "Largest absolute sample; full scale is 1."),
        .init(
            name: "emotion", node: .nullable(.text),
            about: "The emotion expressed; null outside speech and while undecided."),
        .init(name: "confidence", node: .nullable(.probability), about: "probs[emotion]; null with it."),
        .init(
            name: "probs", node: .nullable(.map(.probability)),
            about: "Smoothed posterior; null outside speech."),
        .init(
            name: "raw", node: .nullable(.map(.probability)),
            about: "Posterior at the window's end; null outside speech."),
        .init(
            name: "lag_ms", node: .nullable(.number(minimum: nil, maximum: nil)),
            about: "From the read of the window's last frame to this line; null when the input is not paced."),
    ]

    static let utteranceFields: [SchemaNode.Field] = [
        .init(name: "start", node: .notNegative, about: "Where the speech begins, in seconds."),
        .init(name: "end", node: .notNegative, about: "Where the speech ends, in seconds."),
        .init(name: "emotion", node: .text, about: "The most probable emotion."),
        .init(name: "confidence", node: .probability, about: "Its probability."),
        .init(name: "probs", node: .map(.probability), about: "Mean posterior over the utterance."),
        .init(
            name: "cut", node: .oneOf(UtteranceCut.allCases.map(\.rawValue)),
            about: "What ended the utterance."),
    ]

    static let gapFields: [SchemaNode.Field] = [
        .init(name: "start", node: .notNegative, about: "Where the loss begins, in seconds."),
        .init(name: "end", node: .notNegative, about: "Where the loss ends, in seconds."),
        .init(name: "samples", node: .count, about: "Input frames lost."),
        .init(name: "rate", node: .positive, about: "Input frames per second."),
        .init(name: "seconds", node: .notNegative, about: "Length of the loss."),
        .init(name: "cause", node: .oneOf(Gap.Cause.allCases.map(\.rawValue)), about: "Who lost it."),
    ]

    static let deviceFields: [SchemaNode.Field] = [
        .init(
            name: "state", node: .oneOf(DeviceChange.State.allCases.map(\.rawValue)),
            about: "What became of the microphone."),
        .init(
            name: "reason", node: .nullable(.oneOf(DeviceChange.Reason.allCases.map(\.rawValue))),
            about: "Why, where there is a reason."),
        .init(name: "device", node: .text, about: "Name of the device."),
        .init(name: "detail", node: .nullable(.text), about: "What happened."),
        .init(name: "remedy", node: .nullable(.text), about: "What to do about it."),
        .init(name: "rate", node: .positive, about: "Frames per second, granted.", isRequired: false),
        .init(name: "channels", node: .positive, about: "Channels, granted.", isRequired: false),
        .init(name: "format", node: .text, about: "Sample format, granted.", isRequired: false),
        .init(name: "period", node: .positive, about: "Frames a period, granted.", isRequired: false),
        .init(name: "buffer", node: .positive, about: "Frames of buffer, granted.", isRequired: false),
        .init(
            name: "active_channels", node: .array(.positive, count: nil), about: "Channels that carry sound.",
            isRequired: false),
    ]

    static let statusFields: [SchemaNode.Field] = [
        .init(name: "uptime_s", node: .notNegative, about: "Seconds since the program started."),
        .init(name: "overruns", node: .count, about: "Overruns of the driver's buffer so far."),
        .init(name: "gaps", node: .count, about: "Gaps so far."),
        .init(name: "lost_s", node: .notNegative, about: "Seconds of audio lost so far."),
        .init(name: "clients", node: .count, about: "Readers connected."),
        .init(name: "dropped", node: .count, about: "Lines this reader's full queue left out so far."),
        .init(name: "load", node: .nullable(.notNegative), about: "Processing seconds per second of audio."),
        .init(name: "rss_bytes", node: .count, about: "Resident memory."),
        .init(
            name: "scheduling", node: .nullable(.oneOf(Status.Scheduling.allCases.map(\.rawValue))),
            about: "How the capture thread is scheduled; null without one."),
        .init(
            name: "state_norm", node: .notNegative, about: "Largest Euclidean norm of an LSTM's cell state."),
    ]

    static let errorFields: [SchemaNode.Field] = [
        .init(name: "code", node: .text, about: "Short name, for programs."),
        .init(name: "message", node: .text, about: "A sentence, for people."),
    ]

    static let endFields: [SchemaNode.Field] = [
        .init(
            name: "reason", node: .oneOf(End.Reason.allCases.map(\.rawValue)), about: "Why the stream ends."),
        .init(name: "seconds", node: .notNegative, about: "Seconds of input, gaps included."),
    ]
}
