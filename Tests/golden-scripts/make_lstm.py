"""Makes the network tables of Tests/EmotionModelTests/Golden: PyTorch's forward and backward passes in float64.

    pip install numpy torch

Four networks over 500 steps, batch 1, no dropout, zero initial state; PyTorch's gate order i, f, g, o:

    lstm        LSTM(D -> H) alone; the loss is sum over t, i of output_weights[t, i] * h[t, i]
    reference   LSTM -> dense1 128 ReLU -> dense2 64 ReLU -> output 6
    attention   LSTM -> [h_t, pooled_t] -> dense1 64 ReLU -> output 6, where over the states so far (online, causal)
                score_t = attention.weight h_t + attention.bias, pooled_t = sum_{s<=t} softmax(score)_s h_s
    standard    the same behind two causal convolutions of width 3: conv1 D -> 96, dilation 1, layer norm, ReLU;
                conv2 96 -> 96, dilation 2, layer norm, ReLU, its input added

The last three have loss = sum over t of loss_weights[t] * cross_entropy(logits[t], labels[t]).

Tables (format: golden_table.py). `lstm.golden` and `attention.golden` are small and hold every number; `reference.golden`,
`attention_large.golden` and `standard.golden` hold samples, and their inputs and weights come from `hashed`, repeated in Swift. All:

    sizes               [input, hidden]         int32
    <parameter>.scale   []                      float32: the parameter is hashed("<table>/<parameter>", shape, scale),
                                                input is hashed("<table>/input", [500, D]), scale 1
    output_weights      hashed("<table>/output_weights", [500, H]), scale 1           (lstm; not stored)
    labels [500] int32, loss_weights [500] float32                                    (the others)
    steps               [S]                     int32: the steps of h and c, every 25th and the last
    h, c                [S, H]                  float64
    pooled              [S, H]                  float64 (attention)
    logits              [500, 6]                float64
    loss                []                      float64

Small tables: the parameters and `input` (float32) under their names, gradients under "grad.<name>" (float64), input too.
Large tables, for each parameter and input:

    grad.<name>.max         []      largest magnitude of the gradient
    grad.<name>.stride      []      int32: every stride-th element, in row-major order, is stored
    grad.<name>.sample      [n]     those elements
    grad.<name>.projection  [2]     sum of g * r and of |g * r|, r = hashed("<table>/grad.<name>", shape), scale 1: a
                                    wrong element anywhere shows here

Ours must meet max|difference| <= 1e-5 * max|reference| per tensor. One exception: a softmax does not see a shift of its
scores, so the gradient of attention.bias is 0 in exact arithmetic; hold it against attention.weight's largest.
"""

from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import conv1d, cross_entropy, layer_norm, linear, pad, relu

import golden_table
from golden_table import hashed

GOLDEN = Path(__file__).resolve().parent.parent / "EmotionModelTests" / "Golden"
STEPS, CLASSES, SAMPLES = 500, 6, 500
CHANNELS, DILATIONS = 96, [1, 2]
KEPT = sorted({*range(0, STEPS, 25), STEPS - 1})


def lstm_shapes(inputs, hidden):
    return {
        "lstm.weight_ih_l0": [4 * hidden, inputs], "lstm.weight_hh_l0": [4 * hidden, hidden],
        "lstm.bias_ih_l0": [4 * hidden], "lstm.bias_hh_l0": [4 * hidden]}


def dense_shapes(name, inputs, outputs):
    return {f"{name}.weight": [outputs, inputs], f"{name}.bias": [outputs]}


def convolution_shapes(inputs):
    found = {}
    for layer in range(1, len(DILATIONS) + 1):
        found |= {f"conv{layer}.weight": [CHANNELS, inputs, 3], f"conv{layer}.bias": [CHANNELS],
                  f"norm{layer}.weight": [CHANNELS], f"norm{layer}.bias": [CHANNELS]}
        inputs = CHANNELS
    return found


def shapes(kind, inputs, hidden):
    if kind == "standard":
        return convolution_shapes(inputs) | shapes("attention", CHANNELS, hidden)
    found = lstm_shapes(inputs, hidden)
    if kind == "reference":
        found |= dense_shapes("dense1", hidden, 128) | dense_shapes("dense2", 128, 64)
        found |= dense_shapes("output", 64, CLASSES)
    if kind == "attention":
        found |= dense_shapes("attention", hidden, 1) | dense_shapes("dense1", 2 * hidden, 64)
        found |= dense_shapes("output", 64, CLASSES)
    return found


def scale(name, hidden):
    """PyTorch's own bound for an LSTM, 1/sqrt(H). Denser layers get more, so that the logits differ."""
    return np.float32((1 if name.startswith(("lstm", "conv")) else 6 if name.startswith("norm") else 3) / np.sqrt(hidden))


def convolve(parameters, x):
    """Causal convolutions with rectifiers; where sizes agree the input is added."""
    for layer, dilation in enumerate(DILATIONS, 1):
        past = pad(x.T, (2 * dilation, 0))
        y = conv1d(past, parameters[f"conv{layer}.weight"], parameters[f"conv{layer}.bias"], dilation=dilation).T
        y = relu(layer_norm(y, [CHANNELS], parameters[f"norm{layer}.weight"], parameters[f"norm{layer}.bias"]))
        x = y + x if y.shape == x.shape else y
    return x


def run_lstm(parameters, x):
    """Every h and c, from the equations of torch.nn.LSTM's documentation; torch.nn.LSTM itself checks h below."""
    hidden = parameters["lstm.weight_hh_l0"].shape[1]
    h = c = torch.zeros(hidden, dtype=x.dtype)
    states = []
    gates_in = linear(x, parameters["lstm.weight_ih_l0"], parameters["lstm.bias_ih_l0"])
    for gate_in in gates_in:
        gates = gate_in + linear(h, parameters["lstm.weight_hh_l0"], parameters["lstm.bias_hh_l0"])
        i, f, g, o = gates.chunk(4)
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        states.append((h, c))
    h, c = (torch.stack(part) for part in zip(*states))
    module = torch.nn.LSTM(x.shape[1], hidden, dtype=x.dtype)
    module.load_state_dict({name[5:]: p.detach() for name, p in parameters.items() if name.startswith("lstm.")})
    assert torch.allclose(module(x)[0], h, rtol=0, atol=1e-12 if x.dtype == torch.float64 else 1e-5)
    return h, c


def dense(parameters, name, x):
    return linear(x, parameters[f"{name}.weight"], parameters[f"{name}.bias"])


def head(kind, parameters, h):
    """The logits, and what is worth keeping on the way."""
    if kind == "reference":
        hidden = relu(dense(parameters, "dense2", relu(dense(parameters, "dense1", h))))
        return dense(parameters, "output", hidden), {}
    score = dense(parameters, "attention", h)
    weight = (score - score.max()).exp()
    pooled = (weight * h).cumsum(0) / weight.cumsum(0)
    hidden = relu(dense(parameters, "dense1", torch.cat([h, pooled], 1)))
    return dense(parameters, "output", hidden), {"pooled": pooled}


def evaluate(table, kind, inputs, hidden, dtype):
    """One forward and backward pass: leaves, kept values, loss."""
    leaves = {"input": torch.tensor(hashed(f"{table}/input", [STEPS, inputs]), dtype=dtype)}
    for name, shape in shapes(kind, inputs, hidden).items():
        leaves[name] = torch.tensor(hashed(f"{table}/{name}", shape, scale(name, hidden)), dtype=dtype)
    for leaf in leaves.values():
        leaf.requires_grad_()
    x = convolve(leaves, leaves["input"]) if kind == "standard" else leaves["input"]
    h, c = run_lstm(leaves, x)
    kept = {"h": h[KEPT], "c": c[KEPT]}
    if kind == "lstm":
        loss = (torch.tensor(hashed(f"{table}/output_weights", [STEPS, hidden])).to(dtype) * h).sum()
    else:
        logits, more = head(kind, leaves, h)
        labels, weights = targets(table)
        loss = (torch.tensor(weights).to(dtype) * cross_entropy(logits, torch.tensor(labels), reduction="none")).sum()
        kept |= {"logits": logits} | {name: value[KEPT] for name, value in more.items()}
    loss.backward()
    return leaves, {name: value.detach().numpy() for name, value in kept.items()}, loss.detach().numpy()


def targets(table):
    labels = golden_table.hashed_labels(f"{table}/labels", STEPS, CLASSES)
    return labels, (hashed(f"{table}/loss_weights", [STEPS]) + np.float32(1)) / np.float32(STEPS)


def small_gradients(leaves):
    stored = {name: leaf.detach().numpy().astype(np.float32) for name, leaf in leaves.items()}
    return stored | {f"grad.{name}": leaf.grad.numpy() for name, leaf in leaves.items()}


def sampled_gradients(table, leaves):
    stored = {}
    for name, leaf in leaves.items():
        gradient = leaf.grad.numpy()
        stride = max(1, gradient.size // SAMPLES) | 1  # Odd: no stride falls in step with a row.
        terms = gradient * hashed(f"{table}/grad.{name}", gradient.shape).astype(np.float64)
        stored |= {
            f"grad.{name}.max": np.abs(gradient).max(), f"grad.{name}.stride": np.int32(stride),
            f"grad.{name}.sample": gradient.flatten()[::stride],
            f"grad.{name}.projection": np.array([terms.sum(), np.abs(terms).sum()])}
    return stored


def deviation(ours, reference):
    return np.abs(ours - reference).max() / np.abs(reference).max()


def make(table, kind, inputs, hidden, sampled):
    leaves, kept, loss = evaluate(table, kind, inputs, hidden, torch.float64)
    arrays = {"sizes": np.array([inputs, hidden], np.int32), "steps": np.array(KEPT, np.int32), "loss": loss, **kept}
    arrays |= {f"{name}.scale": scale(name, hidden) for name in leaves if name != "input"}
    if kind != "lstm":
        labels, weights = targets(table)
        arrays |= {"labels": labels.astype(np.int32), "loss_weights": weights}
    arrays |= sampled_gradients(table, leaves) if sampled else small_gradients(leaves)
    golden_table.write(GOLDEN / f"{table}.golden", {name: np.asarray(array) for name, array in arrays.items()})

    # What PyTorch itself reaches in float32: the tolerance of 1e-5 must be within reach.
    single, single_kept, _ = evaluate(table, kind, inputs, hidden, torch.float32)
    worst = {name: deviation(single_kept[name], kept[name]) for name in kept}
    worst |= {
        f"grad.{name}": deviation(single[name].grad.numpy(), leaf.grad.numpy())
        for name, leaf in leaves.items() if name != "attention.bias"}
    name = max(worst, key=worst.get)
    print(f"    PyTorch in float32: at worst {worst[name]:.1e} of the largest, in {name}")


GOLDEN.mkdir(exist_ok=True)
make("lstm", "lstm", 24, 32, sampled=False)
make("attention", "attention", 20, 32, sampled=False)
make("reference", "reference", 40, 256, sampled=True)
make("attention_large", "attention", 320, 128, sampled=True)
make("standard", "standard", 320, 128, sampled=True)
