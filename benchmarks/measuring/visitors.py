"""
People with a page open, as Streamlit's server sees them: a websocket each.

No browser takes part, so that what is measured is the server's.  The messages are
Streamlit's own; which of their fields say what was read in version 1.67.
"""

import http.client
import time
from contextlib import closing
from types import TracebackType
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

LONGEST = 300.0  # seconds that anything may take


class Visitor:
    """
    One session; from `with` to the end of it.

    Args:
        port: Of a server on this machine.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._elements: list[Any] = []
        self._session_id = ""

    def __enter__(self) -> Self:
        self._socket = connect(
            f"ws://127.0.0.1:{self._port}/_stcore/stream", max_size=None, proxy=None
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._socket.close()

    def visit(self, page: str, query: str = "", *, opened: str = "", **chosen: str) -> float:
        """
        Have a page drawn and return how long its script took, in seconds.

        Args:
            page: Its address; empty for the first.
            query: What follows it.
            opened: How the label of an expander on the page as it is begins, which is opened.
            chosen: By label of a selectbox on the page as it is, what is chosen there.
        """
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        widgets = message.rerun_script.widget_states.widgets
        for label, option in chosen.items():
            widgets.add(id=self._element("selectbox", label).id, string_value=option)
        if opened:
            widgets.add(id=self._element("expandable", opened).id, bool_value=True)
        self._elements.clear()
        began = time.perf_counter()
        self._send(message)
        while True:
            answer = self._next()
            if answer.WhichOneof("type") == "new_session":
                self._session_id = answer.new_session.initialize.session_id
            if answer.WhichOneof("type") == "delta":
                delta = answer.delta
                of_block = delta.WhichOneof("type") == "add_block"
                self._elements.append(delta.add_block if of_block else delta.new_element)
            if answer.WhichOneof("type") == "script_finished":
                return time.perf_counter() - began

    def download(self, label: str) -> tuple[float, int]:
        """
        Press a button that makes a file, and fetch the file.

        Returns:
            How long it took to be made, in seconds, and its size in bytes.
        """
        message = BackMsg()
        message.backend_operation_request.request_id = label
        message.backend_operation_request.session_id = self._session_id
        button = self._element("download_button", label)
        message.backend_operation_request.deferred_file.file_id = button.deferred_file_id
        began = time.perf_counter()
        self._send(message)
        while True:
            answer = self._next()
            if answer.WhichOneof("type") == "backend_operation_response":
                break
        took = time.perf_counter() - began
        told = answer.backend_operation_response
        if told.error_msg:
            raise RuntimeError(told.error_msg)
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LONGEST)
        with closing(connection):
            connection.request("GET", told.deferred_file.url)
            return took, len(connection.getresponse().read())

    def _element(self, kind: str, label: str) -> Any:
        found = [
            getattr(element, kind)
            for element in self._elements
            if element.WhichOneof("type") == kind and getattr(element, kind).label.startswith(label)
        ]
        if not found:
            raise RuntimeError(f"there is no {kind} {label!r} on the page")
        return found[0]

    def _send(self, message: Any) -> None:
        self._socket.send(message.SerializeToString())

    def _next(self) -> Any:
        answer = ForwardMsg()
        content = self._socket.recv(timeout=LONGEST)
        if isinstance(content, str):
            raise TypeError("Streamlit speaks in bytes")
        answer.ParseFromString(content)
        return answer
