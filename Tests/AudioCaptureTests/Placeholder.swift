// AudioCaptureTests
