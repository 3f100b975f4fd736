"""Drives a Firefox by its Marionette protocol over a socket: no driver, no other library.

Firefox without a screen has no WebGL; with one that Xvfb makes up, it draws in software.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from chromium import PATIENCE, BrowserError

NAMES = ("firefox-esr", "firefox")
PREFERENCES = {
    "marionette.port": 0,  # any that is free; which one stands in a file of the profile
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage_override.mstone": "ignore",
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
    "ui.prefersReducedMotion": 1,
    "webgl.force-enabled": True,  # drawn in software, which Firefox asks nobody to wait for
}
ALONE = {"LIBGL_ALWAYS_SOFTWARE": "1", "MOZ_ENABLE_WAYLAND": "0", "MOZ_HEADLESS_WIDTH": "1280"}


def find():
    """The browser's program, None where there is none."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


@contextlib.contextmanager
def screen():
    """A made-up screen, by the name under which programs find it."""
    reads, writes = os.pipe()
    command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", "1300x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writes], stderr=subprocess.DEVNULL) as running:
        os.close(writes)
        try:
            with os.fdopen(reads) as said:
                number = said.readline().strip()
            if not number:
                raise BrowserError("Xvfb does not start")
            yield f":{number}"
        finally:
            running.terminate()


class Firefox:
    """One browser with one window; use it as a context, then all its processes end."""

    def __init__(self, *, display=None, **preferences):
        self.profile = Path(tempfile.mkdtemp(prefix="firefox-"))
        lines = (
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
            for name, value in {**PREFERENCES, **preferences}.items()
        )
        (self.profile / "user.js").write_text("".join(lines), encoding="utf-8")
        where = (
            ["--headless"]
            if display is None
            else ["--display", display, "--width", "1280", "--height", "860"]
        )
        self.process = subprocess.Popen(
            [find(), *where, "--marionette", "--no-remote", "--profile", self.profile, "about:blank"],
            env={**os.environ, **ALONE, "HOME": str(self.profile)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.socket = None
        self.number = 0
        try:
            self.socket = socket.create_connection(("127.0.0.1", self._port()), timeout=PATIENCE)
            self.stream = self.socket.makefile("rb")
            self._read()  # who it is
            self.send("WebDriver:NewSession", capabilities={})
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.socket:
            self.socket.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _port(self):
        """The port that the browser has taken, once it says so."""
        file = self.profile / "MarionetteActivePort"
        until = time.monotonic() + 2 * PATIENCE
        while not (file.exists() and file.read_text().strip()):
            if self.process.poll() is not None:
                raise BrowserError(f"Firefox ended with {self.process.returncode}")
            if time.monotonic() > until:
                raise BrowserError("Firefox does not start")
            time.sleep(0.1)
        return int(file.read_text())

    def _read(self):
        """One message: its length, a colon, JSON."""
        length = b""
        while not length.endswith(b":"):
            sign = self.stream.read(1)
            if not sign:
                raise BrowserError("Firefox has ended")
            length += sign
        return json.loads(self.stream.read(int(length[:-1])))

    def send(self, command, **params):
        """Ask for one thing and wait for the answer."""
        self.number += 1
        message = json.dumps([0, self.number, command, params]).encode()
        self.socket.sendall(b"%d:%s" % (len(message), message))
        while True:
            _, number, error, result = self._read()
            if number == self.number:
                break
        if error:
            raise BrowserError(f"{command}: {error['message']}")
        return result

    def open(self, path, *, query="", fragment=""):
        """Open a file and wait until the page says that it stands, or has failed."""
        self.send("WebDriver:Navigate", url=Path(path).as_uri() + query + fragment)
        self.until("['ready', 'failed'].includes(document.documentElement.dataset.state)")
        return self

    def js(self, expression):
        """The value of an expression."""
        return self.send("WebDriver:ExecuteScript", script=f"return {expression}", args=[])["value"]

    def until(self, expression, patience=PATIENCE):
        """Wait for an expression to become true."""
        until = time.monotonic() + patience
        while not self.js(expression):
            if time.monotonic() > until:
                raise BrowserError(f"did not become true: {expression}")
            time.sleep(0.05)

    def keys(self, text):
        """Type a text into what has the focus; keys without a sign by their WebDriver codes."""
        actions = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self.send("WebDriver:PerformActions", actions=[{"type": "key", "id": "keys", "actions": actions}])

    def picture(self):
        """What is seen, as PNG."""
        return base64.b64decode(self.send("WebDriver:TakeScreenshot", full=False)["value"])
