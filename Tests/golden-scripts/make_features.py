"""Makes Tests/SpeechFeaturesTests/Golden: what librosa and scipy say of the front end, in float64.

    pip install numpy scipy librosa==0.11.0

Each table (format: golden_table.py) is one signal, all of them synthetic and made from fixed seeds:

    signal      [samples]       float32, 16 kHz
    highpassed  [samples]       float32: scipy's lfilter in float64 from zero state, then rounded
    logmel      [frames][64]    float64, of `highpassed`
    mfcc        [frames][40]    float64

mel.golden holds `weights` [64][257], librosa's filter bank.
"""

from pathlib import Path

import numpy as np
import scipy.signal

import golden_table
from front_end import MEL, RATE, features, high_pass

GOLDEN = Path(__file__).resolve().parent.parent / "SpeechFeaturesTests" / "Golden"


def resonate(excitation, frequencies, bandwidth):
    """A formant whose frequency moves: one pair of poles, a coefficient a sample, gain 1 at DC."""
    radius = np.exp(-np.pi * bandwidth / RATE)
    out = np.zeros(len(excitation))
    one = two = 0.0
    for n, (x, frequency) in enumerate(zip(excitation, frequencies)):
        a1, a2 = -2 * radius * np.cos(2 * np.pi * frequency / RATE), radius**2
        one, two = (1 + a1 + a2) * x - a1 * one - a2 * two, one
        out[n] = one
    return out


def speech(seconds):
    """Voice-like: glottal pulses of moving pitch through moving formants, syllables, fricatives between them."""
    random = np.random.default_rng(1)
    count = int(seconds * RATE)
    time = np.arange(count) / RATE
    pitch = 140 + 35 * np.sin(2 * np.pi * 0.9 * time) + 4 * np.sin(2 * np.pi * 5.3 * time)
    phase = np.cumsum(pitch) / RATE % 1
    # Rosenberg's pulse: opening to 0.4 of the period, closing to 0.56. Its derivative excites the tract.
    flow = np.where(
        phase < 0.4, 0.5 - 0.5 * np.cos(np.pi * phase / 0.4),
        np.where(phase < 0.56, np.cos(np.pi * (phase - 0.4) / 0.32), 0))
    voice = np.diff(flow, prepend=0)
    vowels = np.array([[730, 1090, 2440], [270, 2290, 3010], [300, 870, 2240], [530, 1840, 2480], [570, 840, 2410]])
    knots = np.arange(len(vowels)) * 0.25
    for formant, bandwidth in enumerate((80, 90, 120)):
        voice = resonate(voice, np.interp(time % knots[-1], knots, vowels[:, formant]), bandwidth)
    syllable = np.clip(1.3 * np.sin(np.pi * 4 * time) ** 2 - 0.15, 0, 1)
    hiss = scipy.signal.lfilter(
        *scipy.signal.butter(2, [3500, 7000], "bandpass", fs=RATE), random.standard_normal(count))
    hiss *= np.clip(np.cos(np.pi * 4 * time) ** 2 - 0.6, 0, 1)
    clip = voice / np.abs(voice).max() * syllable + 0.15 * hiss + 1e-4 * random.standard_normal(count)
    return 0.4 * clip / np.abs(clip).max()


def sweep(seconds):
    """A sine from 50 to 7900 Hz, exponentially."""
    time = np.arange(int(seconds * RATE)) / RATE
    return 0.5 * scipy.signal.chirp(time, 50, seconds, 7900, method="logarithmic", phi=-90)


def signals():
    voice = speech(1.5)
    noise = np.random.default_rng(2).standard_normal(RATE // 2)
    yield "speech", voice
    yield "silence", np.zeros(RATE // 4)
    yield "white_noise", noise * 10 ** (-30 / 20)
    yield "sweep", sweep(1.0)
    yield "tone", 0.25 * np.sin(2 * np.pi * 1000 * np.arange(RATE // 2) / RATE)
    yield "clipping", np.clip(voice[:RATE // 2] * 20, -1, 1)
    for length in (1, 399, 400, 401, 559, 560):
        # From within a syllable, so that even one sample is not silence.
        yield f"length_{length}", voice[2000:2000 + length]


GOLDEN.mkdir(exist_ok=True)
golden_table.write(GOLDEN / "mel.golden", {"weights": MEL})
for name, signal in signals():
    signal = signal.astype(np.float32)
    highpassed = high_pass(signal)
    logmel, mfcc = features(highpassed)
    golden_table.write(
        GOLDEN / f"{name}.golden", {"signal": signal, "highpassed": highpassed, "logmel": logmel, "mfcc": mfcc})
