public import Plotting

/// Pictures of clips, from the very features that serve.
public enum ClipPictures {
    /// One clip.
    ///
    /// - Throws: `AudioFileError`.
    public static func picture(of clip: PlottedClip, kind: ClipPictureKind) throws -> Picture {
        let features = ClipFeatures(try clip.samples())
        let panels = ClipPanels(features: features, scale: ClipScale([features])).panels(kind)
        return Picture(
            title: clip.title, subtitle: summary(features), rows: rows([panels], headings: nil),
            height: max(800, 260 * panels.count + 80))
    }

    /// A clip beside versions of it, each with one part of the augmentation alone.
    ///
    /// - Parameters:
    ///   - clip: the clip.
    ///   - kind: what to draw; of `spectrogram` the log-mel energies.
    ///   - noise: recordings to mix in; where there are none, noise is made.
    ///   - seed: where everything random comes from.
    /// - Throws: `AudioFileError`.
    public static func augmented(
        _ clip: PlottedClip, kind: ClipPictureKind, noise: NoiseLibrary, seed: UInt64
    ) throws -> Picture {
        let versions = AugmentedVersion.all(of: try clip.samples(), noise: noise, seed: seed)
            .filter { !$0.isOfFramesAlone || kind == .spectrogram || kind == .mfcc }
        let scale = ClipScale(versions.map(\.features))
        let columns = versions.count > 9 ? 4 : 3
        let panels = versions.enumerated().map { index, version in
            let panels = ClipPanels(features: version.features, scale: scale)
            var panel = kind == .spectrogram ? panels.logMel : panels.panels(kind)[0]
            panel.title = version.name
            return inGrid(
                panel, isFirstColumn: index % columns == 0,
                isLastColumn: index % columns == columns - 1, isLastRow: index + columns >= versions.count,
                hasLegend: index == 0)
        }
        return Picture(
            title: clip.title, subtitle: "the same clip as training hears it, one change at a time",
            panels: panels, columns: columns, width: 400 * columns,
            height: 260 * (panels.count / columns) + 80)
    }

    /// One column per emotion, of one speaker.
    ///
    /// - Parameters:
    ///   - clips: clips of one speaker; of each emotion the first is drawn, of the same sentence where there
    ///     is one that all emotions have.
    ///   - kind: what to draw.
    /// - Returns: nil where fewer than two emotions are there.
    /// - Throws: `AudioFileError`.
    public static func comparison(of clips: [PlottedClip], kind: ClipPictureKind) throws -> Picture? {
        let chosen = onePerEmotion(clips)
        guard chosen.count >= 2, let first = chosen.first else { return nil }
        let features = try chosen.map { ClipFeatures(try $0.samples(), columnLimit: 500) }
        let scale = ClipScale(features)
        // Whole seconds, and few of them: the columns are narrow.
        let ticks = Axis.Ticks.every(max(1, (scale.seconds / 4).rounded()))
        let columns = features.map { ClipPanels(features: $0, scale: scale, timeTicks: ticks).panels(kind) }
        let headings = chosen.map { $0.emotion?.rawValue ?? $0.name }
        let title = [first.corpus?.rawValue.uppercased(), first.speaker.map { "speaker \($0)" }]
        return Picture(
            title: title.compactMap(\.self).joined(separator: " · "),
            subtitle: chosen.map(\.name).joined(separator: ", "), rows: rows(columns, headings: headings),
            width: max(1200, 250 * chosen.count + 250), height: max(460, 240 * columns[0].count + 140))
    }

    /// Of each emotion one clip, in the emotions' order, of the sentence that most of them share.
    static func onePerEmotion(_ clips: [PlottedClip]) -> [PlottedClip] {
        let sentences = Dictionary(grouping: clips.filter { $0.sentence != nil }) { $0.sentence ?? "" }
        let most = sentences.mapValues { Set($0.compactMap(\.emotion)).count }
        let best = most.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        return Emotion.allCases.compactMap { emotion in
            let all = clips.filter { $0.emotion == emotion }
            return all.first { $0.sentence == best } ?? all.first
        }
    }

    private static func summary(_ features: ClipFeatures) -> String {
        let seconds = (features.seconds * 100).rounded() / 100
        let level = ClipPictures.decibels(features.samples.peak)
        return "\(seconds) s at 16 kHz, peak \(level)"
            + (features.columns == 0 ? "; shorter than one frame" : "")
    }

    private static func decibels(_ peak: Float) -> String {
        // A tenth of a decibel of 1e-5 is below what any file can hold.
        peak > 0 ? "\((ClipScale.decibels(power: peak * peak * 10_000) * 10).rounded() / 10) dBFS" : "0"
    }

    // MARK: - Sheets

    /// `[columns][panels]` as rows; only outer panels carry words, and the headings stand above the columns.
    private static func rows(_ columns: [[Panel]], headings: [String]?) -> [Picture.Row] {
        (0..<(columns.first?.count ?? 0)).map { row in
            Picture.Row(
                columns.indices.map { column in
                    var panel = columns[column][row]
                    if let headings {
                        panel.title = row == 0 ? headings[column] : nil
                        panel.legend = panel.legend == .none ? .none : .outside
                    }
                    let isLast = column == columns.count - 1
                    return inGrid(
                        panel, isFirstColumn: column == 0, isLastColumn: isLast,
                        isLastRow: row == columns[column].count - 1, hasLegend: isLast)
                })
        }
    }

    private static func inGrid(
        _ panel: Panel, isFirstColumn: Bool, isLastColumn: Bool, isLastRow: Bool, hasLegend: Bool
    ) -> Panel {
        var panel = panel
        if !isFirstColumn { panel.y = panel.y.unlabelled }
        if !isLastRow { panel.x = panel.x.unlabelled }
        if !isLastColumn { panel.colours?.label = nil }
        if !hasLegend { panel.legend = .none }
        return panel
    }
}
