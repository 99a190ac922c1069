/// Which speaker belongs to which split: no speaker is ever in two.
public struct SpeakerSplit: Sendable {
    /// What a report calls the protocol.
    public let name: String
    private let members: [Corpus: [String: Member]]

    /// A speaker's place.
    public struct Member: Sendable, Hashable {
        /// The split of all of the speaker's clips.
        public let split: Split
        /// The speaker's sex, where it is known.
        public let sex: Sex?

        /// Makes a speaker's place.
        ///
        /// - Parameters:
        ///   - split: The split of all of the speaker's clips.
        ///   - sex: The speaker's sex, where it is known.
        public init(split: Split, sex: Sex? = nil) {
            self.split = split
            self.sex = sex
        }
    }

    /// Makes a split from a table of speakers.
    ///
    /// - Parameters:
    ///   - name: What a report calls the protocol.
    ///   - members: The place of each speaker; a speaker who is missing has no place.
    public init(name: String, members: [Corpus: [String: Member]]) {
        self.name = name
        self.members = members
    }

    /// The place of `speaker`, or nil where the split does not name the speaker.
    public subscript(corpus: Corpus, speaker: String) -> Member? { members[corpus]?[speaker] }

    /// Whether the split names any speaker of `corpus`.
    public func covers(_ corpus: Corpus) -> Bool { members[corpus]?.isEmpty == false }

    /// The speakers of one split of one corpus, sorted.
    public func speakers(of corpus: Corpus, in split: Split) -> [String] {
        (members[corpus] ?? [:]).filter { $0.value.split == split }.keys.sorted()
    }
}

extension SpeakerSplit {
    /// The fixed protocol of the shipped models.
    ///
    /// CREMA-D's test actors are those of the TensorFlow Datasets split; RAVDESS's test and dev actors
    /// are EmoBox folds 6 and 1. Speakers who are not named (CREMA-D 1004, 1006, 1016, 1034, 1036 and
    /// 1058, RAVDESS 23 and 24) are kept for a last check.
    public static let standard = SpeakerSplit(
        name: "standard",
        members: [
            .cremaD: table(
                train: (
                    female: """
                    1003 1007 1008 1009 1012 1018 1024 1025 1028 1029 1043 1046 1049 1052 1053 1054 1055
                    1056 1060 1061 1063 1072 1075 1076 1082 1091
                    """,
                    male: """
                    1001 1005 1011 1014 1017 1019 1023 1027 1031 1035 1039 1041 1042 1044 1051 1057 1064
                    1067 1069 1077 1080 1081 1083 1085 1087
                    """
                ),
                dev: (
                    female: "1002 1020 1021 1030 1074 1078 1079 1089",
                    male: "1015 1032 1033 1050 1062 1070 1090"
                ),
                test: (
                    female: "1010 1013 1037 1047 1073 1084",
                    male: "1022 1026 1038 1040 1045 1048 1059 1065 1066 1068 1071 1086 1088"
                )),
            // Odd numbers are men, even ones women.
            .ravdess: table(
                train: (female: "02 04 08 10 12 14 16 18", male: "03 05 07 09 15 19"),
                dev: (female: "20", male: "01 11 21"),
                test: (female: "06 22", male: "13 17"), prefix: "Actor_"),
            .savee: table(
                train: (female: "", male: "DC JK"), dev: (female: "", male: "JE"),
                test: (female: "", male: "KL")),
            .tess: table(
                train: (female: "OAF", male: ""), dev: (female: "", male: ""), test: (female: "YAF", male: "")
            ),
        ])

    private typealias BySex = (female: String, male: String)

    private static func table(train: BySex, dev: BySex, test: BySex, prefix: String = "") -> [String: Member]
    {
        var members: [String: Member] = [:]
        for (split, speakers) in [(Split.train, train), (.dev, dev), (.test, test)] {
            for (sex, list) in [(Sex.female, speakers.female), (.male, speakers.male)] {
                for speaker in list.split(whereSeparator: \.isWhitespace) {
                    members[prefix + speaker] = Member(split: split, sex: sex)
                }
            }
        }
        return members
    }
}
