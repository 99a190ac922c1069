// EmotionModel
