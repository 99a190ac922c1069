// EmotionRecognitionTests
