"""How a dashboard starts, and what it tells whoever knocks first."""

import re
from datetime import UTC, datetime

import httpx
import pytest
from dashboards import settings_for, stats, until
from playwright.sync_api import expect
from visits import ended

from codika.model import Environment, Run, RunStatus
from codika.runs import RunFilter, new_id
from ui import head

pytestmark = pytest.mark.browser

# Which of some parts of Streamlit's program a page has fetched.
FETCHED = """(names) => names.filter((name) => performance.getEntriesByType("resource")
  .some((file) => file.name.includes(`/${name}.`) && file.responseEnd))"""


@pytest.fixture
def fresh(new_dashboard):
    """A dashboard without any setting, as after `make run`, that nobody has visited yet."""
    return new_dashboard().start()


@pytest.mark.slow
def test_a_cold_deep_link_has_its_frame(fresh, new_visit):
    """
    The very first request after a start, to a page that is not the first: menu and all.
    """
    visit = new_visit(fresh)
    page = visit.open("/runs?run=01m80j7kyg64w734xkthfbxn0y")
    visit.see("There is no such run.")

    for name in ("Home", "Run", "Runs", "Connections"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_text("built in, nothing real happens").first).to_be_visible()
    page.get_by_role("link", name="Connections").click()
    visit.see("from built-in sandbox")

    # Nothing is configured, and the first run is three clicks away.
    page.get_by_role("link", name="Home", exact=True).click()
    visit.card("country-statistics").click()
    run_id = visit.press_run()
    visit.see("Succeeded")
    visit.see("60 rows · 8 columns")

    assert RunStatus.SUCCESS is ended(fresh, run_id).status
    assert "connected to Sandbox (dev), Sandbox (prod)" in fresh.output.read_text()


@pytest.mark.parametrize("path", ["/", "/runs?status=failed", "/run?workflow=lead-scoring"])
def test_every_page_knows_at_once_what_to_do(dashboard, path):
    """
    A shared link connects, and fetches what it needs, as soon as the first page does.
    """
    page = httpx.get(
        f"{dashboard.url}{path}", headers={"accept": "text/html", "accept-encoding": "gzip, br"}
    )

    assert head.CONNECT + head.fetches() + head.ahead() in page.text


def test_what_a_result_needs_is_fetched_while_its_run_goes_on(dashboard, new_visit):
    """
    Tables and charts are most of the program: it is there once they are.  This result has
    neither, so nothing else asks for them.
    """
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=validate-iban&p.iban=BE68539007547034")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_enabled()
    before = page.evaluate(FETCHED, head.OF_RESULTS)
    visit.press_run()

    page.wait_for_function(
        f"(names) => ({FETCHED})(names).length === names.length", arg=head.OF_RESULTS
    )
    assert before == []


@pytest.mark.parametrize("path", ["/", "/runs", "/healthz", "/_stcore/health", "/nothing-here"])
def test_every_answer_carries_the_headers(dashboard, path):
    """
    Whatever is asked for: no foreign frames, no guessed types, no addresses given away.
    """
    _, headers, _ = dashboard.get(path)

    assert ("nosniff", "same-origin") == (
        headers["x-content-type-options"],
        headers["referrer-policy"],
    )
    assert {"default-src 'self'", "frame-ancestors 'self'", "object-src 'none'"} <= set(
        headers["content-security-policy"].split("; ")
    )


def test_a_browser_gets_one_name_and_keeps_it(dashboard, new_visit):
    """
    The cookie is out of reach of scripts, and the name given once is known in the next tab.
    """
    visit = new_visit(dashboard)
    page = visit.open("/")
    name = visit.unfold_name()
    name.fill("Ann Smith")
    name.press("Enter")
    visit.wait_idle()
    other = visit.open("/runs", visit.new_tab())
    expect(visit.unfold_name(other)).to_have_value("Ann Smith")
    (cookie,) = [one for one in visit.context.cookies() if one["name"] == "codika_browser"]

    assert (True, "Lax", "") == (
        cookie["httpOnly"],
        cookie["sameSite"],
        page.evaluate("document.cookie.split('; ').filter(c => c.startsWith('codika_')).join()"),
    )


@pytest.mark.parametrize("path", ["/", "/run", "/runs", "/connections"])
def test_prod_is_unmistakable(dashboard, new_visit, path):
    """
    On every page, before anything else.
    """
    visit = new_visit(dashboard)
    page = visit.open(f"{path}?connection=prod")
    banner = page.get_by_role("alert").filter(has_text="PROD")
    expect(banner).to_be_visible()
    expect(banner).to_contain_text("Runs started here have real effects.")


def test_prod_is_armed_by_keys_and_stays_in_sight(dashboard, new_visit):
    """
    From the menu in the sidebar, which says it as loud as the button that runs; a link has it.
    """
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=validate-iban")
    visit.wait_idle()
    menu = page.locator(".st-key-arm").get_by_role("button")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem")).to_have_text([re.compile("DEV · "), re.compile("PROD · ")])
    expect(page.get_by_role("menu")).to_be_focused()
    page.keyboard.press("?")  # elsewhere it opens the list of the keys
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem").last).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("connection=prod"))
    run = page.get_by_role("button", name="Run in PROD")
    expect(run).to_be_visible()
    colors = "box => [getComputedStyle(box).backgroundColor, getComputedStyle(box).color]"

    expect(menu).to_have_text(re.compile("PROD"))
    expect(menu).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert menu.evaluate(colors) == run.evaluate(colors)


@pytest.mark.slow
def test_ten_runs_survive_a_killed_server(codika, new_dashboard):
    """
    SIGKILL while ten runs are under way: after the restart each of them ends, sent once.
    """
    before = stats(codika)["triggers"]
    dashboard = new_dashboard(**settings_for(codika)).start()
    with dashboard.log() as log:
        for number in range(10):
            queue(log, codika, {"topic": f"product {number}"})
        until(lambda: all(run.status is RunStatus.PENDING for run in log.find(RunFilter()).runs))
    dashboard.kill()
    with dashboard.log() as log:
        open_then = len(log.open_runs())
    dashboard.start()
    with dashboard.log() as log:
        until(lambda: not log.open_runs(), within=60.0)
        runs = log.find(RunFilter()).runs
        results = [log.result(run.id) for run in runs]

    assert 10 == open_then
    assert [RunStatus.SUCCESS] * 10 == [run.status for run in runs]
    assert {f"product {number}" for number in range(10)} == {result["topic"] for result in results}
    assert 10 == stats(codika)["triggers"] - before


def queue(log, codika, payload):
    """Put a run on record that nobody watches yet: the dashboard takes it over and sends it."""
    run = Run(
        id=new_id(),
        submission_id=new_id(),
        instance_id=codika.manifest["instances"]["dev"],
        instance_name="dev",
        environment=Environment.DEV,
        workflow_id="market-research",
        workflow_title="Market research",
        inputs="",
        user="Ann",
        status=RunStatus.QUEUED,
        created_at=datetime.now(UTC),
    )
    log.add(run, payload, owner="nobody", lease=0.0)
