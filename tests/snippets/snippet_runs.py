"""Snippets, run as somebody would who pasted them: in a process, with a few variables set."""

import json
import os
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from codika import Endpoints, Environment, ProcessInstance

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds that one snippet has
KEY = "ck_of_nobody"


def needed(*programs):
    """Skip without these programs; in CI their absence is a failure."""
    if missing := [name for name in programs if shutil.which(name) is None]:
        reason = f"not on this machine: {', '.join(missing)}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


def ran(snippet, folder, *, interpreter="bash", **variables):
    """Write a snippet to a file and run that; return the finished process."""
    file = folder / snippet.file_name
    file.write_text(snippet.text, encoding="utf-8")
    program = [sys.executable] if snippet.language == "python" else [interpreter]
    if snippet.language == "bash":
        needed(interpreter, "curl", "jq")
    return subprocess.run(
        [*program, file],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            **variables,
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


class Recorder:
    """A Codika that keeps what it is sent and ends everything at once."""

    def __init__(self):
        self.requests = []
        self.execution = {"status": "success", "resultData": {"ok": True}}
        self._replies = {"POST": lambda: {"success": True, "executionId": "e-1"},
                         "GET": lambda: {"success": True, "execution": self.execution}}  # fmt: skip

    @property
    def payload(self):
        """What came with the only trigger."""
        bodies = [body for method, _, _, body in self.requests if method == "POST"]

        assert 1 == len(bodies)
        return json.loads(bodies[0])["payload"]

    def answer(self, method, path, headers, body):
        self.requests.append((method, path, headers, body))
        return json.dumps(self._replies[method]()).encode()


@contextmanager
def recording():
    """Serve a `Recorder` on a port of its own."""
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def _reply(self):
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            answer = recorder.answer(self.command, self.path, dict(self.headers), body)
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = _reply  # noqa: N815  names that http.server calls

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    recorder.instance = ProcessInstance(
        id="pi 1",
        environment=Environment.PROD,
        api_key=KEY,
        endpoints=Endpoints(base_url=f"http://127.0.0.1:{server.server_port}"),
    )
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
