#!/usr/bin/env python3
"""200 clients of which 20 never read: does everybody else get every line, how late, and at what cost in memory?

usage: measure-clients.py PROGRAM SPEECH.wav [SECONDS]

Prints lines missed, the added lag (a line's arrival less its own time stamp, which is cut to milliseconds) and the
growth of resident memory. Decides nothing: figures depend on the machine.
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


def main():
    program, speech = sys.argv[1:3]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 60
    path = os.path.join(tempfile.mkdtemp(), "socket")
    monitor = subprocess.Popen(
        [program, "listen", "--input", speech, "--socket", path, "--stdout", "off", "--status-every", "1"]
    )
    first = connect(path)
    time.sleep(3)
    before = resident_mb(monitor.pid)
    readers = [first] + [connect(path) for _ in range(READERS - 1)]
    stuck = [connect(path) for _ in range(STUCK)]
    selector = selectors.DefaultSelector()
    state = {}
    for client in readers:
        client.setblocking(False)
        selector.register(client, selectors.EVENT_READ)
        state[client] = {"rest": b"", "seq": None, "missed": 0, "lines": 0}
    lags, most, end = [], before, time.time() + seconds
    while time.time() < end and monitor.poll() is None:
        for key, _ in selector.select(0.5):
            now = time.time()
            mine = state[key.fileobj]
            block = key.fileobj.recv(1 << 16)
            if not block:
                selector.unregister(key.fileobj)
                continue
            *lines, mine["rest"] = (mine["rest"] + block).split(b"\n")
            for line in lines:
                event = json.loads(line)
                if mine["seq"] is not None:
                    mine["missed"] += event["seq"] - mine["seq"] - 1
                    stamp = datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()
                    lags.append((now - stamp) * 1000)
                mine["seq"] = event["seq"]
                mine["lines"] += 1
        most = max(most, resident_mb(monitor.pid) or 0)
    monitor.terminate()
    monitor.wait()
    lags.sort()
    print(f"clients            {READERS} reading, {len(stuck)} never reading, {seconds:.0f} s")
    print(f"lines              {sum(m['lines'] for m in state.values())}")
    print(f"lines missed       {sum(m['missed'] for m in state.values())}")
    print(f"added lag          median {statistics.median(lags):.2f} ms, 99th percentile {lags[len(lags) * 99 // 100]:.2f} ms")
    print(f"resident memory    {before:.1f} MB before, {most:.1f} MB at most")


main()
