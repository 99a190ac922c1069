// EmotionTraining
