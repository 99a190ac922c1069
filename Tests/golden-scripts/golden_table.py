"""Reads and writes the golden tables of the tests, and makes the numbers that they do not store.

A table is a file of named arrays, little-endian throughout:

    "UGT1"                        four bytes
    count                         uint32
    count times:
        length, name              uint32, UTF-8 bytes
        kind                      one byte: 'f' float32, 'd' float64, 'i' int32
        rank, dimensions          uint32, rank times uint32
        elements                  row-major

Tests/TestSupport/GoldenTable.swift reads it, and repeats `hashed` bit for bit, so that weights and inputs need not be
stored.

    pip install numpy
"""

import struct

import numpy as np

KINDS = {np.dtype("<f4"): b"f", np.dtype("<f8"): b"d", np.dtype("<i4"): b"i"}


def write(path, arrays):
    """Writes {name: array}, sorted by name."""
    out = [b"UGT1", struct.pack("<I", len(arrays))]
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        encoded = name.encode()
        out += [struct.pack("<I", len(encoded)), encoded, KINDS[array.dtype]]
        out += [struct.pack(f"<I{array.ndim}I", array.ndim, *array.shape), array.tobytes()]
    data = b"".join(out)
    with open(path, "wb") as file:
        file.write(data)
    print(f"{path.name}: {len(data):,} bytes")


def _mix(z):
    """SplitMix64's finaliser on an array of uint64."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _words(name, count):
    """`count` uint64, a function of the name and the index alone: SplitMix64 seeded with FNV-1a of the name."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = (seed ^ byte) * 0x100000001B3 % 2**64
    index = np.arange(1, count + 1, dtype=np.uint64)
    return _mix(np.uint64(seed) + index * np.uint64(0x9E3779B97F4A7C15))


def hashed(name, shape, scale=1.0):
    """Uniform float32 in [-scale, scale): the top 24 bits of each word, times a float32 scale."""
    units = (_words(name, int(np.prod(shape))) >> np.uint64(40)).astype(np.float32)
    return ((units * np.float32(2**-23) - np.float32(1)) * np.float32(scale)).reshape(shape)


def hashed_labels(name, count, classes):
    """`count` integers in 0..<classes."""
    return (_words(name, count) >> np.uint64(40)).astype(np.int64) % classes
