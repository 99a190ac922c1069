#!/usr/bin/env python3
"""A day of audio through the whole program, as fast as it goes: does anything grow, drift or change its mind?

usage: soak.py PROGRAM CORPORA [HOURS]          default: 24 hours

Speech (six clips of development speakers, one of each emotion), silence and noise by turns, as one endless stream.
Prints resident memory, file descriptors and the largest norm of the networks' state hour by hour, and the six clips'
labels in the first and in the last hour. Exits 1 where memory after the first hour grew by more than 2 MB,
descriptors changed, the norm rose above 1.2 times that of the first hour, a label changed or fewer than four labels
were right.
"""
import json
import os
import random
import struct
import subprocess
import sys
import threading

RATE = 16_000
# The largest norm of the networks' state, against that of the first hour.
MOST_DRIFT = 1.2
CLIPS = {
    "1030_DFA_ANG_XX": "angry", "1002_TIE_DIS_XX": "disgust", "1078_TIE_FEA_XX": "fear",
    "1020_DFA_HAP_XX": "happy", "1079_TIE_NEU_XX": "neutral", "1062_IEO_SAD_HI": "sad",
}


def decoded(path):
    """Samples as signed 16 bits, 16 kHz mono."""
    command = ["sox", path, "-t", "raw", "-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed-integer", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def noise(seconds, amplitude, seed):
    draw = random.Random(seed)
    values = (int(draw.gauss(0, amplitude)) for _ in range(int(seconds * RATE)))
    return b"".join(struct.pack("<h", max(-32768, min(32767, value))) for value in values)


def one_round(corpora):
    """One round of the stream, and where in it each clip ends, in seconds."""
    stream, ends = b"", []
    for index, name in enumerate(CLIPS):
        stream += decoded(f"{corpora}/crema-d/AudioWAV/{name}.flac") + noise(1.5, 10, index)
        ends.append(len(stream) / 2 / RATE)
    stream += bytes(2 * 20 * RATE) + noise(20, 300, 7) + bytes(2 * 5 * RATE)
    return stream, ends


class Listener(threading.Thread):
    """Reads the lines; keeps the utterances of two stretches of time, and the state's norm."""

    def __init__(self, pipe, seconds_of_round, ends, rounds):
        super().__init__()
        self.pipe, self.length, self.ends, self.rounds = pipe, seconds_of_round, ends, rounds
        self.labels = {}
        self.norm = 0.0
        self.lines, self.sequence, self.disorder = 0, -1, 0

    def run(self):
        for line in self.pipe:
            event = json.loads(line)
            self.lines += 1
            self.disorder += event["seq"] <= self.sequence
            self.sequence = event["seq"]
            if event["event"] == "status":
                self.norm = max(self.norm, event.get("state_norm") or 0)
            elif event["event"] == "utterance":
                self.take(event)

    def take(self, event):
        turn, place = divmod((event["start"] + event["end"]) / 2, self.length)
        clip = next((index for index, end in enumerate(self.ends) if place < end), None)
        if clip is None or int(turn) not in self.rounds:
            return
        sums = self.labels.setdefault((int(turn), clip), {})
        for emotion, share in event["probs"].items():
            sums[emotion] = sums.get(emotion, 0) + share * (event["end"] - event["start"])

    def label(self, turn, clip):
        sums = self.labels.get((turn, clip), {})
        return max(sums, key=sums.get) if sums else None


def resident_mb(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def main():
    program, corpora = sys.argv[1:3]
    hours = float(sys.argv[3]) if len(sys.argv) > 3 else 24
    stream, ends = one_round(corpora)
    length = len(stream) / 2 / RATE
    total = int(hours * 3600 / length)
    # The second round and the last but one: whole ones in the first and in the last hour.
    early, late = 1, total - 2
    monitor = subprocess.Popen(
        [program, "listen", "--input", "-", "--format", "s16le", "--rate", str(RATE), "--channels", "1"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    listener = Listener(monitor.stdout, length, ends, {early, late})
    listener.start()
    memory, descriptors, norms, hour = [], [], [], 1
    print("hour\tresident MB\tdescriptors\tlargest state norm\tlines")
    for turn in range(total):
        monitor.stdin.write(stream)
        monitor.stdin.flush()
        if (turn + 1) * length >= hour * 3600 or turn == total - 1:
            memory.append(resident_mb(monitor.pid))
            descriptors.append(len(os.listdir(f"/proc/{monitor.pid}/fd")))
            norms.append(listener.norm)
            print(f"{hour}\t{memory[-1]:.1f}\t{descriptors[-1]}\t{norms[-1]:.1f}\t{listener.lines}", flush=True)
            hour += 1
    monitor.stdin.close()
    code = monitor.wait()
    listener.join()
    print("clip\tmeant\tfirst hour\tlast hour")
    right, same = 0, 0
    for index, (name, emotion) in enumerate(CLIPS.items()):
        first, last = listener.label(early, index), listener.label(late, index)
        right += first == emotion
        same += first == last
        print(f"{name}\t{emotion}\t{first}\t{last}")
    growth = max(memory) - memory[0]
    # The listener has read to the end by now: its last word is the whole stream's.
    drift = listener.norm / norms[0] if norms[0] > 0 else float("inf")
    print(f"memory grew by {growth:.1f} MB after the first hour, the state's norm to {drift:.2f} times; {right} of 6 labels right, {same} of 6 the same; "
          f"{listener.disorder} lines out of order; exit code {code}")
    flat = growth <= 2 and len(set(descriptors)) == 1 and drift <= MOST_DRIFT
    sys.exit(0 if flat and right >= 4 and same == 6 and listener.disorder == 0 and code == 0 else 1)


if __name__ == "__main__":
    main()
