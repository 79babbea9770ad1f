"""Charts in a real browser: a click filters, pictures are saved, and nobody is asked for a map."""

import contextlib
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from dashboards import Dashboard, until
from playwright.sync_api import expect
from visits import ended

pytestmark = pytest.mark.browser

DRAWN = 60_000  # ms; a busy machine takes its time over plotly's 5 MB

# A place well within the longest mark that has one: a ring has none in its middle.
WITHIN = """marks => {
  const longest = marks.map(mark => [mark.getTotalLength(), mark]).sort((a, b) => b[0] - a[0]);
  const around = [[0, 0], [3, 0], [-3, 0], [0, 3], [0, -3]];
  for (const [n, mark] of longest) {
    const points = Array.from({length: 20}, (_, i) => mark.getPointAtLength(n * i / 20));
    const holds = (x, y) => around.every(
      ([a, b]) => mark.isPointInFill(new DOMPoint(x + a, y + b)));
    for (const one of points) for (const other of points) {
      const x = (one.x + other.x) / 2, y = (one.y + other.y) / 2;
      if (!holds(x, y)) continue;
      const there = new DOMPoint(x, y).matrixTransform(mark.getScreenCTM());
      return [there.x, there.y];
    }
  }
}"""
MARKS = {
    "Bar:x=continent:aggregate=count": (".barlayer .point path", "any:continent:"),
    "Treemap:x=country:y=population:aggregate=sum": (".treemaplayer .slice path", "any:country:"),
    "Country map:x=country:aggregate=count": (".choroplethlayer path", "any:country:"),
}


def where(url):
    """Return the filters in an address."""
    return parse_qs(urlsplit(url).query).get("where", [])


def countries(visit):
    """Run a workflow that brings sixty countries; return the run's id."""
    visit.form("country-statistics")
    run_id = visit.press_run()
    ended(visit.dashboard, run_id)
    return run_id


@pytest.mark.timeout(300)
def test_a_click_on_a_mark_filters_and_the_next_undoes_it(dashboard: Dashboard, new_visit):
    """
    Each click once, be it on a chart that is about to make way for the next.
    """
    visit = new_visit(dashboard, viewport={"width": 1280, "height": 1000})
    clicks = sent_by(visit)
    run_id = countries(visit)
    for chart, (marks, asked) in MARKS.items():
        page = visit.open(f"/runs?run={run_id}&chart={quote(chart)}")
        press(visit, marks, clicks)
        page.wait_for_url(where, timeout=DRAWN)
        (condition,) = where(page.url)
        press(visit, marks, clicks)
        page.wait_for_url(lambda url: not where(url), timeout=DRAWN)
        expect(page.get_by_text("60 of 60 rows")).to_be_visible()
        visit.wait_idle()

        assert condition.startswith(asked)
        assert [] == where(page.url)

    assert [] == visit.troubles


def sent_by(visit):
    """Return a list that grows by what the browser sends of clicks."""
    sent = []

    def note(payload):
        if b'"selection":' in payload:
            sent.append(payload)

    visit.page.on("websocket", lambda socket: socket.on("framesent", note))
    return sent


def press(visit, marks, clicks):
    """Click on the longest mark of a chart once, that is until the browser tells of it."""
    page = visit.page
    found = page.locator(marks)
    expect(found.first).to_be_visible(timeout=DRAWN)
    visit.wait_idle()
    before = len(clicks)

    def is_told():
        seen = []
        x, y = until(lambda: place_in(found, seen))
        page.mouse.move(x - 2, y)
        # Plotly takes a click for one on what it last said the pointer is over, and
        # is deaf while it draws.
        page.mouse.move(x, y)
        expect(page.locator(".hoverlayer > *").first).to_be_attached()
        page.mouse.click(x, y)
        with contextlib.suppress(AssertionError):
            # Playwright hears of nothing while nothing is asked of it.
            return until(lambda: page.evaluate("true") and len(clicks) > before, within=5)
        return False

    until(is_told, within=DRAWN / 1000)


def place_in(found, seen):
    """Return a place in a mark once it stays where it was before."""
    seen.append(found.evaluate_all(WITHIN))
    return seen[-1] if seen[-1] in seen[-4:-1] else None


@pytest.mark.slow
def test_a_map_of_countries_asks_nobody(dashboard: Dashboard, new_visit):
    """
    It is drawn from what the server brings.
    """
    visit = new_visit(dashboard, viewport={"width": 1280, "height": 1000})
    run_id = countries(visit)
    page = visit.open(f"/runs?run={run_id}&chart={quote('Country map:x=country:aggregate=count')}")
    shown = page.locator(".choroplethlayer path")
    expect(shown.first).to_be_visible(timeout=DRAWN)

    assert 50 < shown.count()
    assert [] == visit.troubles


@pytest.mark.slow
def test_the_camera_saves_both_pictures(dashboard: Dashboard, new_visit):
    """
    Named for workflow, chart and run.
    """
    visit = new_visit(dashboard, viewport={"width": 1280, "height": 1000})
    run_id = countries(visit)
    page = visit.open(f"/runs?run={run_id}")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible(timeout=DRAWN)
    names = []
    for kind in ("PNG", "SVG"):
        page.get_by_role("radio", name=kind).click()
        visit.wait_idle()
        with page.expect_download() as download:
            page.locator("[data-attr=toImage], [data-title^=Download]").first.click()
        names.append(download.value.suggested_filename)

    assert [".png", ".svg"] == [name[-4:] for name in names]
    assert all(re.fullmatch(rf"country-statistics-.*{run_id}\.\w+", name) for name in names)
    assert [] == visit.troubles
