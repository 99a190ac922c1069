// undertone
