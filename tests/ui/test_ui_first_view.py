"""What makes a first view quick: the head of a page, and Streamlit's program kept compressed."""

import asyncio
import re
from pathlib import Path

import httpx
import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from streamlit.web.server.starlette import starlette_server_config

from ui import head, keyboard, style, web
from ui.program import Program

SHIPPED = Path(st.__file__).parent / "static"
CONSTANT = {"cache-control": "public, immutable, max-age=31536000", "etag": '"on-disk"'}
SCRIPT = "let words = 'of a program';\n" * 1000


class Browser:
    """Asks an app, as often as one likes."""

    def __init__(self, app):
        self._app = app

    def get(self, path, **headers):
        async def asked():
            way = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=way, base_url="http://here") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(asked())


class Files:
    """Answers as Streamlit does for its files, and counts how often it is asked."""

    def __init__(self):
        self.asked = 0

    async def __call__(self, scope, receive, send):
        self.asked += 1
        name = scope["path"].rpartition("/")[2]
        answers = {
            "big.js": Response(SCRIPT, media_type="application/javascript", headers=CONSTANT),
            "small.js": Response("1", media_type="application/javascript", headers=CONSTANT),
            "font.woff2": Response(b"font" * 500, media_type="font/woff2", headers=CONSTANT),
            "new.js": Response(
                SCRIPT, media_type="application/javascript", headers={"cache-control": "no-cache"}
            ),
        }
        await answers.get(name, Response("none", status_code=404))(scope, receive, send)


@pytest.fixture
def files():
    return Files()


@pytest.fixture
def browser(files):
    return Browser(Program(Starlette(routes=[Mount("/static", app=files)])))


# -- the program ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body", "encoding"),
    [
        pytest.param("big.js", SCRIPT.encode(), "gzip", id="a script"),
        pytest.param("small.js", b"1", None, id="one that fits into a packet"),
        pytest.param("font.woff2", b"font" * 500, None, id="compressed already"),
    ],
)
def test_a_file_of_the_program_is_read_once(browser, files, name, body, encoding):
    """
    The second browser has it from memory, the same bytes; a script is compressed.
    """
    first, second = (browser.get(f"/static/{name}") for _ in range(2))

    assert 1 == files.asked
    assert [body, body] == [first.content, second.content]
    assert [encoding] * 2 == [one.headers.get("content-encoding") for one in (first, second)]
    assert CONSTANT["cache-control"] == second.headers["cache-control"]


@pytest.mark.parametrize(
    "part",
    [
        pytest.param((), id="nothing"),
        pytest.param(({"body": b"let", "more_body": True},), id="a part"),
        pytest.param(({"body": b""},), id="an end without the rest"),
    ],
)
def test_an_answer_that_was_cut_off_is_not_kept(part):
    """
    Somebody left while the page was loading; everybody after them gets the whole file.
    """
    answers = [part, ({"body": SCRIPT.encode()},)]
    length = (b"content-length", str(len(SCRIPT)).encode())
    constant = [(name.encode(), value.encode()) for name, value in CONSTANT.items()]

    async def files(_scope, _receive, send):
        start = {"type": "http.response.start", "status": 200, "headers": [*constant, length]}
        await send(start)
        for body in answers.pop(0):
            await send({"type": "http.response.body", **body})

    program = Program(files)
    passed_on = []

    async def pass_on(message):
        passed_on.append(message)

    accepted = [(b"accept-encoding", b"gzip")]
    scope = {"type": "http", "method": "GET", "path": "/static/big.js", "headers": accepted}
    asyncio.run(program(scope, None, pass_on))

    assert len(part) == len(passed_on) - 1
    assert SCRIPT.encode() == Browser(program).get("/static/big.js").content


def test_a_compressed_file_says_so(browser):
    """
    A cache on the way tells the two forms apart, and the length is that of what is sent.
    """
    answer = browser.get("/static/big.js")

    assert len(SCRIPT) > 10 * answer.num_bytes_downloaded
    assert str(answer.num_bytes_downloaded) == answer.headers["content-length"]
    assert "accept-encoding" == answer.headers["vary"].lower()
    assert "etag" not in answer.headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param("/static/big.js", {"accept-encoding": "identity"}, id="cannot decompress"),
        pytest.param("/static/big.js", {"range": "bytes=0-9"}, id="a part"),
        pytest.param("/static/big.js", {"if-none-match": '"on-disk"'}, id="whether it changed"),
        pytest.param("/static/new.js", {}, id="may change"),
        pytest.param("/static/missing.js", {}, id="is not there"),
    ],
)
def test_all_else_is_asked_for_every_time(browser, files, path, headers):
    """
    Only whole files that never change are kept.
    """
    answers = [browser.get(path, **headers) for _ in range(2)]

    assert 2 == files.asked
    assert not any("content-encoding" in answer.headers for answer in answers)


# -- the head ---------------------------------------------------------------------------


PAGE = "<html><head><title>Streamlit</title></head><body>é</body></html>"


@pytest.fixture
def pages():
    async def in_parts(_):
        parts = (PAGE[n : n + 10] for n in range(0, len(PAGE), 10))
        return StreamingResponse(parts, media_type="text/html")

    async def missing(_):
        return HTMLResponse(PAGE, status_code=404)

    return Browser(
        head.Head(
            Starlette(
                middleware=[Middleware(GZipMiddleware, minimum_size=1)],
                routes=[
                    Route("/", lambda _: HTMLResponse(PAGE, headers={"etag": '"on-disk"'})),
                    Route("/parts", in_parts),
                    Route("/missing", missing),
                    Route("/text", lambda _: PlainTextResponse(PAGE)),
                ],
            )
        )
    )


@pytest.mark.parametrize("path", ["/", "/parts"])
def test_a_page_is_told_to_connect_at_once_and_what_to_fetch(pages, path):
    """
    Behind what the page names itself, with the length right; all else of the page stays.
    Streamlit compresses every page but the first, and a browser asks for that.
    """
    answer = pages.get(path, accept="text/html,*/*", **{"accept-encoding": "gzip, br"})
    before = PAGE.partition("</head>")[0]
    lines = head.CONNECT + head.fetches() + head.ahead() + style.rules() + keyboard.script()

    assert PAGE.replace(before, before + lines) == answer.text
    assert "etag" not in answer.headers


@pytest.mark.parametrize(
    ("query", "is_of_run"),
    [("?run=01abc", True), ("?workflow=w&run=01abc", True), ("?run=", False), ("?rerun=1", False)],
)
def test_who_opens_a_run_has_tables_and_charts_fetched_at_once(pages, query, is_of_run):
    """
    Nobody else has: they are more than all the rest together.
    """
    answer = pages.get(f"/parts{query}", accept="text/html")

    assert is_of_run is (head.fetches(head.OF_RESULTS) in answer.text)
    assert is_of_run is not (head.ahead() in answer.text)


@pytest.mark.parametrize("path", ["/missing", "/text"])
def test_what_is_no_page_stays_as_it_is(pages, path):
    """
    Texts and refusals are none.
    """
    assert PAGE == pages.get(path).text


@pytest.mark.parametrize("name", ["_streamlit_user", "_streamlit_user_0"])
def test_who_is_logged_in_connects_as_streamlit_has_it(pages, name):
    """
    The login counts only with a cookie that the server's first answer brings.
    """
    answer = pages.get("/", accept="text/html", cookie=f"{name}=somebody")

    assert "BACKEND_BASE_URL" not in answer.text
    assert head.fetches() in answer.text


@pytest.mark.parametrize("more", [(), head.OF_RESULTS])
def test_what_is_fetched_is_what_streamlit_ships(more):
    """
    Every part is found, with what it imports; nothing that the page names itself.
    """
    page = (SHIPPED / "index.html").read_text(encoding="utf-8")
    named = re.findall(r'href="\./([^"]+)"', head.fetches(more))

    assert all((SHIPPED / name).is_file() for name in named)
    assert not any(name in page for name in named)
    assert {*head.PARTS, *more, "MaterialSymbols-Rounded"} <= {
        name.rpartition("/")[2].partition(".")[0] for name in named
    }


def test_what_is_fetched_ahead_is_what_a_result_has_more():
    """
    Nothing that is there already, and all that a page of a run would fetch at once.
    """
    of_all, of_runs, ahead = (
        {name.rpartition("/")[2] for name in re.findall(r'\./static/js/[^"]+', lines)}
        for lines in (head.fetches(), head.fetches(head.OF_RESULTS), head.ahead())
    )

    assert ahead == of_runs - of_all
    assert of_runs > of_all


def test_streamlit_connects_at_once_when_told_to():
    """
    Its program still reads what the head says, and knows the login by this cookie.
    """
    page = (SHIPPED / "index.html").read_text(encoding="utf-8")
    (program,) = re.findall(r'<script type="module" crossorigin src="\./([^"]+)"', page)
    text = (SHIPPED / program).read_text(encoding="utf-8")

    assert re.search(r"HOST_CONFIG;.{0,200}allowedOrigins.{0,200}BACKEND_BASE_URL", text)
    assert head.LOGIN_COOKIE == starlette_server_config.USER_COOKIE_NAME


def test_another_streamlit_is_served_all_the_same(tmp_path):
    """
    Parts under other names are left to the browser to find.
    """
    (tmp_path / "Selectbox.1.js").write_text('import"./a.js";import{b}from"./gone.js"', "utf-8")
    (tmp_path / "a.js").write_text('export*from"./named.js"', "utf-8")
    (tmp_path / "named.js").write_text("", "utf-8")

    assert ["Selectbox.1.js", "a.js"] == head.needed(
        tmp_path, "<script src='named.js'>", head.PARTS
    )
    assert [] == head.needed(tmp_path / "none", "", head.PARTS)


def test_the_dashboard_serves_its_pages_so():
    """
    Both are at work, inside of what adds our headers.
    """
    kinds = [one.cls for one in web.MIDDLEWARE]

    assert kinds.index(web.SecurityHeaders) < kinds.index(head.Head) < kinds.index(Program)
