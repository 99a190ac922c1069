#!/usr/bin/python3
"""The live page in a real browser: headless Chromium, driven over its DevTools protocol.

usage: live-page.py PROGRAM RECORDING [--shots FOLDER] [--seconds N]

Opens the page while a recording plays and finds label and bands changing; kills the monitor and starts another, and
finds the page saying that it is not live and then live again; finds no error in the console and no request to
another host; takes pictures of the page at three sizes, light and dark; measures from a window's end to the number
painted, and what the browser takes of a processor: every process of it, without debugging and without the probe, and
about:blank in the same browser before. Needs Debian's chromium and python3-websocket.
Figures depend on the machine and decide nothing; all else decides the exit code.
"""
import argparse
import base64
import itertools
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

import websocket

SIZES = [(360, 740), (1280, 800), (1920, 1080)]

# Before the page's own script: notes when each estimate's window ended, and when its number, or a later one, was painted.
PROBE = """
(() => {
  window.probe = { ended: {}, painted: [], cost: [] };
  const Real = window.EventSource;
  window.EventSource = class extends Real {
    constructor(...rest) {
      super(...rest);
      this.addEventListener('message', (message) => {
        const event = JSON.parse(message.data);
        if (event.event === 'estimate') probe.ended[event.seq] = Date.parse(event.time) - event.lag_ms;
      });
    }
  };
  document.addEventListener('DOMContentLoaded', () => {
    new MutationObserver(() => {
      const seq = document.getElementById('now').dataset.seq;
      // After the frame that this change is part of.
      requestAnimationFrame(() => setTimeout(() => {
        // A window whose number was passed over was waiting for a later one's.
        for (const window of Object.keys(probe.ended).filter((window) => Number(window) <= Number(seq))) {
          probe.painted.push(Date.now() - probe.ended[window]);
          delete probe.ended[window];
        }
      }, 0));
    }).observe(document.getElementById('now'), { attributes: true, attributeFilter: ['data-seq'] });
  });
})();
"""


class Browser:
    """Headless Chromium with one page, and a profile that is gone afterwards."""
    DOMAINS = ["Page", "Runtime", "Network", "Log"]

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="undertone-page-")
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={self.folder}",
             "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--remote-debugging-port=0", "--remote-allow-origins=*", "--hide-scrollbars", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.numbers = itertools.count(1)
        self.events = []
        path = os.path.join(self.folder, "DevToolsActivePort")
        wait(lambda: os.path.exists(path) and len(open(path).read().split("\n")) > 1, "Chromium starts", 60)
        port = open(path).read().split("\n")[0]
        tabs = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        target = next(tab for tab in tabs if tab["type"] == "page")
        self.socket = websocket.create_connection(target["webSocketDebuggerUrl"], timeout=60)

    def observe(self):
        """From here on what the page does is noted."""
        for domain in self.DOMAINS:
            self.call(f"{domain}.enable")
        self.probe = self.call("Page.addScriptToEvaluateOnNewDocument", source=PROBE)["identifier"]

    def leave_alone(self):
        """No longer: the page is loaded as anybody loads it."""
        self.call("Page.removeScriptToEvaluateOnNewDocument", identifier=self.probe)
        for domain in self.DOMAINS:
            self.call(f"{domain}.disable")

    def call(self, method, **params):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def picture(self, path, width, height, scheme):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 500)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        time.sleep(0.8)
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def processor_seconds(self):
        """Of each kind of process of the browser's, by the kernel's count, and of the page's own thread."""
        seconds = {"page thread": 0}
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{name}/cmdline") as file:
                    words = file.read().replace("\0", " ")
                if self.folder not in words and name != str(self.process.pid):
                    continue
                kind = words.split("--type=")[1].split(" ")[0] if "--type=" in words else "browser"
                seconds[kind] = seconds.get(kind, 0) + self.used(f"/proc/{name}/stat")
                if kind == "renderer":
                    seconds["page thread"] += self.used(f"/proc/{name}/task/{name}/stat")
            except OSError:
                continue
        return seconds

    @staticmethod
    def used(path):
        with open(path) as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def share(self, words, seconds):
        """Prints what each kind of process takes of a core while nobody asks anything of the browser."""
        before, machine, began = self.processor_seconds(), stolen(), time.monotonic()
        time.sleep(seconds)
        after, took = self.processor_seconds(), time.monotonic() - began
        parts = {kind: 100 * (after[kind] - before.get(kind, 0)) / took for kind in after}
        thread = parts.pop("page thread")
        total = sum(parts.values())
        lost, every = (now - then for now, then in zip(stolen(), machine))
        print(f"      processor, {words}: {total:.1f} % of a core, of it " +
              ", ".join(f"{kind} {part:.1f}" for kind, part in sorted(parts.items(), key=lambda item: -item[1])) +
              f"; the page's own thread {thread:.1f}; steal {100 * lost / max(every, 1):.1f} %, "
              f"load {os.getloadavg()[0]:.1f}")
        return total

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def wait(condition, words, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    fail(words)


def stolen():
    """Jiffies that the hypervisor gave to others, and all jiffies."""
    with open("/proc/stat") as file:
        fields = [int(field) for field in file.readline().split()[1:9]]
    return fields[7], sum(fields)


failures = 0


def fail(words):
    print(f"FAIL  {words}")
    raise SystemExit(1)


def check(words, holds):
    global failures
    print(f"{'ok   ' if holds else 'FAIL '} {words}")
    failures += not holds


def start(program, recording, port, every):
    monitor = subprocess.Popen(
        [program, "listen", "--input", recording, "--http", f"127.0.0.1:{port}", "--stdout", "off", "--every",
         str(every)], stderr=subprocess.DEVNULL)

    def answers():
        if monitor.poll() is not None:
            fail("the monitor runs")
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).status == 200
        except OSError:
            return False

    wait(answers, "the monitor serves its page")
    return monitor


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("recording")
    parser.add_argument("--shots", default=None)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--port", type=int, default=18787)
    options = parser.parse_args()
    url = f"http://127.0.0.1:{options.port}/"
    monitor = start(options.program, options.recording, options.port, 0.1)
    browser = Browser()
    resize = lambda width, height, mobile=False: browser.call(
        "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)
    try:
        resize(1280, 800)
        time.sleep(5)
        blank = browser.share("about:blank", min(20, options.seconds))
        browser.observe()
        browser.call("Page.navigate", url=url)
        text = lambda name: browser.value(f"document.getElementById('{name}')?.textContent")
        wait(lambda: text("mark-text") == "Playing a recording", "the page says that it is live")
        check("the page says that it is live", True)

        seen, bands = set(), set()
        picture = "(() => { const c = document.getElementById('bands'); return c.toDataURL().length + ':' + c.toDataURL().slice(-200) })()"
        end = time.monotonic() + options.seconds
        browser.value("probe.painted.length = 0")
        while time.monotonic() < end:
            seen.add(text("emotion"))
            time.sleep(1)
        painted = browser.value("probe.painted")
        for _ in range(4):
            bands.add(browser.value(picture))
            time.sleep(0.4)
        said = browser.value("document.querySelectorAll('#said li:not(.empty)').length")
        check(f"labels change: {', '.join(sorted(seen))}", len(seen) > 2)
        check("the bands change", len(bands) > 2)
        check(f"utterances are listed: {said}", said > 0)
        painted.sort()
        print(f"      window's end to number painted, every 0.1 s: median {statistics.median(painted):.0f} ms, "
              f"99th percentile {painted[len(painted) * 99 // 100]:.0f} ms, {len(painted)} windows")
        if options.shots:
            os.makedirs(options.shots, exist_ok=True)
            for (width, height), scheme in itertools.product(SIZES, ["light", "dark"]):
                browser.picture(f"{options.shots}/{width}x{height}-{scheme}.png", width, height, scheme)
            wide = browser.value("document.documentElement.scrollWidth <= innerWidth")
            check("nothing is wider than the window", wide)
        resize(360, 740, mobile=True)
        time.sleep(0.5)
        check("nor at 360 px", browser.value("document.documentElement.scrollWidth <= innerWidth"))

        os.kill(monitor.pid, signal.SIGKILL)
        monitor.wait()
        wait(lambda: text("mark-text") == "Not live", "the page says that it is not live")
        check(f"killed, the page says: {text('notice')}", "No connection" in text("notice"))
        check("and shows no emotion", text("emotion") == "no emotion")
        if options.shots:
            browser.picture(f"{options.shots}/not-live.png", 1280, 800, "light")
        monitor = start(options.program, options.recording, options.port, 0.25)
        wait(lambda: text("mark-text") == "Playing a recording", "the page comes back by itself", 60)
        check("started again, the page comes back by itself", True)
        wait(lambda: text("share") != "", "and shows an emotion again", 60)
        resize(1280, 800)
        monitor.send_signal(signal.SIGTERM)
        check("the monitor ends with 0 while the page is open", monitor.wait(timeout=20) == 0)
        wait(lambda: text("mark-text") == "Not live", "the page says that the stream has ended")

        browser.value("1")
        errors = [e["params"] for e in browser.events if e["method"] == "Runtime.exceptionThrown"
                  or (e["method"] == "Runtime.consoleAPICalled" and e["params"]["type"] == "error")
                  or (e["method"] == "Log.entryAdded" and e["params"]["entry"]["level"] == "error")]
        # A refused connection while the monitor is away is the browser's own line, and no fault of the page's.
        errors = [e for e in errors if e.get("entry", {}).get("source") != "network"]
        check(f"no error in the console {errors or ''}", not errors)
        hosts = {e["params"]["request"]["url"].split("/")[2] for e in browser.events
                 if e["method"] == "Network.requestWillBeSent" and e["params"]["request"]["url"].startswith("http")}
        check(f"no request to another host: {', '.join(hosts)}", hosts == {f"127.0.0.1:{options.port}"})

        browser.leave_alone()
        for every in [0.1, 0.25]:
            monitor = start(options.program, options.recording, options.port, every)
            browser.call("Page.navigate", url=url)
            for width, height in SIZES[1:]:
                resize(width, height)
                time.sleep(5)
                wait(lambda: text("mark-text") == "Playing a recording", "the page is live")
                total = browser.share(f"the page at {width}x{height}, every {every} s", options.seconds)
                print(f"      the page alone, less about:blank: {total - blank:.1f} % of a core")
            monitor.kill()
            monitor.wait()
    finally:
        browser.close()
        if monitor.poll() is None:
            monitor.kill()
    return 1 if failures else 0


sys.exit(main())
