// undertone-train
