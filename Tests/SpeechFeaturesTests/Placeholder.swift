// SpeechFeaturesTests
