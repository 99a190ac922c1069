#!/usr/bin/env python3
"""Undertone's inner loops beside those of others, in one run: A B A B, medians of the turns' ratios.

    python3 -m venv peers && peers/bin/pip install numpy librosa kaldi-native-fbank torch onnx onnxruntime
    make bench          # builds undertone-bench
    peers/bin/python Tests/peers/compare.py [--turns 7] [--rtneural FOLDER] [--kaldi FOLDER --kissfft FOLDER] [--json]

One thread each, but for the training step. A peer that is not installed is left out and said to be. RTNeural has no package: --rtneural names a
checkout of https://github.com/jatinchowdhury18/RTNeural, and Eigen 3 must be installed (libeigen3-dev); a small
program is compiled against it. --kaldi and --kissfft name checkouts of https://github.com/csukuangfj/kaldi-native-fbank and
of https://github.com/mborgerding/kissfft, which it uses: its streaming from C++, without Python's share.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
RATE, WINDOW, SHIFT, FFT, BANDS, CEPSTRA = 16000, 400, 160, 512, 64, 40
INPUT, HIDDEN, DENSE, LABELS = 40, 256, (128, 64), 6
LONG_CALL = 6000


class Missing(Exception):
    """A peer that cannot be had, and why."""


# Ours: one figure of one undertone-bench run.


class Ours:
    def __init__(self, program):
        self.program = program

    def figures(self, benchmark, seconds):
        command = [self.program, "--only", benchmark, "--seconds", str(seconds), "--json"]
        report = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
        self.machine = report["machine"]
        return {figure["name"]: figure["value"] for figure in report["figures"]}


def seconds_per_call(call, seconds):
    """The median processor time of a call, over about so many seconds.

    Processor time, because a long call is interrupted on a busy machine; ours are too short for that to show.
    """
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < end:
        start = time.thread_time()
        call()
        times.append(time.thread_time() - start)
    return statistics.median(times)


# Features: microseconds per frame.


def voice(seconds):
    """What undertone-bench listens to."""
    t = np.arange(int(seconds * RATE)) / RATE
    pulse = 1 - 2 * np.mod(t * 140, 1)
    return np.where((t * 8).astype(int) % 2 == 0, 0.4 * pulse, 0.01 * pulse).astype(np.float32)


def librosa_batch():
    """librosa over a whole clip at once: spectrogram, mel, logarithm, DCT; its defaults but for the sizes."""
    try:
        import librosa
        import scipy.fft
    except ImportError as error:
        raise Missing(error) from error
    samples = voice(10)
    mel = librosa.filters.mel(sr=RATE, n_fft=FFT, n_mels=BANDS, fmin=20, fmax=8000, htk=True, norm=None)

    def call():
        power = np.abs(librosa.stft(
            samples, n_fft=FFT, hop_length=SHIFT, win_length=WINDOW, window="hann", center=False)) ** 2
        scipy.fft.dct(np.log(mel @ power + 1e-7), type=2, norm="ortho", axis=0)[:CEPSTRA]

    frames = (len(samples) - FFT) // SHIFT + 1
    call()
    return lambda seconds: seconds_per_call(call, seconds) / frames * 1e6


def kaldi_streaming():
    """kaldi-native-fbank's OnlineMfcc, 10 ms at a time."""
    try:
        import kaldi_native_fbank as knf
    except ImportError as error:
        raise Missing(error) from error
    samples = (voice(10) * 32768).tolist()
    blocks = [samples[start:start + SHIFT] for start in range(0, len(samples) - SHIFT + 1, SHIFT)]
    options = knf.MfccOptions()
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = RATE
    options.frame_opts.window_type = "hanning"
    options.mel_opts.num_bins = BANDS
    options.num_ceps = CEPSTRA
    options.use_energy = False

    def call():
        mfcc, taken = knf.OnlineMfcc(options), 0
        for block in blocks:
            mfcc.accept_waveform(RATE, block)
            while taken < mfcc.num_frames_ready:
                mfcc.get_frame(taken)
                taken += 1

    return lambda seconds: seconds_per_call(call, seconds) / len(blocks) * 1e6


# The reference network: LSTM 256 and three dense layers, microseconds per step.


def torch_network():
    import torch

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = torch.nn.LSTM(INPUT, HIDDEN, batch_first=True)
            sizes = (HIDDEN, *DENSE)
            layers = [part for pair in zip(sizes, sizes[1:]) for part in (torch.nn.Linear(*pair), torch.nn.ReLU())]
            self.head = torch.nn.Sequential(*layers, torch.nn.Linear(sizes[-1], LABELS))

        def forward(self, x, h, c):
            y, (h, c) = self.lstm(x, (h, c))
            return self.head(y), h, c

    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    return torch, Network().eval()


def torch_steps(steps):
    """PyTorch, `steps` steps a call; inference mode, flush-to-zero."""
    try:
        torch, network = torch_network()
    except ImportError as error:
        raise Missing(error) from error
    x, h, c = torch.randn(1, steps, INPUT), torch.zeros(1, 1, HIDDEN), torch.zeros(1, 1, HIDDEN)

    def call():
        with torch.inference_mode():
            network(x, h, c)

    return lambda seconds: seconds_per_call(call, seconds) / steps * 1e6


def onnx_steps(steps):
    """onnxruntime, `steps` steps a call; the graph that PyTorch's own weights make, built by hand."""
    try:
        import onnx
        import onnxruntime
        from onnx import TensorProto, helper, numpy_helper

        torch, network = torch_network()
    except ImportError as error:
        raise Missing(error) from error
    weights = {name: value.detach().numpy() for name, value in network.named_parameters()}

    def gates(matrix):
        """PyTorch's i, f, g, o in ONNX's order i, o, f, c."""
        i, f, g, o = np.split(matrix, 4)
        return np.concatenate([i, o, f, g])

    constants = {
        "W": gates(weights["lstm.weight_ih_l0"])[None], "R": gates(weights["lstm.weight_hh_l0"])[None],
        "B": np.concatenate([gates(weights["lstm.bias_ih_l0"]), gates(weights["lstm.bias_hh_l0"])])[None],
        "axis": np.array([1], dtype=np.int64),
    }
    nodes = [
        helper.make_node("LSTM", ["x", "W", "R", "B", "", "h", "c"], ["y", "h_out", "c_out"], hidden_size=HIDDEN),
        helper.make_node("Squeeze", ["y", "axis"], ["front0"]),
    ]
    last = "front0"
    for index, layer in enumerate((0, 2, 4)):
        constants[f"w{index}"] = np.ascontiguousarray(weights[f"head.{layer}.weight"].T)
        constants[f"b{index}"] = weights[f"head.{layer}.bias"]
        nodes.append(helper.make_node("MatMul", [last, f"w{index}"], [f"m{index}"]))
        nodes.append(helper.make_node("Add", [f"m{index}", f"b{index}"], [f"a{index}" if index < 2 else "logits"]))
        last = f"a{index}"
        if index < 2:
            nodes.append(helper.make_node("Relu", [last], [f"front{index + 1}"]))
            last = f"front{index + 1}"

    def value(name, shape):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    state = [1, 1, HIDDEN]
    graph = helper.make_graph(
        nodes, "reference", [value("x", [steps, 1, INPUT]), value("h", state), value("c", state)],
        [value("logits", [steps, 1, LABELS]), value("h_out", state), value("c_out", state)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    x = np.random.default_rng(1).standard_normal((steps, 1, INPUT)).astype(np.float32)
    zeros = np.zeros(state, np.float32)
    # The same network, or the time means nothing.
    with torch.inference_mode():
        expected = network(torch.from_numpy(x).transpose(0, 1), torch.zeros(state), torch.zeros(state))[0].numpy()
    found = session.run(["logits"], {"x": x, "h": zeros, "c": zeros})[0]
    assert np.abs(found[:, 0] - expected[0]).max() < 1e-4
    return lambda seconds: seconds_per_call(
        lambda: session.run(None, {"x": x, "h": zeros, "c": zeros}), seconds) / steps * 1e6


def compiled(source, arguments, program):
    """A small C++ program beside this file, for the processor at hand; prints a figure for a number of seconds."""
    compiler = next((name for name in ("g++", "clang++") if subprocess.run(
        ["which", name], capture_output=True).returncode == 0), None)
    if not compiler:
        raise Missing("no C++ compiler")
    command = [
        compiler, "-std=c++17", "-O3", "-march=native", "-w", str(Path(__file__).with_name(source)), *arguments,
        "-o", str(program)]
    built = subprocess.run(command, capture_output=True, text=True)
    if built.returncode != 0:
        raise Missing(built.stderr.strip().splitlines()[0] if built.stderr else "it does not compile")
    return lambda seconds: float(subprocess.run(
        [str(program), str(seconds)], check=True, capture_output=True, text=True).stdout)


def rtneural_steps(folder, work):
    """RTNeural with Eigen, its shapes fixed when compiled; step by step inside one C++ loop."""
    if not folder:
        raise Missing("no --rtneural FOLDER")
    return compiled("rtneural_step.cpp", [
        "-DRTNEURAL_USE_EIGEN=1", "-DRTNEURAL_DEFAULT_ALIGNMENT=32", "-DEIGEN_STACK_ALLOCATION_LIMIT=0",
        f"-I{folder}", "-I/usr/include/eigen3"], work / "rtneural_step")


def kaldi_frames(folder, kissfft, work):
    """kaldi-native-fbank's OnlineMfcc from C++, 10 ms at a time, its construction not counted."""
    if not folder or not kissfft:
        raise Missing("no --kaldi FOLDER and --kissfft FOLDER")
    sources = [
        source for source in sorted(Path(folder, "kaldi-native-fbank/csrc").glob("*.cc"))
        if not source.name.startswith("test-")]
    transform = [str(Path(kissfft, name)) for name in ("kiss_fft.c", "kiss_fftr.c")]
    return compiled("kaldi_frames.cpp", [
        f"-I{folder}", f"-I{kissfft}", *map(str, sources), "-x", "c", *transform], work / "kaldi_frames")


# Turns.


def compare(name, ours, peers, turns, seconds, unit="µs"):
    """Ours and each peer by turns; rows of (name, peer, ours, theirs, theirs / ours)."""
    rows = []
    for peer, make in peers:
        try:
            theirs = make()
        except Missing as why:
            print(f"{name}: without {peer}: {why}", file=sys.stderr)
            continue
        pairs = []
        for _ in range(turns):
            pairs.append((ours(seconds), theirs(seconds)))
        rows.append({
            "what": name, "peer": peer, "unit": unit, "ours": statistics.median(a for a, _ in pairs),
            "theirs": statistics.median(b for _, b in pairs),
            "ratio": statistics.median(b / a for a, b in pairs)})
        row = rows[-1]
        print(f"{name:22} {peer:42} ours {row['ours']:8.2f} {unit}   theirs {row['theirs']:8.2f} {unit}   "
              f"{row['ratio']:.2f} ×", flush=True)
    return rows


# The training step, in milliseconds by the wall clock: threads wait for each other.


def torch_training(threads):
    """PyTorch: forward, backward, clipping, Adam over 64 sequences of 300 steps, flush-to-zero."""
    try:
        import torch
    except ImportError as error:
        raise Missing(error) from error
    torch.set_flush_denormal(True)
    torch.manual_seed(1)
    lstm = torch.nn.LSTM(INPUT, HIDDEN, batch_first=True)
    sizes, layers = (HIDDEN, *DENSE), [torch.nn.Dropout(0.2)]
    for pair in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(*pair), torch.nn.ReLU(), torch.nn.Dropout(0.2)]
    head = torch.nn.Sequential(*layers, torch.nn.Linear(sizes[-1], LABELS))
    parameters = [*lstm.parameters(), *head.parameters()]
    adam = torch.optim.Adam(parameters, 1e-3)
    x = torch.rand(64, 300, INPUT) * 2 - 1
    y = (torch.arange(64) % LABELS)[:, None].repeat(1, 300)

    def step():
        adam.zero_grad()
        torch.nn.functional.cross_entropy(head(lstm(x)[0]).reshape(-1, LABELS), y.reshape(-1)).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 5)
        adam.step()

    def measure(seconds):
        torch.set_num_threads(threads)
        step()
        times, end = [], time.perf_counter() + seconds
        while len(times) < 2 or time.perf_counter() < end:
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        return statistics.median(times) * 1e3

    return measure


def steal():
    ticks = [int(tick) for tick in open("/proc/stat").readline().split()[1:9]]
    return ticks[7], sum(ticks)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=str(ROOT / ".build/release/undertone-bench"))
    parser.add_argument("--rtneural", help="a checkout of RTNeural")
    parser.add_argument("--kaldi", help="a checkout of kaldi-native-fbank")
    parser.add_argument("--kissfft", help="a checkout of kissfft")
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.5, help="of each turn")
    parser.add_argument("--work", type=Path, default=Path("/tmp"), help="where programs are compiled")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    ours = Ours(options.bench)
    before = steal()
    rows = compare(
        "feature frame", lambda seconds: ours.figures("front-end", seconds)["front-end.frame"],
        [("librosa, whole clip at once", librosa_batch), ("kaldi-native-fbank, streaming, from Python", kaldi_streaming),
         ("kaldi-native-fbank, streaming, in C++", lambda: kaldi_frames(options.kaldi, options.kissfft, options.work))],
        options.turns, options.seconds)

    def step(seconds):
        return ours.figures("reference-step", seconds)["reference-step.p50"]

    rows += compare(
        "reference step", step,
        [("onnxruntime, step by step", lambda: onnx_steps(1)), ("PyTorch, step by step", lambda: torch_steps(1)),
         (f"onnxruntime, one call of {LONG_CALL} steps", lambda: onnx_steps(LONG_CALL)),
         (f"PyTorch, one call of {LONG_CALL} steps", lambda: torch_steps(LONG_CALL)),
         ("RTNeural (Eigen), step by step in C++", lambda: rtneural_steps(options.rtneural, options.work))],
        options.turns, options.seconds)
    # `ours` runs the matrices and the steps by turns itself: Python's share would drown a bare sgemv.
    figures = ours.figures("sgemv", max(1.0, options.seconds * options.turns))
    for kind in ("reference", "plain", "convolutional", "model"):
        if f"sgemv.{kind}" not in figures:
            continue
        rows.append({
            "what": f"{kind} step", "peer": "bare OpenBLAS sgemv of its matrices",
            "unit": "µs", "ours": figures[f"sgemv.{kind}.step"], "theirs": figures[f"sgemv.{kind}"],
            "ratio": 1 / figures[f"sgemv.{kind}.step_ratio"]})
        row = rows[-1]
        print(f"{row['what']:22} {row['peer']:42} ours {row['ours']:8.2f} µs   theirs "
              f"{row['theirs']:8.2f} µs   {row['ratio']:.2f} ×")

    def training(threads):
        return lambda seconds: ours.figures("training-step", seconds)[f"training-step.threads_{threads}"]

    # Each with one thread, and with two: PyTorch's best is whichever is faster on this machine.
    for threads in (1, 2):
        rows += compare(
            f"training step, {threads} thr.", training(threads),
            [(f"PyTorch, threads: {count}", lambda count=count: torch_training(count)) for count in (1, 2)],
            options.turns, options.seconds, "ms")
    after = steal()
    share = (after[0] - before[0]) / max(after[1] - before[1], 1)
    print(f"{ours.machine['processor']}, {ours.machine['kernels']}; steal {100 * share:.1f} %; "
          f"theirs / ours, medians of {options.turns} turns")
    if options.json:
        print(json.dumps({"machine": ours.machine, "steal": share, "rows": rows}))


if __name__ == "__main__":
    main()
