"""A dashboard started as `make run` does, in a process of its own."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from codika.runs import SqliteRunStore

ROOT = Path(__file__).parents[2]
START_LIMIT = 60.0  # seconds
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
CONFIGURING = ("CODIKA_", "DEV_", "PROD_", "PROCESS_INSTANCE_ID", "STREAMLIT_")


def until(claim, within=30.0, every=0.05):
    """Wait until something is so, and return it; fail when it never is."""
    limit = time.monotonic() + within
    while not (found := claim()):
        assert time.monotonic() < limit, "it did not come about"
        time.sleep(every)
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings_for(sandbox, **changes):
    """Return the environment variables that connect a dashboard to a sandbox."""
    manifest = sandbox.manifest
    return {
        "DEV_PROCESS_INSTANCE_ID": manifest["instances"]["dev"],
        "DEV_CODIKA_API_KEY": manifest["keys"]["dev"],
        "PROD_PROCESS_INSTANCE_ID": manifest["instances"]["prod"],
        "PROD_CODIKA_API_KEY": manifest["keys"]["prod"],
        "CODIKA_ORGANIZATION_KEY": manifest["keys"]["organization"],
        "CODIKA_BASE_URL": sandbox.base_url,
    } | changes


class Dashboard:
    """
    One dashboard that listens.

    Args:
        folder: For the run log, the server's output, and a secrets file if there is one.
        app: The file that `streamlit run` gets.
        settings: Environment variables.
    """

    def __init__(self, folder, *, app="app.py", **settings):
        self.folder = folder
        self.data = folder / "data"
        self.secrets = folder / "secrets.toml"
        self._app = app
        self._settings = settings
        self._starts = 0
        self._process = None
        self.url = ""

    def start(self):
        """Start it and wait until it is at work."""
        self.listen()
        until(lambda: self.get("/healthz")[0] == 200, START_LIMIT)
        return self

    def listen(self):
        """Start it and wait until it answers at all, be it that its settings are wrong."""
        self._starts += 1
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        surroundings = {
            name: value for name, value in os.environ.items() if not name.startswith(CONFIGURING)
        }
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "streamlit",
                    "run",
                    self._app,
                    "--server.address",
                    "127.0.0.1",
                    "--server.port",
                    str(port),
                    "--secrets.files",
                    str(self.secrets),
                ],
                cwd=ROOT,
                env=surroundings
                | {"CODIKA_DASHBOARD_DATA": str(self.data), "PYTHONPATH": str(ROOT)}
                | self._settings,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        until(lambda: self.get("/healthz")[0] or self._process.poll() is not None, START_LIMIT)

        assert self._process.poll() is None, self.output.read_text()
        return self

    @property
    def output(self):
        """The file with all that the server said."""
        return self.folder / "output.txt"

    def get(self, path):
        """Return status, headers and body; 0 when nobody answers."""
        try:
            with NO_PROXY.open(self.url + path, timeout=10) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.headers, refusal.read()
        except OSError:
            return 0, {}, b""

    @contextlib.contextmanager
    def log(self):
        """Open the run log beside the dashboard."""
        store = SqliteRunStore(self.data / "runs.db")
        try:
            yield store
        finally:
            store.close()

    def kill(self):
        """Pull the plug."""
        self._process.kill()
        self._process.wait()

    def stop(self):
        """End it as a service manager would."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


def stats(sandbox):
    """Return what a sandbox has counted."""
    with NO_PROXY.open(f"{sandbox.base_url}/sandbox/stats", timeout=10) as answer:
        return json.load(answer)


def spoil(sandbox, *rules):
    """Let a sandbox misbehave by rules, see `codika.sandbox.faults`."""
    request = urllib.request.Request(  # noqa: S310  our own sandbox
        f"{sandbox.base_url}/sandbox/faults", json.dumps(rules).encode(), method="POST"
    )
    with NO_PROXY.open(request, timeout=10) as answer:
        answer.read()


def behave(sandbox):
    """Let a sandbox behave again."""
    request = urllib.request.Request(  # noqa: S310  our own sandbox
        f"{sandbox.base_url}/sandbox/faults", method="DELETE"
    )
    with NO_PROXY.open(request, timeout=10) as answer:
        answer.read()
