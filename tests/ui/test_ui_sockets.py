"""Small answers that leave at once."""

import asyncio
import socket
from contextlib import closing

import pytest

from ui import resources, sockets


@pytest.fixture
def listening():
    """A socket as Streamlit opens it: its protocol is not named."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        yield opened


def holds_back(listening):
    """Whether a connection that comes now would hold small answers back."""
    with closing(socket.create_connection(listening.getsockname())):
        accepted, _ = listening.accept()
        with closing(accepted):
            return not accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_connections_to_a_socket_that_is_open_send_at_once(listening):
    """
    What is set on the socket that listens is handed down to each connection.
    """
    assert holds_back(listening)

    sockets.send_at_once()

    assert not holds_back(listening)


def test_the_server_starts_with_it(listening, monkeypatch):
    """
    Streamlit has opened its socket when the dashboard starts.
    """
    monkeypatch.setattr(resources, "_start", lambda: None)

    async def start():
        async with resources.lifespan(None):
            return holds_back(listening)

    assert not asyncio.run(start())


def test_a_machine_that_does_not_list_its_sockets_works(listening, monkeypatch, tmp_path):
    """
    Elsewhere everything stays as it was.
    """
    monkeypatch.setattr(sockets, "_OPEN", tmp_path / "nothing")

    sockets.send_at_once()

    assert holds_back(listening)
