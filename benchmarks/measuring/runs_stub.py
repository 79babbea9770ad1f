"""
A Codika whose executions take as long as their payload says: `python -m measuring.runs_stub`.

Thinks of nothing else, so that whoever watches a thousand of them is what is
measured.  `{"payload": {"seconds": 12.5, "megabytes": 0, "age": 4.5}}` starts one
(so long ago); every answer takes `THERE_AND_BACK`.  `GET /counts` tells what was
asked.  Says its port on the first line, and ends when its standard input does.
"""

import asyncio
import itertools
import json
import time
from typing import Any

from measuring.stub import END_OF_HEAD, HEAD, content_length, serve

THERE_AND_BACK = 0.08  # seconds, as over the internet
RECORD = b'{"name": "Acme Corporation", "country": "Belgium", "score": 87.5, "tags": ["a", "b"]}'


class Codika:
    """All executions, and what was asked."""

    def __init__(self) -> None:
        self._number = itertools.count(1)
        self._executions: dict[str, tuple[float, float, int]] = {}
        self.counts = {"triggers": 0, "looks": 0, "triggers_at_once": 0, "most_at_once": 0}

    def trigger(self, body: bytes) -> bytes:
        """Start an execution."""
        payload = json.loads(body)["payload"]
        execution_id = f"execution-{next(self._number)}"
        began = time.monotonic() - payload.get("age", 0.0)
        self._executions[execution_id] = began, payload["seconds"], payload.get("megabytes", 0)
        return json.dumps({"success": True, "executionId": execution_id}).encode()

    def status(self, execution_id: str) -> bytes:
        """Tell how it stands."""
        began, seconds, megabytes = self._executions[execution_id]
        execution: dict[str, Any] = {"executionId": execution_id, "status": "pending"}
        if time.monotonic() - began < seconds:
            return json.dumps({"success": True, "execution": execution}).encode()
        n = max(3, megabytes * 1_000_000 // len(RECORD))
        execution |= {"status": "success", "duration": seconds * 1000, "resultData": "RECORDS"}
        told = json.dumps({"success": True, "execution": execution}).encode()
        return told.replace(b'"RECORDS"', b"[" + b", ".join([RECORD] * n) + b"]")


class Answering(asyncio.Protocol):
    """One connection."""

    codika = Codika()

    def __init__(self) -> None:
        self._received = bytearray()
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep it to answer on."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer a request once it is complete; nobody sends a second one before."""
        self._received += data
        end = self._received.find(END_OF_HEAD)
        if end < 0:
            return
        head, begin = bytes(self._received[:end]), end + len(END_OF_HEAD)
        if len(self._received) < begin + content_length(head.lower()):
            return
        body, self._received = bytes(self._received[begin:]), bytearray()
        is_trigger = head.startswith(b"POST")
        counts = self.codika.counts
        if is_trigger:
            counts["triggers"] += 1
            counts["triggers_at_once"] += 1
            counts["most_at_once"] = max(counts["most_at_once"], counts["triggers_at_once"])
        asyncio.get_running_loop().call_later(THERE_AND_BACK, self._answer, head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        target = head.split(b" ", 2)[1].decode()
        counts = self.codika.counts
        if head.startswith(b"POST"):
            counts["triggers_at_once"] -= 1
            content = self.codika.trigger(body)
        elif target == "/counts":
            content = json.dumps(counts).encode()
        else:
            counts["looks"] += 1
            content = self.codika.status(target.rpartition("/")[2])
        is_last = b"connection: close" in head.lower()
        more = b"Connection: close\r\n\r\n" if is_last else b"\r\n"
        self._transport.write(HEAD % len(content) + more + content)
        if is_last:
            self._transport.close()


if __name__ == "__main__":
    asyncio.run(serve(Answering))
