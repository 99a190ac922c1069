/// The level that the sound falls back to between words: minimum statistics with a lower bound.
///
/// The minimum of the smoothed level over the last `blockCount` blocks (Martin 2001, simplified). It falls
/// at once and rises when the oldest block is forgotten; a gate that delivers exact zeros between words
/// cannot pull it below the lower bound.
struct NoiseFloor: Sendable {
    private let lowerBoundDBFS: Float
    private let framesPerBlock: Int
    private var blocks: [Float]
    private var newest = 0
    private var framesInBlock = 0
    private var smoothed: Float = 0
    private var isEmpty = true

    /// A floor over `seconds`, in `blockCount` blocks.
    init(lowerBoundDBFS: Float, seconds: Double, blockCount: Int, frameShiftSeconds: Double) {
        self.lowerBoundDBFS = lowerBoundDBFS
        framesPerBlock = max(1, Int(seconds / frameShiftSeconds) / blockCount)
        blocks = Array(repeating: .infinity, count: blockCount)
    }

    /// The floor, in dBFS.
    var levelDBFS: Float {
        var lowest = Float.infinity
        for index in blocks.indices { lowest = min(lowest, blocks[index]) }
        return max(lowest, lowerBoundDBFS)
    }

    /// Takes the level of one more frame.
    mutating func process(_ levelDBFS: Float) {
        smoothed = isEmpty ? levelDBFS : smoothed + 0.3 * (levelDBFS - smoothed)
        isEmpty = false
        if framesInBlock == framesPerBlock {
            newest = (newest + 1) % blocks.count
            blocks[newest] = .infinity
            framesInBlock = 0
        }
        framesInBlock += 1
        blocks[newest] = min(blocks[newest], smoothed)
    }
}
