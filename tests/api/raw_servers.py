"""TCP servers that do what no HTTP framework would."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class RawServer:
    """Reads whole requests and keeps them; what follows is up to `behave`."""

    behave: Behaviour
    keeps_alive: bool = False
    requests: list[bytes] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lengths = [
                    line.partition(b":")[2]
                    for line in head.lower().split(b"\r\n")
                    if line.startswith(b"content-length")
                ]
                body = await reader.readexactly(int(lengths[0]) if lengths else 0)
                self.requests.append(head + body)
                self.asked.set()
                await self.behave(writer)
                if not self.keeps_alive:
                    break
        writer.close()


@contextlib.asynccontextmanager
async def serving(behave: Behaviour, *, keeps_alive: bool = False) -> AsyncIterator[RawServer]:
    raw = RawServer(behave, keeps_alive)
    server = await asyncio.start_server(raw.serve, "127.0.0.1", 0)
    raw.port = server.sockets[0].getsockname()[1]
    try:
        yield raw
    finally:
        server.close()


def answering(body: bytes, *, status: str = "200 OK", headers: str = "") -> Behaviour:
    """Send one proper reply."""

    async def behave(writer):
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    return behave


def sending(raw: bytes) -> Behaviour:
    """Send these bytes and no more."""

    async def behave(writer):
        writer.write(raw)
        await writer.drain()

    return behave


async def hanging_up(writer):
    """Close without a word."""


async def resetting(writer):
    """Break the connection the hard way: RST, not FIN."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def staying_silent(_writer):
    """Never answer; the end of the test's loop ends it."""
    await asyncio.Event().wait()


async def dripping(writer):
    """Send a header line for ever, a byte at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while not writer.transport.is_closing():
        writer.write(b" ")
        await asyncio.sleep(0.005)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
