"""
What a browser is told in the head of a page, before Streamlit's program has begun there.

Left alone, that program asks twice whether the server is there before it connects,
and learns only from the first run of a script which of its own parts it needs.  Both
are known beforehand: here it is told to connect at once (it asks meanwhile), and the
parts that a page of ours has are fetched beside the rest.  They are named last, as a
browser fetches in this order, and all of the program that the page itself names has
to be there before anything happens.

A table and a chart take more of it than all else together, so who opens a run's link
has that fetched at once, and who starts a run while it goes on.

Our rules of style and the keys of the keyboard stand there too: as elements of a page each
of them would be drawn anew with every answer, by parts of the program that nothing else needs.

Read in the program of Streamlit 1.67: it asks at the page's own address first, so that
a deep link cost a refusal and a pause of 100 ms besides.  What it does not know it does
not listen to, and a part that has another name is fetched when it is needed.
"""

import functools
import json
import re
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import keyboard, style

PARTS = ("MenuButton", "Selectbox", "TextInput", "PageLink")
"""Of Streamlit's program, by the names of its files: what pages begin with, and next ones need."""
OF_RESULTS = ("DataFrame", "PlotlyChart")
"""Likewise, of a table and a chart."""
START = '[class*="st-key-run-in-"] button'
"""What starts a run (`ui/forms.py`)."""
FONT = "MaterialSymbols-Rounded.*.woff2"
LOGIN_COOKIE = "_streamlit_user"
_END = b"</head>"
_SHIPPED = Path(st.__file__).parent / "static" / "static"
_IMPORTED = re.compile(r"""(?:from|import)\s*["']\./([\w.-]+\.js)["']""")

# The address is that of the files beside the page, so it holds behind any proxy.  Nobody
# but our own pages may send this one a message; Streamlit's cloud could otherwise.
CONNECT = (
    '<script>window.__streamlit={BACKEND_BASE_URL:new URL("./",location.href).href,'
    "HOST_CONFIG:{allowedOrigins:[location.origin],useExternalAuthToken:false}}</script>"
)

# By addresses as they are when the page is loaded: they stay, wherever one goes from there.
_AHEAD = """((start, names) => {
  const links = names.map((name) => new URL(name, location.href).href);
  const fetch = (event) => {
    if (!event.target.closest?.(start)) return;
    document.removeEventListener("click", fetch, true);
    for (const href of links)
      document.head.append(Object.assign(document.createElement("link"),
        {rel: "modulepreload", crossOrigin: "", href}));
  };
  document.addEventListener("click", fetch, true);
})"""


class Head:
    """Puts these lines into the head of every page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        # Who is logged in has to have met the server before: it knows a person only by
        # a second cookie, which its answer to the first question brings.
        connect = "" if _is_logged_in(scope) else CONNECT
        fetched = fetches(OF_RESULTS) if _is_of_run(scope) else fetches() + ahead()
        lines = connect + fetched + style.rules() + keyboard.script()
        held: list[Message] = []

        async def send_with_lines(message: Message) -> None:
            if not held and not _begins_page(message):
                await send(message)
                return
            held.append(message)
            if len(held) > 1 and not message.get("more_body", False):
                start, *rest = held
                body = b"".join(part.get("body", b"") for part in rest)
                body = body.replace(_END, lines.encode() + _END, 1)
                headers = MutableHeaders(scope=start)
                headers["content-length"] = str(len(body))
                for name in ("etag", "last-modified"):  # those of the file
                    del headers[name]
                await send(start)
                await send({"type": "http.response.body", "body": body})

        # The page of any address but the first would come compressed, and be out of reach.
        await self.app(_plain(scope), receive, send_with_lines)


def _plain(scope: Scope) -> Scope:
    """Return a request for a page as one that takes it uncompressed: it is eleven kilobytes."""
    headers = MutableHeaders(scope=scope)
    if "text/html" not in headers.get("accept", ""):
        return scope
    kept = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": kept}


def _begins_page(message: Message) -> bool:
    if message["type"] != "http.response.start" or message["status"] != 200:  # noqa: PLR2004  OK
        return False
    headers = Headers(raw=message["headers"])
    return (
        headers.get("content-type", "").startswith("text/html")
        and "content-encoding" not in headers
    )


def _is_logged_in(scope: Scope) -> bool:
    try:
        cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return True  # nobody can tell
    return any(name.startswith(LOGIN_COOKIE) for name in cookies)


def _is_of_run(scope: Scope) -> bool:
    """Whether a page shows a run, as its address says."""
    return "run" in parse_qs(scope["query_string"].decode("latin-1"))


@functools.cache
def fetches(more: tuple[str, ...] = ()) -> str:
    """Return the lines that have a browser fetch what every page needs, and some parts more."""
    fonts = [f"media/{font.name}" for font in _SHIPPED.glob(f"media/{FONT}")]
    return "".join(
        [
            f'<link rel="preload" as="font" type="font/woff2" href="./static/{font}" crossorigin>'
            for font in fonts
        ]
        + [
            f'<link rel="modulepreload" href="./static/js/{name}" crossorigin>'
            for name in needed(_SHIPPED / "js", _page(), (*PARTS, *more))
        ]
    )


@functools.cache
def ahead() -> str:
    """Return the script that has a browser fetch what results need once a run is started."""
    common = needed(_SHIPPED / "js", _page(), PARTS)
    names = [
        f"./static/js/{name}"
        for name in needed(_SHIPPED / "js", _page(), OF_RESULTS)
        if name not in common
    ]
    given = ",".join(map(json.dumps, (START, names)))
    return f"<script>{_AHEAD}({given});</script>"


@functools.cache
def _page() -> str:
    return (_SHIPPED.parent / "index.html").read_text(encoding="utf-8")


def needed(folder: Path, page: str, parts: tuple[str, ...]) -> list[str]:
    """Return the files of the parts and of what those import, but for what the page names."""
    waiting = [file.name for part in parts for file in sorted(folder.glob(f"{part}.*.js"))]
    found: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        if name not in found and name not in page and (folder / name).is_file():
            found[name] = None
            waiting += _IMPORTED.findall((folder / name).read_text(encoding="utf-8"))
    return list(found)
