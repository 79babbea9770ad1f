"""Keys stay on the server: every byte that leaves it, or is written down, is searched."""

import gzip
import re
import sqlite3
import zlib

import pytest
from dashboards import settings_for, spoil
from playwright.sync_api import expect
from visits import ended

pytestmark = pytest.mark.browser

MADE_UP = "ck_" + "Zq7Wx2Rt9Lp4" * 5  # of the right form, and nobody's
PAGES = ("/", "/run?workflow=lead-scoring", "/runs", "/connections")


@pytest.fixture
def archive(tmp_path):
    """How a visit keeps every answer with its body."""
    return {"record_har_path": tmp_path / "visit.har", "record_har_content": "embed"}


def places_of(keys, texts):
    """Return where a key stands, or a large part of one."""
    needles = {name: key.partition("_")[2][:16].encode() for name, key in keys.items()}
    return [
        (place, name) for place, text in texts for name, needle in needles.items() if needle in text
    ]


def written(dashboard):
    """Give everything that the dashboard has written: its output, and its data unpacked."""
    yield "output", dashboard.output.read_bytes()
    for path in dashboard.data.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()
    log = dashboard.data / "runs.db"
    if log.is_file():
        with sqlite3.connect(log) as db:
            for codec, body in db.execute("SELECT codec, body FROM bodies"):
                yield "bodies", zlib.decompress(body) if codec == "json+zlib" else body
        db.close()


def sent(visit):
    """Give everything that reached the browser."""
    for text in visit.received():
        yield "browser", text
        if text[:2] == b"\x1f\x8b":
            yield "browser", gzip.decompress(text)


def test_no_key_leaves_a_dashboard_that_works(codika, new_dashboard, new_visit, archive):
    """
    Through every page, a run that succeeds, one that fails, one that is refused.
    """
    dashboard = new_dashboard(**settings_for(codika)).start()
    visit = new_visit(dashboard, **archive)
    for path in PAGES:
        visit.open(path)
        visit.see("dev")
        visit.wait_idle()
    visit.see("to run · from environment")
    for workflow, word in (("lead-scoring", "Succeeded"), ("validate-iban", "Failed")):
        visit.form(workflow)
        run_id = visit.press_run()
        visit.see(word)
        visit.open(f"/runs?run={run_id}")
        visit.unfold_timeline()
    spoil(codika, {"on": "trigger", "do": {"answer": {"status": 403, "message": "No, thanks"}}})
    visit.form("validate-iban")
    run_id = visit.press_run()
    visit.see("No, thanks")
    ended(dashboard, run_id)
    everything = [*sent(visit), *written(dashboard)]

    assert len(everything) > 50
    assert {"browser", "output"} <= {where for where, text in everything if len(text) > 100}
    assert any(where == "browser" and b"No, thanks" in text for where, text in everything)
    assert [] == places_of(codika.manifest["keys"], everything)


@pytest.mark.slow
def test_no_key_leaves_a_dashboard_with_a_wrong_key(codika, new_dashboard, new_visit, archive):
    """
    Refused on every page: in our words and Codika's, without the key.
    """
    dashboard = new_dashboard(**settings_for(codika, DEV_CODIKA_API_KEY=MADE_UP)).start()
    visit = new_visit(dashboard, **archive)
    visit.open("/connections")
    visit.see("Codika does not accept the key of this connection.")
    visit.form("validate-iban")
    run_id = visit.press_run()
    visit.see("Not started")
    visit.open(f"/runs?run={run_id}")
    visit.unfold_timeline()
    keys = {**codika.manifest["keys"], "wrong": MADE_UP}

    assert [] == places_of(keys, [*sent(visit), *written(dashboard)])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(f'[codika.acme]\napi_key = "{MADE_UP}\n', "is not valid TOML", id="broken"),
        pytest.param(
            f'[codika.acme]\nprocess_instance_id = "{MADE_UP}"\napi_key = "p1"\n'
            f'environment = "{MADE_UP}"\n{MADE_UP} = 1\n',
            "holds a key",
            id="in the wrong place",
        ),
    ],
)
def test_no_key_leaves_settings_that_are_wrong(new_dashboard, new_visit, archive, text, said):
    """
    The mistake is named by file, section and field; what was written there is not.
    """
    dashboard = new_dashboard()
    dashboard.secrets.write_text(text)
    dashboard.listen()
    visit = new_visit(dashboard, **archive)
    visit.open("/")
    visit.see("A setting needs attention.")
    visit.see(said)

    assert 503 == dashboard.get("/healthz")[0]
    assert [] == places_of({"made up": MADE_UP}, [*sent(visit), *written(dashboard)])


def test_no_key_leaves_a_page_with_a_bug(codika, new_dashboard, new_visit, archive):
    """
    An exception whose text holds a key: the browser gets a number, the log a line without it.
    """
    dashboard = new_dashboard(
        app="tests/journeys/app_with_a_bug.py", **settings_for(codika)
    ).start()
    visit = new_visit(dashboard, **archive)
    page = visit.open("/")
    alert = page.get_by_role("alert").filter(has_text="This page has a bug.")
    expect(alert).to_be_visible()
    bug = re.search(r"number (\w{6})", alert.inner_text())[1]
    page.get_by_role("link", name="Connections").click()
    visit.see("to run · from environment")
    told = [text for text in visit.frames if b"no route with" in text or b"Traceback" in text]

    assert f"bug {bug}" in dashboard.output.read_text()
    assert "RuntimeError: no route with ck_…" in dashboard.output.read_text()
    assert [] == told
    assert [] == places_of(codika.manifest["keys"], [*sent(visit), *written(dashboard)])
