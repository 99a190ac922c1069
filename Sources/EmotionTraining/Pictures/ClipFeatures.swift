internal import CKernels
internal import SpeechFeatures

/// What the front end that serves measures on a clip, frame by frame.
///
/// Of a long recording several frames share a column, as their mean: a picture has only so many pixels.
struct ClipFeatures: Sendable {
    let options: FeatureOptions
    /// 16 kHz mono.
    let samples: [Float]
    /// Frames that share a column.
    let framesPerColumn: Int
    /// Columns: frames, or groups of them.
    private(set) var columns = 0
    /// |X|², `[columns][binCount]`.
    private(set) var power: [Float] = []
    /// ln(E + 1e-7), `[columns][melBandCount]`.
    private(set) var logMel: [Float] = []
    /// Cepstra, `[columns][cepstrumCount]`.
    private(set) var cepstra: [Float] = []
    /// The amplitude envelope, RMS, `[columns]`.
    private(set) var rms: [Float] = []
    /// The amplitude envelope, largest magnitude, `[columns]`.
    private(set) var peak: [Float] = []

    /// The features of 16 kHz mono `samples`, in at most `columnLimit` columns.
    init(_ samples: [Float], columnLimit: Int = 1500) {
        let control = ck_flush_denormals()
        defer { ck_restore_denormals(control) }
        options = FeatureOptions()
        self.samples = samples
        let frameCount = options.frameCount(sampleCount: samples.count)
        framesPerColumn = max(1, (frameCount + columnLimit - 1) / columnLimit)
        var filter = HighPassFilter(options: options)
        let filtered = filter.filtered(samples)
        var extractor = FrameExtractor(options: options)
        var offset = 0
        while extractor.next(filtered, from: &offset) {
            add(
                extractor.frame, extractor.powerSpectrum,
                isFirst: (extractor.frameCount - 1) % framesPerColumn == 0)
        }
    }

    private mutating func add(_ frame: Frame, _ spectrum: [Float], isFirst: Bool) {
        if isFirst {
            columns += 1
            power += Array(repeating: 0, count: options.binCount)
            logMel += Array(repeating: 0, count: options.melBandCount)
            cepstra += Array(repeating: 0, count: options.cepstrumCount)
            rms.append(0)
            peak.append(0)
        }
        let share = 1 / Float(framesPerColumn)
        Self.add(spectrum, scaledBy: share, toEndOf: &power)
        Self.add(frame.logMel, scaledBy: share, toEndOf: &logMel)
        Self.add(frame.cepstra, scaledBy: share, toEndOf: &cepstra)
        rms[columns - 1] = max(rms[columns - 1], frame.rms)
        peak[columns - 1] = max(peak[columns - 1], frame.peak)
    }

    private static func add(_ row: [Float], scaledBy share: Float, toEndOf rows: inout [Float]) {
        let start = rows.count - row.count
        for index in row.indices { rows[start + index] += share * row[index] }
    }

    /// The same clip after a change of its log-mel frames, and what becomes of the cepstra.
    func changed(_ change: (inout [Float]) -> Void) -> ClipFeatures {
        var changed = self
        change(&changed.logMel)
        changed.columns = changed.logMel.count / options.melBandCount
        let transform = CepstralTransform(options: options)
        var row = [Float](repeating: 0, count: options.cepstrumCount)
        changed.cepstra = (0..<changed.columns).flatMap { column in
            let bands = options.melBandCount
            transform.apply(to: Array(changed.logMel[column * bands..<(column + 1) * bands]), into: &row)
            return row
        }
        return changed
    }

    /// Seconds from one column to the next.
    private var columnSeconds: Double { options.frameShiftSeconds * Double(framesPerColumn) }
    /// Seconds of audio.
    var seconds: Double { Double(samples.count) / Double(options.sampleRateHz) }
    /// The middle of the first column's first frame less half a shift: where its cell begins.
    private var firstEdge: Double {
        (Double(options.windowLength) / Double(options.sampleRateHz) - options.frameShiftSeconds) / 2
    }
    /// The outer edges of the columns, in seconds.
    var span: ClosedRange<Double> { firstEdge...firstEdge + columnSeconds * Double(max(columns, 1)) }
    /// The middle of each column, in seconds.
    var times: [Double] { rms.indices.map { firstEdge + (Double($0) + 0.5) * columnSeconds } }
}

extension Array where Element == Float {
    /// The same numbers, `[rows][columns]` made `[columns][rows]`.
    func transposed(columns: Int) -> [Float] {
        guard columns > 0 else { return [] }
        let rows = count / columns
        return (0..<columns).flatMap { column in (0..<rows).map { self[$0 * columns + column] } }
    }
}
