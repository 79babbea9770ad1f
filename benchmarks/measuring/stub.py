"""
A Codika that answers at once and thinks of nothing: `python -m measuring.stub`.

Whoever asks is measured, so this must not be what they wait for.  A POST gets the
answer of a trigger, anything else that of a status: pending, as nearly every look
finds it.  Says its port on the first line, and ends when its standard input does.
"""

import asyncio
import sys
from collections.abc import Callable

EXECUTION = "019d444d-7b1e-7c33-9d55-3f2a8c1b6e40"
TRIGGERED = (
    b'{"success": true, "executionId": "019d444d-7b1e-7c33-9d55-3f2a8c1b6e40",'
    b' "message": "Execution started"}'
)
PENDING = (
    b'{"success": true, "execution": {"executionId": "019d444d-7b1e-7c33-9d55-3f2a8c1b6e40",'
    b' "status": "pending", "createdAt": "2026-05-01T10:00:00.000Z"}}'
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"


class Answering(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it to answer on."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._received += data
        while (end := self._received.find(END_OF_HEAD)) >= 0:
            head = self._received[:end].lower()
            size = end + len(END_OF_HEAD) + content_length(head)
            if len(self._received) < size:
                return
            self._received = self._received[size:]
            self._answer(head)

    def _answer(self, head: bytes) -> None:
        if self._transport is None:
            return
        body = TRIGGERED if head.startswith(b"post ") else PENDING
        is_last = b"\r\nconnection: close" in head
        more = b"Connection: close\r\n\r\n" if is_last else b"\r\n"
        self._transport.write(HEAD % len(body) + more + body)
        if is_last:
            self._transport.close()


def content_length(head: bytes) -> int:
    """Return the bytes of the body; the head in lower case."""
    _, found, rest = head.partition(LENGTH)
    return int(rest.partition(b"\r\n")[0]) if found else 0


async def serve(answering: Callable[[], asyncio.Protocol]) -> None:
    """Answer until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(answering, "127.0.0.1", 0, backlog=1000)
    async with server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Answering))
