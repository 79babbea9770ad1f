"""
First views in a Chromium that nobody looks into.

What drives a browser, as Playwright does, attaches its inspector to every page, and the
inspector has its price: it wants to know where in a program each thing happens.  For
that the browser parses large parts of plotly a second time, and a chart comes 0.6 s
later than for anybody else.  So here a page is opened from outside, and an extension of
a few lines tells when its first view was there, by the same rules (`measuring.viewing`).
"""

import contextlib
import json
import queue
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from measuring.servers import free_port
from measuring.viewing import WHEN

STARTED = 20.0  # seconds until the browser and its extension have to be there
VIEWED = 60.0  # seconds until a first view has to be
STOPPED = 10.0  # seconds that the browser has to end
REST = 0.4  # seconds for a window to come to rest
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=DisableLoadExtensionCommandLineSwitch",
    "--window-size=1280,720",
)
_TELL = """
const tell = (what) =>
  fetch(%(tells)s, {method: "POST", mode: "no-cors", body: JSON.stringify(what)});
const content = %(contents)s[location.href];
if (location.href === %(tells)s) tell("here");
else if (content) window.when(() => window.isThere(content)).then(tell);
"""


class UnwatchedError(RuntimeError):
    """The browser, or a first view in it, did not come."""


class Unwatched:
    """
    A browser in which nothing is cached yet, from `with` to the end of it.

    Args:
        program: Chromium.
        contents: By address, CSS of what a visitor comes for, as in `viewing.first_view`.
    """

    def __init__(self, program: str, contents: Mapping[str, tuple[str, ...]]) -> None:
        self._told: queue.Queue[Any] = queue.Queue()
        self._listener = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Listener, self._told))
        self._folder = Path(tempfile.mkdtemp())
        self._tells = f"http://127.0.0.1:{self._listener.server_port}/"
        self._port = free_port()
        extension = self._folder / "extension"
        extension.mkdir()
        manifest = {
            "manifest_version": 3,
            "name": "First view",
            "version": "1",
            "content_scripts": [
                {
                    "matches": ["http://127.0.0.1/*"],
                    "js": ["tell.js"],
                    "run_at": "document_start",
                }
            ],
        }
        (extension / "manifest.json").write_text(json.dumps(manifest), "utf-8")
        script = _TELL % {"tells": json.dumps(self._tells), "contents": json.dumps(dict(contents))}
        (extension / "tell.js").write_text(WHEN + script, "utf-8")
        self._command = [
            program,
            *_FLAGS,
            f"--user-data-dir={self._folder / 'profile'}",
            f"--remote-debugging-port={self._port}",
            f"--disable-extensions-except={extension}",
            f"--load-extension={extension}",
            "about:blank",
        ]

    def __enter__(self) -> Self:
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self._wait_until_up()
            self._opened(self._tells, STARTED)  # Chrome takes no such extension, Chromium does
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end()

    def first_view(self, url: str) -> float:
        """Open a page in a new tab and return when its first view was there, in ms."""
        return float(self._opened(url, VIEWED))

    def _opened(self, url: str, within: float) -> Any:
        tab = json.loads(self._ask(f"new?{quote(url, safe=':/?=&')}", "PUT"))
        try:
            return self._told.get(timeout=within)
        except queue.Empty:
            raise UnwatchedError(f"no word of {url}") from None
        finally:
            self._ask(f"close/{tab['id']}")
            time.sleep(REST)

    def _wait_until_up(self) -> None:
        limit = time.monotonic() + STARTED
        while time.monotonic() < limit and self._process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                self._ask("version")
                return
            time.sleep(REST)
        raise UnwatchedError("the browser did not start")

    def _ask(self, what: str, method: str = "GET") -> str:
        address = f"http://127.0.0.1:{self._port}/json/{what}"
        answer = httpx.request(method, address, timeout=STARTED, trust_env=False)
        return answer.raise_for_status().text

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOPPED)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.shutdown()
        self._listener.server_close()
        shutil.rmtree(self._folder, ignore_errors=True)


class _Listener(BaseHTTPRequestHandler):
    """Hears what the extension tells."""

    def __init__(self, told: "queue.Queue[Any]", *request: Any) -> None:
        self._told = told
        super().__init__(*request)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()

    def do_POST(self) -> None:
        self._told.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Stay silent."""
