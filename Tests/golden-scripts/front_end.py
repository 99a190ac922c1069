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


def pitch(highpassed):
    """The natural logarithm of the fundamental frequency and the voicing of every frame, [frames] each.

    The normalised cross-correlation of 25 ms at 4 kHz over lags of 8 to 53 samples (Talkin 1995): voicing is its largest
    value, the period that of the first peak above 0.87 of it, refined by a parabola.
    """
    x = highpassed.astype(np.float64)
    frames = 0 if len(x) < WINDOW else (len(x) - WINDOW) // HOP + 1
    # Means of eight samples every four; the very first window has nothing before it to average with.
    ends = np.arange(4, WINDOW + HOP * max(frames - 1, 0) + 1, 4)
    padded = np.concatenate([np.zeros(8), x])
    low = np.array([padded[end:end + 8].sum() / 8 for end in ends])
    low = np.concatenate([np.zeros(53), low])
    log_f0, voicing = np.zeros(frames), np.zeros(frames)
    for k in range(frames):
        past = low[40 * k:40 * k + 153]
        recent = past[53:]
        phi = np.zeros(46)
        if recent @ recent > 1e-9 * 100:
            for lag in range(8, 54):
                other = past[53 - lag:153 - lag]
                phi[lag - 8] = recent @ other / np.sqrt((recent @ recent) * max(other @ other, 1e-12))
        best = max(phi.max(), 0)
        rises = np.concatenate([[True], phi[1:] >= phi[:-1]])
        falls = np.concatenate([phi[:-1] >= phi[1:], [True]])
        chosen = int(np.argmax(rises & falls & (phi >= 0.87 * best)))
        lag = chosen + 8.0
        if 0 < chosen < 45:
            left, middle, right = phi[chosen - 1:chosen + 2]
            if left - 2 * middle + right < 0:
                lag += 0.5 * (left - right) / (left - 2 * middle + right)
        log_f0[k], voicing[k] = np.log(4000 / lag), min(best, 1)
    return log_f0, voicing
