"""`python -m codika.sandbox` and the launcher: how a sandbox starts and ends."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from codika.sandbox import launcher, server

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def program(*words, **options):
    """The program itself, as a person starts it."""
    command = [sys.executable, "-m", "codika.sandbox", *words]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def refused(*words):
    """Exit code and last words of a start that fails."""
    with program(*words) as process:
        output, errors = process.communicate(timeout=30)
    assert not output
    return process.returncode, errors


def test_the_first_line_says_where_it_listens(tmp_path):
    """
    One line, no key in it, and the place answers when the line is read.
    """
    with program("--port", "0", "--state", str(tmp_path / "s.db")) as process:
        line = process.stdout.readline()
        base = re.search(r"http://127\.0\.0\.1:\d+", line)[0]
        assert 200 == httpx.get(f"{base}/sandbox/stats", trust_env=False).status_code
        process.terminate()
        rest, errors = process.communicate(timeout=30)

    assert f"Codika sandbox on {base} (manifest: {base}/sandbox/manifest)\n" == line
    assert ("", "", 0) == (rest, errors, process.returncode)


def test_a_taken_port_is_one_clear_line(tmp_path):
    """
    Exit code 2, no traceback.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, errors = refused("--port", port, "--state", str(tmp_path / "s.db"))

    assert (2, 1) == (code, len(errors.splitlines()))
    assert f"cannot listen on 127.0.0.1, port {port}: Address already in use" in errors


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])  # noqa: S104
def test_only_loopback_is_bound(host, tmp_path):
    """
    Anything that other machines may reach has to be meant.
    """
    code, errors = refused("--host", host, "--port", "0", "--state", str(tmp_path / "s.db"))

    expected = f"codika sandbox: {host} is reachable from other machines: add --allow-remote"
    assert (2, True) == (code, errors.startswith(expected))
    assert [] == list(tmp_path.iterdir())


def test_a_remote_address_is_bound_when_told_so(tmp_path):
    """
    `--allow-remote` binds it; the controls still answer to this machine.
    """
    words = ("--host", "0.0.0.0", "--allow-remote", "--port", "0")  # noqa: S104
    with program(*words, "--state", str(tmp_path / "s.db")) as process:
        port = re.search(r":(\d+) ", process.stdout.readline())[1]
        url = f"http://127.0.0.1:{port}/sandbox/stats"

        assert 200 == httpx.get(url, trust_env=False).status_code


@pytest.mark.parametrize("words", [("--port", "70000"), ("--speed", "0"), ("--speed", "inf")])
def test_wrong_words_are_refused(words):
    """
    With the usage, as any program does.
    """
    assert 2 == refused(*words)[0]


def test_it_ends_with_its_standard_input(tmp_path):
    """
    When whoever holds the other end is gone, however that happened, so is the sandbox.
    """
    words = ("--port", "0", "--state", str(tmp_path / "s.db"), "--until-stdin-closes")
    with program(*words) as process:
        process.stdout.readline()
        process.stdin.close()

        assert 0 == process.wait(timeout=30)


def test_a_child_does_not_outlive_a_killed_parent(tmp_path):
    """
    The launcher's process is killed without warning; the sandbox's port is free soon after.
    """
    script = (
        "import sys, pathlib; from codika.sandbox import launcher;"
        "one = launcher.launch(pathlib.Path(sys.argv[1]));"
        "print(one.pid, one.base_url, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "s.db")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    pid, base = parent.stdout.readline().split()
    port = int(base.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as open_connection:
        parent.kill()
        parent.communicate()
        open_connection.settimeout(30)

        # The end of the connection is the end of the child.
        assert b"" == open_connection.recv(1)
    assert pid.isdigit()


def test_launch_works_from_any_directory(tmp_path, monkeypatch):
    """
    The child finds the package, and imports nothing that lies about where it starts.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('imported from the directory')")
    (tmp_path / "codika").mkdir()
    with launcher.launch(Path("s.db")) as sandbox:
        assert sandbox.is_running
    assert (tmp_path / "s.db").is_file()


def test_launch_says_what_went_wrong(tmp_path):
    """
    A start that fails raises with the child's last words.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(launcher.SandboxStartError, match=r"exit code 2\).*already in use"):
            launcher.launch(tmp_path / "s.db", port=port)


def test_launch_ignores_proxies(tmp_path, monkeypatch):
    """
    The manifest, with its keys, goes through nobody's hands.
    """
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    with launcher.launch(tmp_path / "s.db") as sandbox:
        assert sandbox.manifest["keys"]


def test_a_sandbox_shows_no_keys(sandbox):
    """
    Its `repr` says where it is and whether it runs.
    """
    assert f"Sandbox('{sandbox.base_url}', running=True)" == repr(sandbox)


def test_stop_may_be_called_twice(new_sandbox):
    """
    The second call finds nothing to do.
    """
    one = new_sandbox()
    one.stop()
    one.stop()

    assert not one.is_running


def test_it_ends_in_good_order_while_a_request_hangs(new_api):
    """
    SIGTERM does not wait for an answer that would take an hour.
    """
    api = new_api()
    api.spoil({"on": "status", "do": {"delay": 3600}})
    host, port = api.base.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as hanging:
        path = f"/status/{api.instances['dev']}/x?api_key={api.keys['dev']}"
        hanging.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        while not api.stats()["statusRequests"]:
            pass
        os.kill(api.sandbox.pid, signal.SIGTERM)

        assert 0 == api.sandbox._process.wait(timeout=30)


def test_the_socket_says_it_is_tcp():
    """
    asyncio turns Nagle's algorithm off for such sockets only; with it each answer takes 40 ms.
    """
    with server.bound("127.0.0.1", 0) as listening:
        assert socket.IPPROTO_TCP == listening.proto


def test_nothing_heavy_is_imported():
    """
    A sandbox starts quickly: no pandas, no plotly, no streamlit, no HTTP client.
    """
    script = (
        "import sys; from codika.sandbox import server, workflow; workflow.workflows();"
        "print(sorted({'pandas', 'plotly', 'streamlit', 'httpx', 'aiohttp', 'numpy'}"
        " & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert "[]" == told.stdout.strip()
