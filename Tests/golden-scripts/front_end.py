"""The front end as librosa and scipy compute it, in float64: the reference that ours is held against.

    pip install numpy scipy librosa==0.11.0
"""

import librosa
import numpy as np
import scipy.fft
import scipy.signal

RATE, WINDOW, HOP, FFT, BANDS, CEPSTRA = 16000, 400, 160, 512, 64, 40
MEL = librosa.filters.mel(
    sr=RATE, n_fft=FFT, n_mels=BANDS, fmin=20, fmax=8000, htk=True, norm=None, dtype=np.float64)


def high_pass(signal):
    """Filters a float32 clip in float64 from zero state and rounds once."""
    coefficients = scipy.signal.butter(2, 50, "highpass", fs=RATE)
    return scipy.signal.lfilter(*coefficients, signal.astype(np.float64)).astype(np.float32)


def features(highpassed):
    """The log mel energies [frames][64] and the MFCCs [frames][40] of a float32 clip.

    librosa centres a window of 400 samples in its frames of 512, so 56 zeros before and after the clip bring its frame
    k to samples [160k, 160k + 400).
    """
    if len(highpassed) < WINDOW:
        return np.zeros((0, BANDS)), np.zeros((0, CEPSTRA))
    padded = np.pad(highpassed.astype(np.float64), (FFT - WINDOW) // 2)
    spectrum = librosa.stft(
        padded, n_fft=FFT, hop_length=HOP, win_length=WINDOW, window="hann", center=False, dtype=np.complex128)
    logmel = np.log(MEL @ np.abs(spectrum) ** 2 + 1e-7).T
    assert logmel.shape == ((len(highpassed) - WINDOW) // HOP + 1, BANDS)
    return logmel, scipy.fft.dct(logmel, type=2, norm="ortho", axis=1)[:, :CEPSTRA]
