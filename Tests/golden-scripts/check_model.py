"""Shows that PyTorch computes what `undertone analyze` printed, from the model file alone.

    pip install numpy scipy librosa==0.11.0 soundfile torch safetensors
    undertone analyze clip.wav | python check_model.py models/undertone.safetensors clip.wav

Rebuilds the network from the file's tensors and metadata, runs it in float64 over the clip's features (librosa's and
scipy's, not ours) and compares every `raw` and every utterance's `probs` with the printed ones. They may differ by 1e-4,
half of which is the printed lines' rounding. The clip must be 16 kHz mono: resampling is no part of the model.

Where speech begins is the voice activity detector's affair, and taken from the utterances. Exit status 1 on a difference.
"""

import json
import sys

import numpy as np
import soundfile
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch.nn.functional import conv1d, layer_norm, linear, pad, relu, softmax

from front_end import HOP, RATE, WINDOW, features, high_pass, pitch

TOLERANCE = 1e-4


class Model:
    """A model file: tensors in float64, metadata."""

    def __init__(self, path):
        self.tensors = {name: tensor.double() for name, tensor in load_file(path).items()}
        with safe_open(path, "pt") as file:
            self.metadata = file.metadata()
        assert self.metadata["format.version"] == "1", "unknown format version"
        self.labels = self.metadata["labels"].split(",")
        self.stack = int(self.metadata["features.stack"])
        self.temperature = float(self.metadata["decision.temperature"])
        self.uses_pitch = self.metadata["features.pitch"] != "none"
        self.members = int(self.metadata["networks"])

    def member(self, index):
        """The tensors of one of the networks, by their own names."""
        prefix = f"members.{index}." if self.members > 1 else ""
        def own(values):
            return {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}
        return Network(own(self.tensors), own(self.metadata))

    def steps(self, measures):
        """One utterance's network inputs: causal normalisation, pitch, deltas, stacking."""
        prior = int(self.metadata["normalizer.prior_frames"])
        mean, scale = self.tensors["normalizer.mean"], self.tensors["normalizer.inverse_deviation"]
        x = torch.tensor(measures[:, :len(mean)])
        weight = prior + torch.arange(1, len(x) + 1, dtype=torch.float64)[:, None]
        level = x[:, 0]
        x = (x - (prior * mean + x.cumsum(0)) / weight) * scale
        if self.metadata.get("normalizer.level") == "relative":
            root = 64 ** 0.5
            count = torch.arange(1, len(x) + 1, dtype=torch.float64)
            x[:, 0] = (level - root * ((level / root).exp().cumsum(0) / count).log()) * scale[0]
        if self.uses_pitch:
            x = torch.cat([x, relative_pitch(torch.tensor(measures[:, len(mean):]))], 1)
        if self.metadata["features.deltas"] == "2":
            # Centred two frames back; the first frame stands for all before it.
            past = torch.cat([x[:1].expand(4, -1), x])
            c = [past[4 - back:len(past) - back] for back in range(5)]
            x = torch.cat([x, (c[1] - c[3] + 2 * (c[0] - c[4])) / 10], 1)
        whole = len(x) // self.stack
        return x[:whole * self.stack].reshape(whole, -1)

    def posteriors(self, measures):
        """[steps][labels] of one utterance's frames, the mean over the networks."""
        x = self.steps(measures)
        logits = [self.member(index).logits(x)[:, :len(self.labels)] for index in range(self.members)]
        return torch.stack([softmax(l / self.temperature, 1) for l in logits]).mean(0).numpy()


def relative_pitch(measured):
    """Log-F0 against the mean of the voiced frames so far, and voicing, both scaled."""
    log_f0, voicing = measured[:, 0], measured[:, 1]
    confidence = ((voicing - 0.5) / 0.3).clamp(0, 1)
    running = (10 * 5.193 + (confidence * log_f0).cumsum(0)) / (10 + confidence.cumsum(0))
    return torch.stack([confidence * (log_f0 - running) * 4, (voicing - 0.6) * 4], 1)


class Network:
    """One network: tensors under PyTorch's names."""

    def __init__(self, tensors, metadata):
        self.tensors, self.metadata = tensors, metadata

    def dense(self, name, x):
        return linear(x, self.tensors[f"{name}.weight"], self.tensors[f"{name}.bias"])

    def convolve(self, x):
        """Causal convolutions with rectifiers in front of the LSTM; where sizes agree the input is added."""
        dilations = [int(d) for d in self.metadata["network.dilations"].split(",") if d]
        for layer, dilation in enumerate(dilations, 1):
            weight, bias = self.tensors[f"conv{layer}.weight"], self.tensors[f"conv{layer}.bias"]
            y = conv1d(pad(x.T, (2 * dilation, 0)), weight, bias, dilation=dilation).T
            y = relu(layer_norm(y, [len(bias)], self.tensors[f"norm{layer}.weight"], self.tensors[f"norm{layer}.bias"]))
            x = y + x if y.shape == x.shape else y
        return x

    def logits(self, x):
        """[steps][outputs] of one utterance's steps."""
        x = self.convolve(x)
        lstm = torch.nn.LSTM(x.shape[1], int(self.metadata["network.hidden"]), dtype=torch.float64)
        lstm.load_state_dict({n[5:]: t for n, t in self.tensors.items() if n.startswith("lstm.")})
        with torch.inference_mode():
            x = h = lstm(x)[0]
            if self.metadata["network.pooling"] == "attention":
                score = self.dense("attention", h)
                weight = (score - score.max()).exp()
                x = torch.cat([h, (weight * h).cumsum(0) / weight.cumsum(0)], 1)
            sizes = [size for size in self.metadata["network.dense"].split(",") if size]
            for layer in range(1, len(sizes) + 1):
                x = relu(self.dense(f"dense{layer}", x))
            return self.dense("output", x)


def utterances(events):
    """Each utterance with the estimates made in it, which come before it in the stream."""
    estimates = []
    for event in events:
        if event["event"] == "estimate" and event["raw"] is not None:
            estimates.append(event)
        if event["event"] == "utterance":
            yield event, estimates
            estimates = []
    assert not estimates, "the stream ends within an utterance"


def steps_until(seconds, first, stack):
    """How many steps from frame `first` on are complete at this position."""
    return ((round(seconds * RATE) - WINDOW) // HOP + 1 - first) // stack


def compare(model, measures, events):
    """The largest difference and the number of distributions compared."""
    worst, count = 0.0, 0
    for utterance, estimates in utterances(events):
        first = round(utterance["start"] * RATE / HOP)
        found = model.posteriors(measures[first:(round(utterance["t"] * RATE) - WINDOW) // HOP + 1])
        pairs = [(utterance["probs"], found.mean(0))]
        for estimate in estimates:
            steps = steps_until(estimate["t"], first, model.stack)
            # A window that ends just after a cut by length still shows the last utterance's posterior.
            pairs += [(estimate["raw"], found[steps - 1])] if steps > 0 else []
        for printed, ours in pairs:
            assert list(printed) == model.labels, "other labels"
            worst = max(worst, np.abs(np.array(list(printed.values())) - ours).max())
        count += len(pairs)
    return worst, count


def main(model_path, clip_path):
    samples, rate = soundfile.read(clip_path, dtype="float32")
    assert rate == RATE and samples.ndim == 1, f"{clip_path} is not 16 kHz mono"
    model, filtered = Model(model_path), high_pass(samples)
    _, measures = features(filtered)
    if model.uses_pitch:
        measures = np.concatenate([measures, np.stack(pitch(filtered), 1)], 1)
    worst, count = compare(model, measures, [json.loads(line) for line in sys.stdin])
    print(f"{count} distributions, largest difference {worst:.1e} (tolerance {TOLERANCE:.0e})")
    return 0 if count and worst <= TOLERANCE else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
