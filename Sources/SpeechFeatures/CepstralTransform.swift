internal import CKernels

/// Log mel energies to cepstral coefficients: the orthonormal DCT-II, first coefficients only.
///
/// c[n] = s(n)·Σ_m x[m]·cos(π·n·(m + ½)/M), s(0) = √(1/M), s(n) = √(2/M) (`scipy.fft.dct(norm='ortho')`).
public struct CepstralTransform: Sendable {
    /// Log mel energies in.
    public let bandCount: Int
    /// Coefficients out.
    public let cepstrumCount: Int
    /// `[bandCount][width]`: column by column, so that the product is a sum of scaled columns.
    private let basis: [Float]
    /// Coefficients with zeros behind them, as many as fill whole vectors.
    private let width: Int

    /// The transform of `options`.
    public init(options: FeatureOptions) {
        bandCount = options.melBandCount
        cepstrumCount = options.cepstrumCount
        width = (options.cepstrumCount + 15) / 16 * 16
        var basis = [Float](repeating: 0, count: options.melBandCount * width)
        for band in 0..<options.melBandCount {
            for coefficient in 0..<options.cepstrumCount {
                let scale = ((coefficient == 0 ? 1.0 : 2.0) / Double(options.melBandCount)).squareRoot()
                let angle =
                    Double.pi * Double(coefficient) * (Double(band) + 0.5) / Double(options.melBandCount)
                basis[band * width + coefficient] = Float(scale * cosine(angle))
            }
        }
        self.basis = basis
    }

    /// Cepstra of one frame.
    ///
    /// - Parameters:
    ///   - logEnergies: `[bandCount]`.
    ///   - cepstra: `[cepstrumCount]`, written.
    public func apply(to logEnergies: [Float], into cepstra: inout [Float]) {
        precondition(logEnergies.count == bandCount && cepstra.count == cepstrumCount)
        // SAFETY: [bandCount][width] times [bandCount], of which the first `cepstrumCount` are written.
        unsafe ck_columns_product(&cepstra, basis, logEnergies, bandCount, width, cepstrumCount)
    }
}
