/// A waveform of any length as a few thousand columns: the lowest and the highest sample of each, and its RMS.
///
/// Takes samples as they come and keeps at most twice `columns` columns: when they are full, neighbours are
/// merged. So an hour takes no more memory than a second.
public struct WaveformOutline: Sendable {
    /// One column.
    private struct Column {
        var low: Float
        var high: Float
        var squares: Double

        init(_ sample: Float) {
            low = sample
            high = sample
            squares = Double(sample) * Double(sample)
        }

        mutating func merge(_ other: Column) {
            low = min(low, other.low)
            high = max(high, other.high)
            squares += other.squares
        }
    }

    private let sampleRateHz: Double
    private let limit: Int
    private var columns: [Column] = []
    private var samplesPerColumn = 1
    private var samplesInLast = 0
    private var sampleCount = 0

    /// An outline of nothing yet.
    ///
    /// - Parameters:
    ///   - sampleRateHz: samples in a second.
    ///   - columns: how many columns are enough; a picture has no more across.
    public init(sampleRateHz: Double, columns: Int = 1200) {
        precondition(sampleRateHz > 0 && columns > 0)
        self.sampleRateHz = sampleRateHz
        limit = 2 * columns
    }

    /// The outline of a whole signal.
    public init(_ samples: [Float], sampleRateHz: Double, columns: Int = 1200) {
        self.init(sampleRateHz: sampleRateHz, columns: columns)
        for sample in samples { append(sample) }
    }

    /// Takes the next sample.
    public mutating func append(_ sample: Float) {
        sampleCount += 1
        if samplesInLast > 0, samplesInLast < samplesPerColumn {
            columns[columns.count - 1].merge(Column(sample))
            samplesInLast += 1
            return
        }
        if columns.count == limit { mergeNeighbours() }
        columns.append(Column(sample))
        samplesInLast = 1
    }

    private mutating func mergeNeighbours() {
        for index in 0..<limit / 2 {
            columns[index] = columns[2 * index]
            columns[index].merge(columns[2 * index + 1])
        }
        columns.removeLast(limit / 2)
        samplesPerColumn *= 2
    }

    /// Seconds taken so far.
    public var seconds: Double { Double(sampleCount) / sampleRateHz }
    /// The largest magnitude so far.
    public var peak: Float { columns.reduce(0) { max($0, max(-$1.low, $1.high)) } }
    /// The middle of each column, in seconds.
    public var times: [Double] {
        columns.indices.map { (Double($0) + 0.5) * Double(samplesPerColumn) / sampleRateHz }
    }
    /// The lowest sample of each column.
    public var lowest: [Double] { columns.map { Double($0.low) } }
    /// The highest sample of each column.
    public var highest: [Double] { columns.map { Double($0.high) } }
    /// The amplitude envelope: the root mean square over stretches of about `seconds`, or over one column where
    /// that is longer.
    ///
    /// - Returns: the middle of each stretch, in seconds, and its root mean square.
    public func envelope(seconds: Double = 0.025) -> (times: [Double], rms: [Double]) {
        let group = max(1, Int((seconds * sampleRateHz / Double(samplesPerColumn)).rounded()))
        var (times, rms) = ([Double](), [Double]())
        for first in stride(from: 0, to: columns.count, by: group) {
            let end = min(first + group, columns.count)
            let start = first * samplesPerColumn
            let count = min(end * samplesPerColumn, sampleCount) - start
            let squares = columns[first..<end].reduce(0) { $0 + $1.squares }
            times.append((Double(start) + Double(count) / 2) / sampleRateHz)
            rms.append((squares / Double(count)).squareRoot())
        }
        return (times, rms)
    }

    /// The waveform as layers: its outline, and a thin line that stays where there is no sound.
    public func layers(colour: Colour, name: String? = nil) -> [Layer] {
        let (low, high) = (lowest, highest)
        let middle = zip(low, high).map { ($0 + $1) / 2 }
        return [
            .band(BandLayer(x: times, lower: low, upper: high, colour: colour, name: name)),
            .line(LineLayer(x: times, y: middle, colour: colour, width: samplesPerColumn > 1 ? 0.7 : 1.4)),
        ]
    }
}
