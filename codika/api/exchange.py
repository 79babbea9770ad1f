"""
One request, one reply: bounded in time and size, on aiohttp's connections.

httpx gives the types, its transport for aiohttp the connections: polling 1,000
executions at once, httpx's own transport fell to 200 requests a second, this
one held 2,700.  The transport is called directly, so there is nothing here that
could follow a redirect, repeat a request, keep a cookie, or ask the environment
for a proxy that would get to see the key.

Two things will surprise.  The transport reports a connection that broke *after*
the request was sent as `httpx.ConnectTimeout`; only the aiohttp error behind it
tells the two apart.  And no error raised here is chained to the HTTP library's,
whose `request` holds the key.
"""

import asyncio
import contextlib
import functools
import ssl
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from codika import errors
from codika.api.parsing import BIG
from codika.api.reading import clean
from codika.api.replies import Reply
from codika.language import in_english, later

MAX_REPLY_BYTES = 64 * 1024 * 1024
MAX_REFUSAL_BYTES = 1024 * 1024
CONNECTIONS = 256
KEEP_ALIVE = 15.0  # seconds; longer than the widest usual gap between two looks
CLOSING = 1.0  # seconds

_NEVER_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_NEVER_CONNECTED_HTTPX = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long one request may take.  All in seconds."""

    connect: float = 5.0
    """Until there is a connection, TLS included."""
    read: float = 10.0
    """Between two pieces of a reply."""
    slow_read: float = 30.0
    """The same for calls that make Codika work before it answers: trigger, node details."""
    total: float = 90.0
    """The whole request, so that a reply that drips cannot hold it for ever."""


DEFAULT_TIMEOUTS = Timeouts()


class Exchange:
    """
    Sends requests and reads replies.

    Belongs to the event loop it was first used on, as its connections do.
    """

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        max_reply_bytes: int = MAX_REPLY_BYTES,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
    ) -> None:
        self.max_reply_bytes = max_reply_bytes
        self.timeouts = timeouts
        self._kept = transport or _transport(keep_alive=True)
        # A kept connection that the server has just given up would make a
        # request look sent that never arrived: what must not be repeated gets a
        # new one.
        self._fresh = transport or _transport(keep_alive=False)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False

    async def send(self, request: httpx.Request) -> Reply:
        """
        Send a request once and read the whole reply.

        Raises:
            NotConnectedError: There was no connection, so nothing was sent.
            TransportError: No whole answer came.
            ReplyTooLargeError: The reply is larger than `max_reply_bytes`, packed or unpacked.
            UnexpectedReplyError: The reply is packed in a way we did not ask for.
        """
        self._check_loop()
        transport = self._fresh if request.method == "POST" else self._kept
        response: httpx.Response | None = None
        failure: errors.CodikaError
        try:
            async with asyncio.timeout(self.timeouts.total):
                response = await transport.handle_async_request(request)
                return Reply(
                    status_code=response.status_code,
                    headers=response.headers,
                    body=await self._body(response),
                )
        except errors.CodikaError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not pass for "not sent"
            failure = self._failure(error, request)
        finally:
            if response is not None:
                await _close(response)
        raise failure

    async def aclose(self) -> None:
        """Close all connections; requests under way fail."""
        self._is_closed = True
        await self._kept.aclose()
        await self._fresh.aclose()

    def _check_loop(self) -> None:
        if self._is_closed:
            raise RuntimeError("this client is closed")
        loop = asyncio.get_running_loop()
        self._loop = self._loop or loop
        if self._loop is not loop:
            raise RuntimeError(
                "an AsyncCodika belongs to the event loop it was first used on;"
                " make one per loop, or use Codika in code without one"
            )

    async def _body(self, response: httpx.Response) -> bytes:
        if response.status_code < HTTPStatus.BAD_REQUEST:
            return await _read(response, self.max_reply_bytes)
        try:
            return await _read(response, min(MAX_REFUSAL_BYTES, self.max_reply_bytes))
        except Exception:  # noqa: BLE001 - the status says enough, the reason is an extra
            return b""

    def _failure(self, error: Exception, request: httpx.Request) -> errors.TransportError:
        where = f"{request.method} {request.url.netloc.decode('ascii')}"
        root = next(
            (cause for cause in _causes(error) if isinstance(cause, aiohttp.ClientError)), error
        )
        if isinstance(root, _NEVER_CONNECTED + _NEVER_CONNECTED_HTTPX):
            return errors.NotConnectedError(_told(_NO_CONNECTION, where, root))
        if isinstance(root, TimeoutError | httpx.TimeoutException):
            return errors.TransportError(
                in_english("{where}: no whole answer in time", where=where)
            )
        return errors.TransportError(_told(_BROKEN, where, root))


# With the system's reason in its own words, else with the name of the error alone.
_NO_CONNECTION = (
    later("{where}: cannot connect: {reason}"),
    later("{where}: cannot connect ({reason})"),
)
_BROKEN = (
    later("{where}: the connection broke: {reason}"),
    later("{where}: the connection broke ({reason})"),
)


async def _read(response: httpx.Response, limit: int) -> bytes:
    """Read a body, never holding more than `limit` of it, however it was packed."""
    status_code = response.status_code
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip"):
        raise errors.UnexpectedReplyError(
            in_english("reply is packed as {packing}", packing=repr(clean(packing, 40))),
            status_code=status_code,
        )
    unpacker = None if packing == "identity" else zlib.decompressobj(wbits=31)
    # The stream as it came: httpx would unpack without a bound.
    stream = response.stream
    if not isinstance(stream, httpx.AsyncByteStream):
        raise TypeError("the transport is not an asynchronous one")
    pieces: list[bytes] = []
    size = 0
    async for packed in stream:
        piece = unpacker.decompress(packed, limit + 1 - size) if unpacker else packed
        size += len(piece)
        if size > limit:
            raise errors.ReplyTooLargeError(limit, status_code=status_code)
        pieces.append(piece)
        if len(piece) > BIG:
            await asyncio.sleep(0)  # unpacking a thousand times its size held others up enough
    if unpacker and not unpacker.eof:
        raise errors.UnexpectedReplyError(later("reply breaks off"), status_code=status_code)
    # Joining gives up the interpreter lock, but not the event loop.
    return await asyncio.to_thread(b"".join, pieces) if size > BIG else b"".join(pieces)


async def _close(response: httpx.Response) -> None:
    with contextlib.suppress(Exception):
        async with asyncio.timeout(CLOSING):
            await response.aclose()


def _transport(*, keep_alive: bool) -> AiohttpTransport:
    def session() -> aiohttp.ClientSession:
        context = _tls()
        connector = (
            aiohttp.TCPConnector(ssl=context, limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE)
            if keep_alive
            # No limit: a trigger that queued for a connection would time out unsent.
            else aiohttp.TCPConnector(ssl=context, limit=0, force_close=True)
        )
        return aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
        )

    return AiohttpTransport(client=session, verify=_tls())


@functools.cache
def _tls() -> ssl.SSLContext:
    """Make the TLS settings once: it takes tens of milliseconds.  Honours `SSL_CERT_FILE`."""
    return httpx.create_ssl_context()


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _told(words: tuple[str, str], where: str, error: BaseException) -> str:
    """Say why in the system's words, which hold no part of a request."""
    told = getattr(error, "os_error", error)
    reason = getattr(told, "verify_message", None) or getattr(told, "strerror", None)
    with_reason, with_name = words
    if isinstance(reason, str):
        return in_english(with_reason, where=where, reason=clean(reason, 200))
    return in_english(with_name, where=where, reason=type(error).__name__)
