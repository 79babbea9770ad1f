"""
Serving a sandbox: binding, announcing, ending.

uvicorn does the serving.  What is ours: the socket is bound first, so a taken port
is one clear line; the announcement is printed when requests are answered and not
before; and the server can be made to live no longer than whoever started it.
"""

import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import uvicorn
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from codika.sandbox import app
from codika.sandbox.platform import Platform

BACKLOG = 2048
SIGNALS = (signal.SIGINT, signal.SIGTERM)
GRACE = 1  # seconds that open requests have to finish when the server ends


def bound(host: str, port: int) -> socket.socket:
    """
    Return a listening socket.

    Raises:
        OSError: The port is taken, or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only for sockets that say they are TCP; with
    # it on, every answer waits 40 ms for the caller's acknowledgement.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except BaseException:
        listening.close()
        raise
    return listening


def url_of(listening: socket.socket) -> str:
    """Return the base URL of a listening socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Server(uvicorn.Server):
    """A uvicorn server that says when it is up, and can cut a connection."""

    def __init__(self, platform: Platform, announcement: str) -> None:
        config = uvicorn.Config(
            app.application(platform),
            http=H11Protocol,
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            # The controls ask who is calling; a header of the caller must not answer that.
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE,
            backlog=BACKLOG,
        )
        super().__init__(config)
        self._announcement = announcement
        platform.cut = self.cut

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        print(self._announcement, flush=True)  # noqa: T201 - what a person or a launcher waits for

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """End in good order on a signal; uvicorn would raise it again and skip the rest."""
        before = {number: signal.signal(number, self.handle_exit) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def cut(self, scope: Scope, flushed: bool) -> None:  # noqa: FBT001 - see `Platform.cut`
        """Cut the connection that a request came by."""
        for connection in list(self.server_state.connections):
            client = getattr(connection, "client", None)
            if client is not None and client == tuple(scope["client"] or ()):
                if flushed:
                    connection.transport.close()
                else:
                    connection.transport.abort()

    def end_with_stdin(self) -> None:
        """End as soon as standard input does: with a pipe, when whoever holds it is gone."""

        def watch() -> None:
            with contextlib.suppress(OSError):
                while os.read(sys.stdin.fileno(), 4096):
                    pass
            self.should_exit = True

        threading.Thread(target=watch, name="stdin", daemon=True).start()


def serve(
    listening: socket.socket,
    state: Path | None,
    *,
    seed: str | None,
    speed: float,
    until_stdin_closes: bool,
) -> None:
    """Serve a sandbox on a socket until told to end."""
    platform = Platform(state, seed=seed, speed=speed)
    url = url_of(listening)
    server = Server(platform, f"Codika sandbox on {url} (manifest: {url}/sandbox/manifest)")
    if until_stdin_closes:
        server.end_with_stdin()
    try:
        server.run(sockets=[listening])
    finally:
        platform.state.close()
