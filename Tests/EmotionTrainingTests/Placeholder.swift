// EmotionTrainingTests
