// SpeechFeatures
