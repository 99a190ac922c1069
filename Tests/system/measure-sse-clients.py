#!/usr/bin/env python3
"""100 readers of the page's events of which 10 never read: does everybody else get every line, and how late?

usage: measure-sse-clients.py PROGRAM RECORDING [SECONDS]

The same twice: two readers alone, then two among 98 more of which 10 are stuck. Prints each one's added lag (a
line's arrival less its own time stamp, which is cut to milliseconds), the difference, and resident memory. Decides
nothing: figures depend on the machine. One that others use at the same time makes everybody wait for a processor:
there, `nice -n -15 measure-sse-clients.py …` measures the program and not the neighbours.
"""
import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from datetime import datetime

READERS, STUCK, PORT = 90, 10, 18788


def resident_mb(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))


def connect():
    client = socket.create_connection(("127.0.0.1", PORT))
    client.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return client


def lags(program, recording, seconds, readers, stuck):
    monitor = subprocess.Popen(
        [program, "listen", "--input", recording, "--http", f"127.0.0.1:{PORT}", "--stdout", "off", "--every", "0.1"],
        stderr=subprocess.DEVNULL)
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz")
            break
        except OSError:
            time.sleep(0.05)
    clients = [connect() for _ in range(readers)]
    idle = [connect() for _ in range(stuck)]
    selector = selectors.DefaultSelector()
    came = {client: [] for client in clients}
    for client in clients:
        client.setblocking(False)
        selector.register(client, selectors.EVENT_READ)
    end = time.time() + seconds
    # Lines are taken apart afterwards: doing it between two readers would make the second one late.
    while time.time() < end:
        for key, _ in selector.select(0.5):
            came[key.fileobj].append((time.time(), key.fileobj.recv(1 << 16)))
    memory = resident_mb(monitor.pid)
    monitor.terminate()
    monitor.wait()
    del idle
    found, missed = [], 0
    for client, chunks in came.items():
        lags, holes = judge(chunks)
        missed += holes
        if client in clients[:2] + clients[-2:]:
            found += lags
    return sorted(found), missed, memory


def judge(chunks):
    """How late each line of one reader came, in milliseconds, and how many did not come."""
    found, missed, before, rest = [], 0, None, b""
    for now, chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if not line.startswith(b"data: "):
                continue
            event = json.loads(line[6:])
            if before is not None:
                missed += event["seq"] - before - 1
                stamp = datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()
                found.append((now - stamp) * 1000)
            before = event["seq"]
    return found, missed


def main():
    program, recording = sys.argv[1:3]
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 30
    medians = []
    for readers, stuck in [(2, 0), (READERS, STUCK)]:
        found, missed, memory = lags(program, recording, seconds, readers, stuck)
        medians.append(statistics.median(found))
        print(f"{readers:3} reading, {stuck:2} stuck: lag median {medians[-1]:.2f} ms, 99th percentile "
              f"{found[len(found) * 99 // 100]:.2f} ms; {missed} lines missed; {memory:.1f} MB resident")
    print(f"added by the others: {medians[1] - medians[0]:.2f} ms (median); load {os.getloadavg()[0]:.1f}, "
          f"priority {os.getpriority(os.PRIO_PROCESS, 0)}")


main()
