// swift-tools-version: 6.2
//
// Undertone: what an English voice expresses, live, as JSON lines.
// Imports point one way only: capture and files on one side, features, model and recognition on the
// other, the two programs above both.

import PackageDescription

/// Warnings are errors for the project's own developers (`make lint` and `.ci/run` set the variable),
/// never for somebody whose newer compiler has a warning that ours lacks.
let strict = Context.environment["UNDERTONE_STRICT"] == "1"

let swiftSettings: [SwiftSetting] =
    [
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

/// A target of this package: always Swift 6 mode and strict memory safety.
func library(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: swiftSettings)
}

/// The tests of one target.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
        swiftSettings: swiftSettings)
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")

/// What Tests/system/fuzz.sh builds; no part of the product, and not built otherwise.
let fuzzing: [Target] =
    Context.environment["UNDERTONE_FUZZ"] == "1"
    ? [
        .executableTarget(
            name: "undertone-fuzz",
            dependencies: [
                "AudioFiles", "EmotionModel", "EmotionRecognition", "LivePage", "Publishing",
                "SpeechFeatures", "TOMLText",
                argumentParser, logging, toml,
            ], path: "Tests/fuzz",
            // Not MemberImportVisibility: the compiler takes glibc's timespec for Dispatch's here.
            swiftSettings: [.strictMemorySafety(), .enableUpcomingFeature("InternalImportsByDefault")])
    ] : []

let package = Package(
    name: "undertone",
    products: [
        .executable(name: "undertone", targets: ["undertone"]),
        .executable(name: "undertone-train", targets: ["undertone-train"]),
        .library(name: "SpeechFeatures", targets: ["SpeechFeatures"]),
        .library(name: "EmotionModel", targets: ["EmotionModel"]),
        .library(name: "EmotionRecognition", targets: ["EmotionRecognition"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", "3.0.0"..<"5.0.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.25.0"),
    ],
    targets: [
        // System libraries: a module map and a documented shim, nothing else.
        .systemLibrary(name: "CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
        .systemLibrary(name: "CFFTW", pkgConfig: "fftw3", providers: [.apt(["libfftw3-dev"])]),
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
        .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
        .systemLibrary(
            name: "CRubberBand", pkgConfig: "rubberband", providers: [.apt(["librubberband-dev"])]),
        .systemLibrary(
            name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(
            name: "CKernels",
            exclude: ["bodies.inc", "kernels.inc", "matrices.inc", "frontend.inc", "panels.inc"]),

        // The way a sample goes.
        library("RingBuffer", []),
        library("AudioCapture", ["CALSA", "RingBuffer"]),
        library("AudioFiles", ["CSndfile", "CSoxr"]),
        library("SpeechFeatures", ["CFFTW", "CKernels"]),
        library("EmotionModel", ["CKernels", "ResultFiles"]),
        library("EmotionRecognition", ["SpeechFeatures", "EmotionModel", "CKernels", crypto]),
        library("ResultFiles", []),
        library("Plotting", ["ResultFiles", subprocess]),
        library("TOMLText", [toml]),
        library("TerminalView", ["Plotting"]),
        library("Publishing", ["EmotionRecognition", "CSystemd", nioPosix, nioCore]),
        .target(
            name: "LivePage",
            dependencies: [
                "EmotionRecognition", "Publishing", hummingbird, hummingbirdCore, httpTypes, nioPosix,
                nioCore, nioHTTP1,
                nioHTTPTypes, crypto, logging,
            ], resources: [.embedInCode("Resources/page.html"), .embedInCode("Resources/login.html")],
            swiftSettings: swiftSettings),
        library(
            "EmotionTraining",
            [
                "SpeechFeatures", "EmotionModel", "EmotionRecognition", "AudioFiles", "COpenBLAS",
                "CKernels", "CRubberBand", "Plotting", "ResultFiles", "TOMLText", crypto, toml,
            ]),

        // The two programs.
        .executableTarget(
            name: "undertone",
            dependencies: [
                "CKernels", "AudioCapture", "AudioFiles", "EmotionRecognition", "EmotionModel", "LivePage",
                "Publishing", "Plotting", "ResultFiles", "RingBuffer", "SpeechFeatures", "TerminalView",
                "TOMLText",
                argumentParser, logging, toml,
            ], exclude: ["Resources/make-sample.sh"], resources: [.embedInCode("Resources/sample.ogg")],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "undertone-train",
            dependencies: [
                "EmotionTraining", "EmotionModel", "CKernels", "Plotting", "ResultFiles", "SpeechFeatures",
                argumentParser,
            ],
            swiftSettings: swiftSettings),

        // How fast it all is; not installed.
        .executableTarget(
            name: "undertone-bench",
            dependencies: [
                "CKernels", "CMallocCounter", "COpenBLAS", "EmotionModel", "EmotionRecognition",
                "EmotionTraining",
                "Publishing", "SpeechFeatures", argumentParser,
            ], swiftSettings: swiftSettings),

        // Tests: one folder per target.
        .target(name: "CMallocCounter", path: "Tests/CMallocCounter"),
        .target(
            name: "TestSupport",
            dependencies: ["CMallocCounter", "EmotionModel", "EmotionRecognition", "SpeechFeatures"],
            path: "Tests/TestSupport",
            swiftSettings: swiftSettings),
        tests("RingBufferTests", ["RingBuffer"]),
        tests("AudioCaptureTests", ["AudioCapture", "RingBuffer", "CALSA"], exclude: ["Plugin"]),
        tests("AudioFilesTests", ["AudioFiles"]),
        tests("SpeechFeaturesTests", ["SpeechFeatures", "CKernels"], exclude: ["Golden"]),
        tests("EmotionModelTests", ["EmotionModel", "CKernels"], exclude: ["Golden"]),
        tests("EmotionRecognitionTests", ["EmotionRecognition", "EmotionModel", "SpeechFeatures"]),
        tests("PublishingTests", ["Publishing", "EmotionRecognition", nioCore, nioEmbedded]),
        tests("LivePageTests", ["LivePage", "Publishing", "EmotionRecognition", "Plotting"]),
        tests("ResultFilesTests", ["ResultFiles"]),
        tests("PlottingTests", ["Plotting", "ResultFiles"]),
        tests("TOMLTextTests", ["TOMLText"]),
        tests("TerminalViewTests", ["TerminalView", "Plotting"]),
        tests(
            "EmotionTrainingTests",
            [
                "EmotionTraining", "EmotionModel", "SpeechFeatures", "EmotionRecognition", "Plotting",
                "ResultFiles",
            ]),
        tests(
            "UndertoneTests",
            ["undertone", "AudioCapture", "EmotionRecognition", "Publishing", "RingBuffer", "TerminalView"]),
        tests("UndertoneBenchTests", ["undertone-bench", "EmotionRecognition", argumentParser]),
        tests("PipelineTests", ["undertone", "AudioFiles", "EmotionRecognition", "Publishing"]),
    ] + fuzzing
)
