"""`Codika` is `AsyncCodika` for code without an event loop."""

import asyncio
import gc
import inspect
import signal
import subprocess
import sys
import textwrap
import threading

import httpx
import pytest
from api_instances import KEY
from raw_servers import free_port

from codika import errors
from codika.api.client import AsyncCodika
from codika.api.sync import Codika
from codika.api.waiting import PollPlan
from codika.loop import EventLoopThread, shared_loop

QUICK = PollPlan(interval=0.001, timeout=5.0)
PENDING = {"execution": {"status": "pending"}}
DONE = {"execution": {"status": "success", "resultData": [1]}}
STATUS = "/getexecutionstatuspublic/pi-1/e1"
# What only one of the two needs.
OWN = {"aclose", "close"}


@pytest.fixture
def codika(instance, transport):
    with Codika(instance, transport=transport) as codika:
        yield codika


def public(cls):
    return {
        name: member
        for name, member in inspect.getmembers(cls, inspect.isfunction)
        if not name.startswith("_") and name not in OWN
    }


def test_both_offer_the_same():
    """
    A method of one is a method of the other.
    """
    assert set(public(AsyncCodika)) == set(public(Codika))


@pytest.mark.parametrize("name", ["__init__", *public(AsyncCodika)])
def test_both_take_and_say_the_same(name):
    """
    Parameters, defaults, types and texts are equal; only `async` differs.
    """
    theirs, ours = getattr(AsyncCodika, name), getattr(Codika, name)

    assert inspect.signature(theirs) == inspect.signature(ours)
    assert inspect.getdoc(theirs) == inspect.getdoc(ours)


@pytest.mark.parametrize("name", public(AsyncCodika))
def test_each_call_is_handed_on_as_it_is(codika, monkeypatch, name):
    """
    Every argument reaches the method of the same name, and its answer comes back.
    """
    method = public(Codika)[name]
    given = {
        parameter.name: object() if parameter.name != "on_look" else None
        for parameter in list(inspect.signature(method).parameters.values())[1:]
    }

    signature = inspect.signature(public(AsyncCodika)[name])
    monkeypatch.setattr(
        AsyncCodika, name, lambda self, *a, **k: handed_on(signature, self, *a, **k)
    )

    handed = method(codika, **given)

    assert given == {key: value for key, value in handed.items() if key != "self"}


async def handed_on(signature, *args, **kwargs):
    return dict(signature.bind(*args, **kwargs).arguments)


def test_a_run_from_plain_code(codika, router):
    """
    `run` triggers, waits and returns, as in the README.
    """
    router.post("/triggerwebhookpublic/pi-1/w").respond(json={"executionId": "e1"})
    router.get(STATUS).mock(
        side_effect=[httpx.Response(200, json=PENDING), httpx.Response(200, json=DONE)]
    )

    assert [1] == codika.run("w", {}, plan=QUICK).result


def test_errors_arrive_as_they_are(codika, router):
    """
    What the async client raises is what the caller gets.
    """
    router.get(STATUS).respond(401, json={"error": "no"})

    with pytest.raises(errors.AuthenticationError):
        codika.get("e1")


async def test_inside_a_running_loop(codika, router):
    """
    A notebook has a loop of its own, which is no hindrance.
    """
    router.get(STATUS).respond(json=DONE)

    assert [1] == codika.get("e1").result


def test_from_many_threads(codika, router):
    """
    One client serves threads at once: sessions of Streamlit are threads.
    """
    router.get(STATUS).respond(json=DONE)
    results = []
    threads = [
        threading.Thread(target=lambda: results.append(codika.get("e1").result)) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [[1]] * 20 == results


def test_looks_are_told_in_the_callers_thread(codika, router):
    """
    `on_look` may draw on a screen that belongs to the thread that waits.
    """
    router.get(STATUS).mock(
        side_effect=[httpx.Response(200, json=PENDING), httpx.Response(200, json=DONE)]
    )
    told = []

    codika.wait(
        "e1",
        plan=QUICK,
        on_look=lambda look: told.append((look.reported_status, threading.current_thread())),
    )

    here = threading.current_thread()
    assert [("pending", here), ("success", here)] == told


def test_an_error_in_on_look_ends_the_wait(codika, router):
    """
    A callback that raises is not swallowed, and nobody goes on looking.
    """
    route = router.get(STATUS).respond(json=PENDING)

    def broken(_look):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        codika.wait("e1", plan=QUICK, on_look=broken)
    codika.close()

    assert route.called


def test_no_call_blocks_the_loop_it_needs(codika):
    """
    Called on its own loop it says so: waiting there would wait for ever.
    """

    async def call():
        return codika.get("e1")

    with pytest.raises(RuntimeError, match="AsyncCodika"):
        codika._loop.submit(call()).result()


def test_closing_twice_and_using_after(codika):
    """
    Closing again does no harm; a closed client sends nothing.
    """
    codika.close()
    codika.close()

    with pytest.raises(RuntimeError, match="closed"):
        codika.get("e1")


def test_a_dropped_client_is_closed(instance, transport):
    """
    A client that nobody holds any more closes its connections.
    """
    codika = Codika(instance, transport=transport)
    inner = codika._async
    del codika
    gc.collect()

    async def is_closed():
        # What was submitted first begins first.
        return inner._calls.exchange._is_closed

    assert shared_loop().submit(is_closed()).result()


def test_no_repr_shows_a_key(codika, instance):
    """
    The sync client as well shows a fingerprint only.
    """
    assert f"<Codika 'acme-dev' {instance.fingerprint}>" == repr(codika)


SCRIPT = """
    import http.server, signal, sys, threading
    # Whoever runs these tests in the background may have it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from codika import Codika, Environment, ProcessInstance
    from codika.model import Endpoints

    class Server(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def do_GET(self):
            body = b'{"execution": {"status": "pending"}}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            print("asked", flush=True)
        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    codika = Codika(ProcessInstance(
        id="pi", environment=Environment.DEV, api_key="ck_secretsecret",
        endpoints=Endpoints(base_url=f"http://127.0.0.1:{server.server_port}"),
    ))
"""


def script(rest):
    return [
        sys.executable,
        "-W",
        "error",
        "-X",
        "dev",
        "-c",
        textwrap.dedent(SCRIPT) + textwrap.dedent(rest),
    ]


def test_a_script_that_forgets_to_close_ends():
    """
    Without `close` a script ends by itself, with nothing to say.
    """
    rest = "print(codika.get('e1').status)"

    ended = subprocess.run(script(rest), capture_output=True, text=True, timeout=60, check=False)

    assert ("asked\npending\n", "", 0) == (ended.stdout, ended.stderr, ended.returncode)


def test_ctrl_c_ends_a_wait():
    """
    Ctrl-C reaches the one who waits, and stops the looking.
    """
    rest = """
        try:
            codika.wait("e1", timeout=1000)
        except KeyboardInterrupt:
            import asyncio
            async def left():
                await asyncio.sleep(0)
                return len(asyncio.all_tasks()) - 2
            print("interrupted, still looking:", codika._loop.submit(left()).result())
    """
    process = subprocess.Popen(
        script(rest), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert "asked\n" == process.stdout.readline()

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert ("interrupted, still looking: 0\n", "") == (out.replace("asked\n", ""), err)


def test_the_loop_is_stopped_and_started_again():
    """
    A stopped loop takes no work, its work is cancelled, and it can be started anew.
    """
    loop = EventLoopThread("test")
    cleaned = threading.Event()

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.set()

    async def answer():
        return 42

    loop.start()
    loop.start()
    future = loop.submit(work())
    assert 42 == loop.submit(answer()).result()
    loop.stop()
    loop.stop()

    assert (True, True, False) == (cleaned.is_set(), future.cancelled(), loop.is_running)
    with pytest.raises(RuntimeError, match="not running"):
        loop.submit(answer())

    loop.start()
    assert 42 == loop.submit(answer()).result()
    loop.stop()


def test_what_was_left_open_is_closed_with_the_loop(codika):
    """
    Clients that nobody closed are closed when the loop ends, at the latest with the program.
    """

    class Client:
        is_closed = False

        async def aclose(self):
            self.is_closed = True

    client = Client()
    loop = EventLoopThread("test")
    loop.open_clients.add(client)
    loop.start()
    loop.stop()

    assert client.is_closed
    assert codika._async in shared_loop().open_clients


def test_a_loop_that_never_started_takes_no_work():
    """
    Work for a loop that does not run is refused, not forgotten.
    """

    async def answer():
        return 42

    with pytest.raises(RuntimeError, match="not running"):
        EventLoopThread().submit(answer())


def test_an_unreachable_server_from_plain_code(make_instance):
    """
    The sync client tells "nothing was sent" as well.
    """
    with (
        Codika(make_instance(f"http://127.0.0.1:{free_port()}")) as codika,
        pytest.raises(errors.NotConnectedError) as caught,
    ):
        codika.trigger("w", {})

    assert KEY not in repr(caught.value)
