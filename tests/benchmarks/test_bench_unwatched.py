"""First views in a browser that nobody looks into."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from measuring.dashboards import program
from measuring.unwatched import Unwatched, UnwatchedError

pytestmark = pytest.mark.browser

LATE = 300  # milliseconds until the page says that its script has ended
PAGE = f"""<!doctype html>
<div data-testid="stApp" data-test-script-state="running"><h1>Hello</h1></div>
<script>
  const app = document.querySelector("div");
  setTimeout(() => {{ app.dataset.testScriptState = "notRunning"; }}, {LATE});
</script>"""


class _Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "text/html")
        # As ours: the page itself may tell nobody.
        self.send_header("content-security-policy", "connect-src 'self'")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def address():
    """Of a page whose script ends late."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_first_view_is_there_once_the_script_has_ended(address):
    """
    The heading was there before; each visit is told.
    """
    with Unwatched(program(), {address: ("h1",)}) as window:
        assert all(window.first_view(address) >= LATE for _ in range(2))


def test_what_never_comes_is_an_error(address, monkeypatch):
    """
    A page that lacks what a visitor came for has no first view.
    """
    monkeypatch.setattr("measuring.unwatched.VIEWED", 1.0)
    with (
        Unwatched(program(), {address: ("h1", ".never")}) as window,
        pytest.raises(UnwatchedError, match="no word of"),
    ):
        window.first_view(address)
