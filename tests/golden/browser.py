"""A Chromium without a window, told what to do over a pipe (the DevTools
protocol: JSON, a NUL behind each message)."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from pathlib import Path

import golden


class Browser:
    """With one page open. stop() ends it."""

    def __init__(self, folder: Path) -> None:
        chromium = golden.find_program("chromium")
        theirs, self._to = os.pipe()
        self._from, their_end = os.pipe()
        ends = [os.dup(theirs), os.dup(their_end)]  # neither is 3 or 4 now

        def set_pipes() -> None:
            for wanted, end in enumerate(ends, 3):
                os.dup2(end, wanted)

        self._log = (folder / "chromium.log").open("wb")
        self._process = subprocess.Popen(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", "--no-first-run",
             f"--user-data-dir={folder}/profile", "--remote-debugging-pipe",
             "about:blank"],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log,
            close_fds=False, preexec_fn=set_pipes)
        for end in (theirs, their_end, *ends):
            os.close(end)
        self._left = b""
        self._number = 0
        self._session: dict = {}
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = {"sessionId": self.do(
            "Target.attachToTarget", targetId=target,
            flatten=True)["sessionId"]}
        self.do("Page.enable")

    def _next(self) -> dict:
        while b"\0" not in self._left:
            got = os.read(self._from, 1 << 16)
            if not got:
                raise RuntimeError("chromium ended, see chromium.log")
            self._left += got
        message, self._left = self._left.split(b"\0", 1)
        return json.loads(message)

    def do(self, method: str, **parameters) -> dict:
        self._number += 1
        message = {"id": self._number, "method": method,
                   "params": parameters} | self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            reply = self._next()
            if reply.get("id") == self._number:
                if "error" in reply:
                    raise RuntimeError(f"{method}: {reply['error']}")
                return reply["result"]

    def open(self, path: Path) -> None:
        self.do("Page.navigate", url=path.as_uri())
        while self.value("document.readyState + location.protocol") != (
                "completefile:"):
            pass

    def value(self, script: str):
        """What it comes to, in the page that is open."""
        done = self.do("Runtime.evaluate", expression=script,
                       returnByValue=True)
        if "exceptionDetails" in done:
            raise RuntimeError(str(done["exceptionDetails"]))
        return done["result"].get("value")

    def resize(self, width: int, height: int) -> None:
        self.do("Emulation.setDeviceMetricsOverride", width=width,
                height=height, deviceScaleFactor=1, mobile=False)

    def show(self, medium: str, **features: str) -> None:
        """As on a screen or in print; features such as a dark scheme."""
        self.do("Emulation.setEmulatedMedia", media=medium, features=[
            {"name": name.replace("_", "-"), "value": value}
            for name, value in features.items()])

    def stop(self) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            self._session = {}
            self.do("Browser.close")
        os.close(self._to)
        self._process.wait(20)
        os.close(self._from)
        self._log.close()
