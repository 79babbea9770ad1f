"""Connection-level faults, by servers that really misbehave."""

import asyncio
import contextlib
import gzip
import json
import logging
import socket
import ssl
import subprocess
import traceback
import tracemalloc

import httpx
import pytest
from api_instances import KEY, ORGANIZATION_KEY, instance_at
from raw_servers import (
    answering,
    dripping,
    free_port,
    hanging_up,
    resetting,
    sending,
    serving,
    staying_silent,
)

from codika import errors
from codika.api.client import AsyncCodika
from codika.api.exchange import Timeouts

QUICK = Timeouts(connect=2.0, read=0.1, slow_read=0.1, total=5.0)
STARTED = json.dumps({"success": True, "executionId": "e1"}).encode()
PENDING = json.dumps({"execution": {"status": "pending"}}).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def client_of(server, **options):
    return AsyncCodika(instance_at(server.url), **{"timeouts": QUICK} | options)


async def test_the_request_as_it_goes_over_the_wire():
    """
    One POST, its ids encoded, the payload wrapped, the key in its header and nowhere else.
    """
    async with serving(answering(STARTED)) as server, client_of(server) as client:
        execution_id = await client.trigger("a/b é", {"n": 1})

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    line, *headers = head.split(b"\r\n")
    assert "e1" == execution_id
    assert b"POST /triggerwebhookpublic/pi-1/a%2Fb%20%C3%A9 HTTP/1.1" == line
    assert b'{"payload": {"n": 1}}' == body
    assert [f"x-api-key: {KEY}".encode()] == [h for h in headers if b"ck_" in h]


@pytest.mark.parametrize(
    "behave",
    [
        pytest.param(hanging_up, id="hangs up"),
        pytest.param(resetting, id="resets"),
        pytest.param(staying_silent, id="stays silent"),
        pytest.param(dripping, id="drips"),
        pytest.param(sending(b"HTTP/1.1 200"), id="half a head"),
        pytest.param(sending(b"SSH-2.0-OpenSSH_9.2\r\n"), id="other protocol"),
        pytest.param(sending(HEAD + b'Content-Length: 99\r\n\r\n{"exec'), id="half a body"),
        pytest.param(
            sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), id="broken chunks"
        ),
        pytest.param(sending(HEAD + b"X: " + b"x" * 100_000 + b"\r\n\r\n"), id="huge header"),
        pytest.param(answering(b"<html>hello</html>"), id="a page"),
        pytest.param(answering(b'{"executionId": '), id="broken JSON"),
        pytest.param(answering(b'{"success": true}'), id="no id"),
        pytest.param(answering(b"[1]"), id="list"),
        pytest.param(answering(b""), id="nothing"),
        pytest.param(answering(b"[" * 50_000), id="deep"),
        pytest.param(answering(STARTED + b" " * 2_000_000), id="too large"),
        pytest.param(answering(b"", status="302 Found", headers="Location: /x\r\n"), id="redirect"),
        pytest.param(answering(b"{}", status="500 No"), id="500"),
        pytest.param(answering(b'{"success": false, "error": "x"}', status="503 No"), id="503"),
        pytest.param(answering(b"", status="408 Request Timeout"), id="408"),
        pytest.param(answering(b"x", headers="Content-Encoding: br\r\n"), id="packed otherwise"),
        pytest.param(answering(b"x", headers="Content-Encoding: gzip\r\n"), id="packed badly"),
    ],
)
async def test_a_trigger_without_a_usable_answer_is_unconfirmed(behave):
    """
    Once it is sent, a trigger without an answer may have started; it is sent exactly once.
    """
    timeouts = Timeouts(connect=2.0, read=0.1, slow_read=0.1, total=0.4)
    async with (
        serving(behave) as server,
        client_of(server, max_reply_bytes=1_000_000, timeouts=timeouts) as client,
    ):
        with pytest.raises(errors.UnconfirmedTriggerError):
            await client.trigger("w", {})

        assert 1 == len(server.requests)


@pytest.mark.parametrize(
    ("status", "error_class"),
    [
        ("400 Bad", errors.BadRequestError),
        ("401 No", errors.AuthenticationError),
        ("403 No", errors.ForbiddenError),
        ("404 No", errors.NotFoundError),
        ("412 No", errors.InactiveInstanceError),
        ("429 Slow down", errors.RateLimitError),
        ("200 OK", errors.BadRequestError),
    ],
)
async def test_a_refused_trigger_is_no_unconfirmed_one(status, error_class):
    """
    A 4xx, or a 2xx that says `success: false`, started nothing.
    """
    body = b'{"success": false, "error": "because"}'
    async with serving(answering(body, status=status)) as server, client_of(server) as client:
        with pytest.raises(error_class) as caught:
            await client.trigger("w", {})

    assert ("because", 1) == (caught.value.message, len(server.requests))


async def test_a_refusal_counts_even_if_its_reason_breaks_off():
    """
    A 401 is a 401, though the connection breaks in the middle of the reason.
    """
    broken = sending(b"HTTP/1.1 401 No\r\nContent-Length: 500\r\n\r\n{")
    async with serving(broken) as server, client_of(server) as client:
        with pytest.raises(errors.AuthenticationError):
            await client.trigger("w", {})


async def check_that_nothing_was_sent(base_url):
    async with AsyncCodika(instance_at(base_url)) as client:
        with pytest.raises(errors.NotConnectedError):
            await client.trigger("w", {})
        with pytest.raises(errors.NotConnectedError):
            await client.get("e1")


async def test_without_a_connection_nothing_was_sent():
    """
    A server that cannot be reached is told apart from one that does not answer.
    """
    await check_that_nothing_was_sent(f"http://127.0.0.1:{free_port()}")


async def test_without_an_address_nothing_was_sent(monkeypatch):
    """
    A host whose name nobody knows is one that cannot be reached.
    """

    def unknown(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    await check_that_nothing_was_sent("https://codika.invalid")


async def test_a_server_that_does_not_speak_tls_gets_nothing():
    """
    Where TLS fails, neither the key nor the payload leaves this machine.
    """
    received = []

    async def plain(reader, writer):
        received.append(await reader.read(1_000))
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, AsyncCodika(instance_at(f"https://127.0.0.1:{port}")) as client:
        with pytest.raises(errors.NotConnectedError):
            await client.trigger("w", {"word": "payload-word"})

    assert (False, False) == (KEY.encode() in received[0], b"payload-word" in received[0])


async def test_an_unknown_certificate_is_refused(tmp_path):
    """
    A server with a certificate that nobody vouches for gets nothing.
    """
    received = []

    async def serve(reader, _writer):
        received.append(await reader.read(1_000))

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    async with server, AsyncCodika(instance_at(f"https://127.0.0.1:{port}")) as client:
        with pytest.raises(errors.NotConnectedError, match="certificate"):
            await client.trigger("w", {})

    assert [] == [data for data in received if data]


async def test_a_queue_for_connections_is_no_failure():
    """
    More looks at once than there are connections: all are answered.
    """
    async with (
        serving(answering(PENDING), keeps_alive=True) as server,
        client_of(server, timeouts=Timeouts()) as client,
    ):
        seen = await asyncio.gather(*(client.get(f"e{n}") for n in range(400)))

        assert (400, 400) == (len(seen), len(server.requests))
        assert server.connections <= 256


async def test_looks_share_a_connection_and_triggers_do_not():
    """
    A trigger never goes over a kept connection, which the server may just have closed.
    """
    both = json.dumps({"executionId": "e1", "execution": {"status": "pending"}}).encode()
    async with serving(answering(both), keeps_alive=True) as server, client_of(server) as client:
        for _ in range(3):
            await client.get("e1")
        assert 1 == server.connections

        for _ in range(3):
            await client.trigger("w", {})

        assert 4 == server.connections


async def test_a_look_over_a_dead_connection_is_repeated():
    """
    A kept connection that the server has closed is no failure of a look.
    """
    async with serving(answering(PENDING)) as server, client_of(server) as client:
        for _ in range(5):
            await client.get("e1")

        assert 5 == len(server.requests)


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
async def test_redirects_are_not_followed(status):
    """
    A key never follows a redirect to another host.
    """
    async with serving(answering(PENDING)) as elsewhere:
        redirect = answering(
            b"", status=f"{status} Moved", headers=f"Location: {elsewhere.url}/x\r\n"
        )
        async with serving(redirect) as server, client_of(server) as client:
            with pytest.raises(errors.UnexpectedReplyError, match="redirect"):
                await client.get("e1")
            with pytest.raises(errors.UnconfirmedTriggerError):
                await client.trigger("w", {})

        assert [] == elsewhere.requests


def packed(size):
    return gzip.compress(b'{"execution": {"status": "pending"}}' + b" " * size)


async def test_packed_replies_are_unpacked():
    """
    gzip is understood, also when it is much.
    """
    behave = answering(packed(900_000), headers="Content-Encoding: gzip\r\n")
    async with (
        serving(behave) as server,
        client_of(server, max_reply_bytes=1_000_000) as client,
    ):
        assert "pending" == (await client.get("e1")).reported_status


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(packed(50_000_000), "Content-Encoding: gzip\r\n", id="unpacks to 50 MB"),
        pytest.param(b" " * 1_000_001, "", id="a byte too long"),
    ],
)
async def test_a_reply_beyond_the_bound_is_not_read(body, headers):
    """
    The bound holds for what arrives and for what it unpacks to.
    """
    async with (
        serving(answering(body, headers=headers)) as server,
        client_of(server, max_reply_bytes=1_000_000) as client,
    ):
        with pytest.raises(errors.ReplyTooLargeError) as caught:
            await client.get("e1")

    assert (1_000_000, 200) == (caught.value.limit, caught.value.status_code)


async def test_a_packed_reply_never_unfolds_in_memory():
    """
    Of a reply that unpacks to 50 MB, never much more than the bound is held.
    """
    bomb = answering(packed(50_000_000), headers="Content-Encoding: gzip\r\n")
    async with (
        serving(bomb) as server,
        client_of(server, max_reply_bytes=1_000_000) as client,
    ):
        tracemalloc.start()
        with pytest.raises(errors.ReplyTooLargeError):
            await client.get("e1")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 4_000_000


async def test_unpacking_lets_others_have_their_turn():
    """
    Between two pieces that unpack to millions of bytes, the loop goes round.
    """
    body, turns, seen = packed(50_000_000), [], []

    class Pieces(httpx.AsyncByteStream):
        async def __aiter__(self):
            for start in range(0, len(body), 16_384):
                seen.append(len(turns))
                yield body[start : start + 16_384]

    async def others():
        while True:
            turns.append("one")
            await asyncio.sleep(0)

    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Pieces())
    )
    ticking = asyncio.create_task(others())
    async with AsyncCodika(instance_at(), transport=transport) as client:
        with contextlib.suppress(errors.CodikaError):
            await client.get("e1")
    ticking.cancel()

    assert len(seen) > 2
    assert sorted(set(seen)) == seen


async def test_a_packed_reply_that_breaks_off():
    """
    Half of a packed reply is not taken for the whole.
    """
    body = packed(10)[:-10]
    async with (
        serving(answering(body, headers="Content-Encoding: gzip\r\n")) as server,
        client_of(server) as client,
    ):
        with pytest.raises(errors.UnexpectedReplyError, match="breaks off"):
            await client.get("e1")


async def test_a_dripping_reply_ends_with_the_total_time():
    """
    A server that sends a byte now and then cannot hold a look for ever.
    """
    timeouts = Timeouts(read=5.0, total=0.2)
    async with serving(dripping) as server, client_of(server, timeouts=timeouts) as client:
        with pytest.raises(errors.TransportError, match="in time"):
            await client.get("e1")


async def test_a_broken_look_is_no_refused_connection():
    """
    A connection that breaks after the request was sent does not count as never made.
    """
    async with serving(hanging_up) as server, client_of(server) as client:
        with pytest.raises(errors.TransportError) as caught:
            await client.get("e1")

    assert errors.TransportError is type(caught.value)


async def test_the_environment_gives_no_proxy(monkeypatch):
    """
    A proxy from the environment gets to see neither key nor payload.
    """
    async with serving(answering(PENDING)) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        async with serving(answering(PENDING)) as server, client_of(server) as client:
            await client.get("e1")

        assert [] == proxy.requests


async def test_cookies_are_not_kept():
    """
    What one reply sets, the next request does not bring back.
    """
    behave = answering(PENDING, headers="Set-Cookie: sid=1; Path=/\r\n")
    async with serving(behave, keeps_alive=True) as server:
        # By name: a cookie jar takes nothing from a bare address anyway.
        async with AsyncCodika(instance_at(f"http://localhost:{server.port}")) as client:
            await client.get("e1")
            await client.get("e1")

        assert b"cookie" not in server.requests[1].lower()


@pytest.mark.parametrize(
    "behave",
    [
        hanging_up,
        resetting,
        staying_silent,
        answering(b"<html>"),
        answering(f'{{"error": "unknown key {KEY}"}}'.encode(), status="401 No"),
        answering(b"", status="302 Found"),
        answering(b"{}", status="500 No"),
        answering(b'{"success": false, "error": "no"}'),
        answering(b"x", headers=f"Content-Encoding: {KEY}\r\n"),
    ],
)
async def test_no_error_holds_a_key(behave, caplog):
    """
    Text, causes, attributes and variables of every error, and all logs: no key in any.
    """
    caplog.set_level(logging.DEBUG)
    calls = [
        lambda client: client.get("e1"),
        lambda client: client.trigger("w", {}),
        lambda client: client.executions(),
        lambda client: client.verify_key(),
        lambda client: client.check_key(),
    ]
    told = []
    async with serving(behave) as server, client_of(server) as client:
        for call in calls:
            with pytest.raises(errors.CodikaError) as caught:
                await call(client)
            told += everything_about(caught.value)

    told.append(caplog.text)
    assert [] == [text for text in told if KEY in text or ORGANIZATION_KEY in text]


async def test_no_error_of_an_unreachable_server_holds_a_key():
    """
    Nor do the errors of a connection that never came about.
    """
    async with AsyncCodika(instance_at(f"http://127.0.0.1:{free_port()}")) as client:
        with pytest.raises(errors.NotConnectedError) as caught:
            await client.trigger("w", {})

    assert [] == [text for text in everything_about(caught.value) if KEY in text]


def everything_about(error):
    """Return what logs, debuggers and error trackers would show of an error."""
    seen = []
    while error is not None:
        whole = traceback.TracebackException.from_exception(error, capture_locals=True)
        # This file's own frames know the key from its constants.
        whole.stack[:] = [frame for frame in whole.stack if "/tests/" not in frame.filename]
        seen += [repr(error), str(error), "".join(whole.format(chain=False))]
        seen += [f"{vars(error)}", repr(getattr(error, "request", None))]
        request = getattr(error, "_request", None)
        seen.append(repr(getattr(request, "headers", None)))
        error = error.__cause__ or error.__context__
    return seen


async def test_a_client_stays_on_its_loop():
    """
    A client used from a second event loop says what is wrong, in place of hanging.
    """
    async with serving(answering(PENDING)) as server, client_of(server) as client:
        await client.get("e1")
        with pytest.raises(RuntimeError, match="event loop"):
            await asyncio.to_thread(lambda: asyncio.run(client.get("e1")))


async def test_a_closed_client_sends_nothing():
    """
    After `aclose` a call fails, and closing again does not.
    """
    async with serving(answering(PENDING)) as server:
        client = client_of(server)
        await client.aclose()
        await client.aclose()

        with pytest.raises(RuntimeError, match="closed"):
            await client.get("e1")


async def test_a_cancelled_look_leaves_the_client_usable():
    """
    Cancelling in the middle of a reply breaks nothing for the next one.
    """
    async with serving(dripping) as server, client_of(server) as client:
        look = asyncio.create_task(client.get("e1"))
        await server.asked.wait()
        look.cancel()
        with pytest.raises(asyncio.CancelledError):
            await look

        server.behave = answering(PENDING)

        assert "pending" == (await client.get("e1")).reported_status


def self_signed(folder):
    """Make a certificate for 127.0.0.1 that nobody vouches for."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key
