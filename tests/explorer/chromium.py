"""Drives a headless Chromium by the DevTools protocol over a pipe: no driver, no port, no other library."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import tempfile
import time
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--mute-audio",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)
PATIENCE = 60  # seconds for one answer


class BrowserError(Exception):
    """The browser did not do what it was asked."""


def find():
    """The browser's program, None where there is none."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


class Chromium:
    """One browser; use it as a context, then all its processes end."""

    def __init__(self, *flags, program=None):
        self.profile = tempfile.mkdtemp(prefix="chromium-")
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        for end in (theirs_in, theirs_out):
            os.set_inheritable(end, True)
        program = program or find()
        quiet = os.open(os.devnull, os.O_RDWR)
        actions = [
            (os.POSIX_SPAWN_DUP2, theirs_in, 203),  # out of the way first: 3 and 4 may be ends of ours
            (os.POSIX_SPAWN_DUP2, theirs_out, 204),
            (os.POSIX_SPAWN_DUP2, 203, 3),
            (os.POSIX_SPAWN_DUP2, 204, 4),
            (os.POSIX_SPAWN_DUP2, quiet, 0),
            (os.POSIX_SPAWN_DUP2, quiet, 1),
            (os.POSIX_SPAWN_DUP2, quiet, 2),
        ]
        command = [program, *FLAGS, *flags, f"--user-data-dir={self.profile}", "about:blank"]
        self.pid = os.posix_spawn(program, command, os.environ, file_actions=actions, setpgroup=0)
        for end in (theirs_in, theirs_out, quiet):
            os.close(end)
        self.reads, self.writes = ours_in, ours_out
        self.buffer = b""
        self.number = 0
        self.events = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        with contextlib.suppress(BrowserError, OSError):
            self.send("Browser.close", patience=5)
        for end in (self.reads, self.writes):
            os.close(end)
        self._end()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _end(self):
        """Wait for the browser's end, and help if it takes long."""
        for _ in range(50):
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return
            time.sleep(0.1)
        os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)

    def send(self, method, *, session=None, patience=PATIENCE, **params):
        """Ask for one thing and wait for the answer; what happens meanwhile is kept in ``events``."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self.writes, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + patience
        while True:
            answer = self._next(until - time.monotonic())
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def _next(self, patience):
        until = time.monotonic() + patience
        while b"\0" not in self.buffer:
            if not select.select([self.reads], [], [], max(0.0, until - time.monotonic()))[0]:
                raise BrowserError("the browser does not answer")
            data = os.read(self.reads, 1 << 20)
            if not data:
                raise BrowserError("the browser has ended")
            self.buffer += data
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def page(self, *, width=1280, height=800, dark=False, touch=False, calm=True):
        """A new page of a size, in light or dark, with less movement or not."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session, target, context)
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.send(f"{domain}.enable")
        page.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=touch,
        )
        if touch:
            page.send("Emulation.setTouchEmulationEnabled", enabled=True)
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if calm else "no-preference"},
        ]
        page.send("Emulation.setEmulatedMedia", features=features)
        return page

    def cpu(self):
        """CPU seconds, user and system, that all living processes of this browser have used."""
        ticks = os.sysconf("SC_CLK_TCK")
        total = 0
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self.pid:  # its process group
                total += int(fields[11]) + int(fields[12])
        return total / ticks


class Page:
    """A page: opens files, evaluates, types, clicks."""

    def __init__(self, browser, session, target, context):
        self.browser, self.session, self.target, self.context = browser, session, target, context

    def send(self, method, *, patience=PATIENCE, **params):
        return self.browser.send(method, session=self.session, patience=patience, **params)

    def open(self, path, *, fragment="", query="", wait="ready"):
        """Open a file, or an address, and wait until the page says that it has come so far."""
        start = path if str(path).startswith("http://") else Path(path).as_uri()
        self.send("Page.navigate", url=start + query + fragment)
        if wait:
            self.until(f"[{wait!r}, 'ready', 'failed'].includes(document.documentElement?.dataset.state)")
        return self

    def js(self, expression, *, patience=PATIENCE):
        """The value of an expression, which may be a promise."""
        wanted = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        result = self.send("Runtime.evaluate", patience=patience, **wanted)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description") or details["text"])
        return result["result"].get("value")

    def until(self, expression, patience=PATIENCE):
        """Wait for an expression to become true."""
        until = time.monotonic() + patience
        while not self.js(expression, patience=max(1.0, until - time.monotonic())):
            if time.monotonic() > until:
                raise BrowserError(f"did not become true: {expression}")
            time.sleep(0.03)

    def key(self, key, *, shift=False):
        """Press a key by its name, such as ``Enter``, or a letter."""
        codes = {
            "Enter": 13,
            "Escape": 27,
            "Tab": 9,
            "ArrowDown": 40,
            "ArrowUp": 38,
            "ArrowLeft": 37,
            "ArrowRight": 39,
            " ": 32,
        }
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        common = {
            "key": key,
            "windowsVirtualKeyCode": codes.get(key, ord(key[0].upper())),
            "modifiers": 8 if shift else 0,
        }
        self.send("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common)
        self.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def type(self, text):
        self.send("Input.insertText", text=text)

    def click(self, x, y, *, count=1):
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=count)

    def move(self, x, y, *, drag=False):
        self.send(
            "Input.dispatchMouseEvent",
            type="mouseMoved",
            x=x,
            y=y,
            buttons=1 if drag else 0,
            button="left" if drag else "none",
        )

    def drag(self, x0, y0, x1, y1, *, steps=10):
        self.send("Input.dispatchMouseEvent", type="mousePressed", x=x0, y=y0, button="left", clickCount=1)
        for step in range(1, steps + 1):
            self.move(x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps, drag=True)
        self.send("Input.dispatchMouseEvent", type="mouseReleased", x=x1, y=y1, button="left", clickCount=1)

    def click_on(self, selector):
        """Click in the middle of an element."""
        box = self.js(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); if (!e) return null;"
            " e.scrollIntoView({block: 'nearest'});"
            " const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        if box is None:
            raise BrowserError(f"nothing fits {selector}")
        self.click(*box)

    def rest(self, milliseconds=350):
        """Let the page come to rest."""
        self.js(f"new Promise(done => setTimeout(done, {milliseconds}))")

    def picture(self):
        """What is seen, as PNG."""
        return base64.b64decode(self.send("Page.captureScreenshot", format="png")["data"])

    def screenshot(self, path):
        Path(path).write_bytes(self.picture())

    def of(self, *methods):
        """Events of this page so far, by the names of their methods."""
        self.js("0")
        return [
            event
            for event in self.browser.events
            if event.get("sessionId") == self.session and event["method"] in methods
        ]

    def complaints(self):
        """Errors and warnings of the console, uncaught exceptions, dialogs, requests that leave the file."""
        found = []
        for event in self.of(
            "Runtime.exceptionThrown",
            "Runtime.consoleAPICalled",
            "Log.entryAdded",
            "Page.javascriptDialogOpening",
            "Network.requestWillBeSent",
        ):
            params = event["params"]
            if event["method"] == "Network.requestWillBeSent":
                url = params["request"]["url"]
                if not url.startswith(("file:", "data:", "blob:", "about:")):
                    found.append(url)
            elif event["method"] == "Runtime.consoleAPICalled" and params["type"] not in {
                "error",
                "warning",
                "assert",
            }:
                continue
            else:
                found.append(json.dumps(params)[:500])
        return found

    def close(self):
        self.browser.send("Target.closeTarget", targetId=self.target)
        self.browser.send("Target.disposeBrowserContext", browserContextId=self.context)
