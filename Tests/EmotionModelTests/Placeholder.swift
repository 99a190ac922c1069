// EmotionModelTests
