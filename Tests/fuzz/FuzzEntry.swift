import EmotionModel
import EmotionRecognition
import Glibc
import SpeechFeatures

/// libFuzzer calls this for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    // SAFETY: libFuzzer hands over `count` bytes that live until this returns.
    FuzzTarget.chosen.run(Array(unsafe UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}

/// Before the first input: writes a small model file to where UNDERTONE_FUZZ_SEED says, to begin from.
@_cdecl("LLVMFuzzerInitialize")
public func fuzzInitialize(
    _ count: UnsafeMutablePointer<Int32>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> Int32 {
    guard let path = environment("UNDERTONE_FUZZ_SEED") else { return 0 }
    let features = FeatureOptions()
    let options = NetworkOptions(
        inputSize: features.stepVectorSize, convolutionChannels: 2, dilations: [1], hiddenSize: 2,
        pooling: .attention, denseSizes: [2], labelCount: 6)
    let model = SpeechEmotionModel(
        labels: ["angry", "disgust", "fear", "happy", "neutral", "sad"], features: features,
        normalizerMean: Array(repeating: 0, count: features.cepstrumCount),
        normalizerInverseDeviation: Array(repeating: 0.3, count: features.cepstrumCount),
        networks: [EmotionNetwork(options: options), EmotionNetwork(options: options)])
    try? model.write(to: path)
    return 0
}

/// libFuzzer's own loop.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// What the package manager takes for this program's main.
@_cdecl("undertone_fuzz_main")
public func fuzzMain(
    _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
    var (count, arguments) = unsafe (count, arguments)
    return unsafe runFuzzer(&count, &arguments, fuzzOneInput)
}
