"""Makes the two small safetensors files of Tests/EmotionModelTests/Golden.

    pip install numpy torch safetensors

python.safetensors  written by the safetensors library (the order of its metadata varies); our reader must read it
ours.safetensors    the bytes that our writer must give for the sample file of SafetensorsFileTests.swift, built here by
                    the rules of SafetensorsFile.encoded() alone and then read back with safetensors.torch
"""

import struct
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

GOLDEN = Path(__file__).resolve().parent.parent / "EmotionModelTests" / "Golden"

SAMPLE = {
    "lstm.weight_ih_l0": ("F32", [2, 3], [0.5, -1, 3.25, 1e-30, -3e38, 7]),
    "output.bias": ("F16", [3], [0.5, -65504, 0.000061]),
    "Scalar": ("F32", [], [-0.0]),
    "q": ("I8", [3], [-128, 0, 127]),
    "brain": ("BF16", [1, 2], [1.5, -3e38]),
    "nothing": ("F32", [0, 4], []),
}
METADATA = {"format": "1", "labels": '["anger", "joy"]', "odd": "a\\b\n\t\u0001é😀/", "": "empty key"}
TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I8": torch.int8}


def tensor(name):
    dtype, shape, values = SAMPLE[name]
    return torch.tensor(values, dtype=torch.float32).reshape(shape).to(TYPES[dtype])


def quote(text):
    escaped = "".join(
        "\\" + c if c in '"\\' else f"\\u{ord(c):04x}" if ord(c) < 0x20 else c for c in text
    )
    return f'"{escaped}"'


def members(pairs):
    return "{" + ",".join(f"{quote(key)}:{value}" for key, value in sorted(pairs.items())) + "}"


def encode():
    data, entries = b"", {"__metadata__": members({k: quote(v) for k, v in METADATA.items()})}
    for name in sorted(SAMPLE, key=lambda name: (-tensor(name).element_size(), name)):
        dtype, shape, _ = SAMPLE[name]
        begin = len(data)
        data += tensor(name).reshape(-1).view(torch.uint8).numpy().tobytes()
        dimensions = ",".join(map(str, shape))
        entries[name] = f'{{"data_offsets":[{begin},{len(data)}],"dtype":"{dtype}","shape":[{dimensions}]}}'
    header = members(entries).encode()
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + data


GOLDEN.mkdir(exist_ok=True)
ours = GOLDEN / "ours.safetensors"
ours.write_bytes(encode())
loaded = load_file(ours)
assert loaded.keys() == SAMPLE.keys()
for name, value in loaded.items():
    assert value.dtype == tensor(name).dtype and torch.equal(value, tensor(name)), name
with safe_open(ours, "pt") as file:
    assert file.metadata() == METADATA

save_file(
    {
        "weight": torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4,
        "half": torch.tensor([1.5, -2, 65504], dtype=torch.float16),
        "brain": torch.tensor([[1.5], [-0.0078125]], dtype=torch.bfloat16),
        "bytes": torch.tensor([-128, -1, 0, 1, 127], dtype=torch.int8),
        "scalar": torch.tensor(42.0),
    },
    GOLDEN / "python.safetensors",
    metadata={"format": "pt", "labels": 'anger,Ärger,"怒り"'},
)
