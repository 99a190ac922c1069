internal import CKernels

/// Triangular bands on the mel scale, each kept as the few bins that it covers.
///
/// HTK's scale, mel(f) = 2595·log10(1 + f/700); triangles of peak 1 between neighbouring centres
/// (`librosa.filters.mel(htk=True, norm=None)`).
public struct MelFilterbank: Sendable {
    /// The bins that one triangle covers.
    struct Band: Sendable {
        /// First bin with a weight.
        let start: Int
        /// Where the band's weights begin in `weights`.
        let offset: Int
        /// How many bins it covers; 0 where the triangle falls between two bins.
        let count: Int
    }

    let bands: [Band]
    let weights: [Float]
    private let bins: Int
    /// The bands again in blocks of eight bins, with zeros where the band has none.
    private let blocks: [ck_band]
    private let blockWeights: [Float]
    /// Number of bands.
    public var bandCount: Int { bands.count }

    /// The filterbank of `options`.
    public init(options: FeatureOptions) {
        let edges = Self.edgesHz(options)
        let binHz = Double(options.sampleRateHz) / Double(options.fftLength)
        var bands: [Band] = []
        var weights: [Float] = []
        for band in 0..<options.melBandCount {
            let (low, centre, high) = (edges[band], edges[band + 1], edges[band + 2])
            var covered: [(bin: Int, weight: Float)] = []
            for bin in 0..<options.binCount {
                let frequency = Double(bin) * binHz
                let rising = (frequency - low) / (centre - low)
                let falling = (high - frequency) / (high - centre)
                let weight = min(rising, falling)
                if weight > 0 { covered.append((bin, Float(weight))) }
            }
            bands.append(Band(start: covered.first?.bin ?? 0, offset: weights.count, count: covered.count))
            weights += covered.map(\.weight)
        }
        self.bands = bands
        self.weights = weights
        bins = options.binCount
        (blocks, blockWeights) = Self.blocks(bands, weights, bins: options.binCount)
    }

    /// Whole blocks of eight bins that lie within the spectrum and cover each band.
    private static func blocks(
        _ bands: [Band], _ weights: [Float], bins: Int
    ) -> (bands: [ck_band], weights: [Float]) {
        var (blocks, blockWeights): ([ck_band], [Float]) = ([], [])
        for band in bands {
            let count = (band.count + 7) / 8 * 8
            let start = min(band.start, bins - count)
            precondition(start >= 0)
            blocks.append(
                ck_band(start: UInt32(start), offset: UInt32(blockWeights.count), count: UInt32(count)))
            blockWeights += (start..<start + count).map { bin in
                let place = bin - band.start
                return (0..<band.count).contains(place) ? weights[band.offset + place] : 0
            }
        }
        return (blocks, blockWeights)
    }

    /// The `melBandCount + 2` edges, equally spaced in mel.
    private static func edgesHz(_ options: FeatureOptions) -> [Double] {
        let low = mel(options.lowestFrequencyHz)
        let high = mel(options.highestFrequencyHz)
        let intervals = Double(options.melBandCount + 1)
        return (0...options.melBandCount + 1).map { hertz(low + (high - low) * Double($0) / intervals) }
    }

    /// HTK's mel of a frequency.
    package static func mel(_ hertz: Double) -> Double { 2595 * log10(1 + hertz / 700) }

    /// The frequency of a mel.
    static func hertz(_ mel: Double) -> Double { 700 * (power(10, mel / 2595) - 1) }

    /// Energies of the bands.
    ///
    /// - Parameters:
    ///   - power: the power spectrum, `[binCount]`.
    ///   - energies: `[bandCount]`, written.
    public func apply(to power: [Float], into energies: inout [Float]) {
        precondition(energies.count == bandCount && power.count >= bins)
        // SAFETY: init kept every block within `bins` and `blockWeights`.
        unsafe ck_filterbank(&energies, power, blockWeights, blocks, blocks.count)
    }
}
