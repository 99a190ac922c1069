"""Prints the figures that Tests/EmotionTrainingTests/EvaluationScoreTests.swift and EvaluationBaselineTests.swift expect.

    pip install numpy scikit-learn
    python3 check_evaluation.py
"""

import numpy as np
from golden_table import hashed, hashed_labels
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, log_loss

# Clips of four labels; 4 stands for no answer. Nobody means the last label, and it is said once.
truths = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2]
answers = [0, 0, 1, 4, 1, 1, 2, 2, 2, 0, 3, 2]
print("UAR", balanced_accuracy_score(truths, answers))
print("accuracy", accuracy_score(truths, answers))
print("macro-F1", f1_score(truths, answers, labels=[0, 1, 2, 3], average="macro"))

# Six predictions of three labels.
probabilities = np.array(
    [[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4], [0.9, 0.05, 0.05], [0.2, 0.2, 0.6]])
meant = np.array([0, 1, 1, 2, 0, 0])
confidence = probabilities.max(axis=1)
right = probabilities.argmax(axis=1) == meant
bins = np.minimum((confidence * 15).astype(int), 14)
ece = sum(abs(right[bins == b].mean() - confidence[bins == b].mean()) * (bins == b).mean() for b in set(bins))
print("ECE", ece)
print("NLL", log_loss(meant, probabilities, labels=[0, 1, 2]))
print("Brier", ((probabilities - np.eye(3)[meant]) ** 2).sum(axis=1).mean())

draws = [0.3, 0.1, 0.9, 0.4, 0.8, 0.2]
print("quantiles", [np.quantile(draws, share) for share in (0.025, 0.5, 0.975)])
print("sample deviation", np.std(draws, ddof=1))

features = hashed("evaluation.features", (60, 4)).astype(np.float64)
labels = hashed_labels("evaluation.labels", 60, 3)
labels = np.where(features[:, 0] + features[:, 1] > 0.4, 2, labels)
model = LogisticRegression(C=1.0, tol=1e-12, max_iter=10_000).fit(features, labels)
for row in (0, 17, 59):
    print("probabilities", row, model.predict_proba(features[row:row + 1])[0].tolist())
