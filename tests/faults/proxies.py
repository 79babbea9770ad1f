"""A gateway before the sandbox that tells what the sandbox itself would never say."""

import http.client
import socket
import struct
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

RESET = object()
"""In place of a reply: break the connection the hard way, RST and not FIN."""


@dataclass
class Relayed:
    """A reply on its way back, to be altered."""

    method: str
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    """Beside the length and the type."""


class Proxy:
    """
    Passes every request on, and its reply through `alter`.

    Args:
        target: The base URL behind it.
        alter: Takes a `Relayed` and returns one, or `RESET`.
    """

    def __init__(self, target, alter):
        self._target = urlsplit(target)
        self._alter = alter
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _passed_on(self, method, path, headers, body):
        there = http.client.HTTPConnection(self._target.hostname, self._target.port, timeout=10)
        try:
            there.request(method, path, body, headers)
            reply = there.getresponse()
            return self._alter(Relayed(method, reply.status, reply.read()))
        finally:
            there.close()

    def _handler(self):
        passed_on = self._passed_on

        class Handler(BaseHTTPRequestHandler):
            def relay(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                kept = {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() not in ("host", "connection", "accept-encoding")
                }
                reply = passed_on(self.command, self.path, kept, body)
                if reply is RESET:
                    linger = struct.pack("ii", 1, 0)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    self.connection.close()
                    return
                self.send_response_only(reply.status)
                told = {
                    "Content-Type": "application/json",
                    "Content-Length": str(len(reply.body)),
                    **reply.headers,
                }
                for name, value in told.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            do_GET = do_POST = relay  # noqa: N815  http.server's own names

            def log_message(self, *_):
                pass

        return Handler
