#!/usr/bin/env python3
"""200 clients of which 20 never read: does everybody else get every line, how late, and at what cost in memory?

usage: measure-clients.py PROGRAM SPEECH.wav [SECONDS]          default: 90 s, and the speech 15 s longer at least

Twenty lines a second, so that the queues of those who never read are full after about 70 s: 1,024 lines and what the
system's buffers take. At the end they read, and say what they missed. Prints lines missed by the readers, the added
lag (a line's arrival less its own time stamp, which is cut to milliseconds) and the growth of resident memory. Exits 1
where a reader missed a line, the median lag is 5 ms or more, memory grew by 20 MB or more, or a queue was never full.
"""
import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime

READERS, STUCK = 180, 20
EVERY = 0.05
MOST_LAG_MS, MOST_GROWTH_MB = 5, 20


def resident_mb(pid):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024


def connect(path):
    while True:
        client = socket.socket(socket.AF_UNIX)
        try:
            client.connect(path)
            return client
        except OSError:
            client.close()
            time.sleep(0.02)


def made_at(event):
    return datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()


class Reader:
    """What one client has got so far."""

    def __init__(self):
        self.rest, self.seq, self.missed, self.lines = b"", None, 0, 0

    def take(self, block, now, lags):
        *lines, self.rest = (self.rest + block).split(b"\n")
        for line in lines:
            event = json.loads(line)
            if self.seq is not None:
                self.missed += event["seq"] - self.seq - 1
                lags.append((now - made_at(event)) * 1000)
            self.seq = event["seq"]
            self.lines += 1


def read_for(seconds, readers, monitor):
    """Reads from every client at once; lags, and the most memory that the monitor had."""
    selector = selectors.DefaultSelector()
    for client in readers:
        client.setblocking(False)
        selector.register(client, selectors.EVENT_READ)
    lags, most, end = [], 0, time.time() + seconds
    while time.time() < end and monitor.poll() is None:
        # All of them first, and what they say after that: this program's own work is no lag of the monitor's.
        blocks = []
        for key, _ in selector.select(0.5):
            blocks.append((key.fileobj, key.fileobj.recv(1 << 16), time.time()))
        for client, block, now in blocks:
            if block:
                readers[client].take(block, now, lags)
            else:
                selector.unregister(client)
        most = max(most, resident_mb(monitor.pid) or 0)
    return lags, most


def dropped_by(client):
    """Reads at last: what the monitor says that this client missed, in the first status made from now on."""
    client.settimeout(5)
    began = time.time()
    rest = b""
    while True:
        block = client.recv(1 << 16)
        if not block:
            return 0
        *lines, rest = (rest + block).split(b"\n")
        for line in lines:
            event = json.loads(line)
            if event["event"] == "status" and made_at(event) >= began:
                return event["dropped"]


def main():
    program, speech = sys.argv[1:3]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 90
    path = os.path.join(tempfile.mkdtemp(), "socket")
    monitor = subprocess.Popen(
        [program, "listen", "--input", speech, "--every", str(EVERY), "--socket", path, "--stdout", "off",
         "--status-every", "1"]
    )
    first = connect(path)
    time.sleep(3)
    before = resident_mb(monitor.pid)
    readers = {client: Reader() for client in [first] + [connect(path) for _ in range(READERS - 1)]}
    stuck = [connect(path) for _ in range(STUCK)]
    lags, most = read_for(seconds, readers, monitor)
    if monitor.poll() is not None:
        sys.exit("the speech is too short")
    dropped = [dropped_by(client) for client in stuck]
    monitor.terminate()
    monitor.wait()
    lags.sort()
    missed = sum(reader.missed for reader in readers.values())
    median = statistics.median(lags)
    print(f"clients            {READERS} reading, {STUCK} never reading, {seconds:.0f} s")
    print(f"lines              {sum(reader.lines for reader in readers.values())}")
    print(f"lines missed       {missed} by those who read, {min(dropped)} to {max(dropped)} by each who did not")
    print(f"added lag          median {median:.2f} ms, 99th percentile {lags[len(lags) * 99 // 100]:.2f} ms")
    print(f"resident memory    {before:.1f} MB before, {most:.1f} MB at most")
    good = missed == 0 and median < MOST_LAG_MS and most - before < MOST_GROWTH_MB and min(dropped) > 0
    print("as it must be" if good else "NOT as it must be")
    sys.exit(0 if good else 1)


main()
