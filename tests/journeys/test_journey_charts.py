"""Charts in a real browser: a click filters, pictures are saved, and nobody is asked for a map."""

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from dashboards import Dashboard, until
from playwright.sync_api import expect
from visits import ended

pytestmark = pytest.mark.browser

# The middle of a mark, whatever its shape: a slice has none of its own in the middle of its box.
MIDDLE = """mark => {
  const n = mark.getTotalLength(), at = {x: 0, y: 0};
  for (let i = 0; i < 60; i++) {
    const point = mark.getPointAtLength(n * i / 60);
    at.x += point.x / 60; at.y += point.y / 60;
  }
  const there = new DOMPoint(at.x, at.y).matrixTransform(mark.getScreenCTM());
  return [there.x, there.y];
}"""
MARKS = {
    "Bar:x=continent:aggregate=count": (".barlayer .point path", "any:continent:"),
    "Pie:x=continent:aggregate=count": (".barlayer .point path", "any:continent:"),
    "Treemap:x=country:y=population:aggregate=sum": (".treemaplayer .slice path", "any:country:"),
    "Country map:x=country:y=population:aggregate=sum": (".choroplethlayer path", "any:country:"),
}


def where(page):
    """Return the filters in the address."""
    return parse_qs(urlsplit(page.url).query).get("where", [])


def countries(visit):
    """Run a workflow that brings sixty countries; return the run's id."""
    visit.form("country-statistics")
    run_id = visit.press_run()
    ended(visit.dashboard, run_id)
    return run_id


def test_a_click_on_a_mark_filters_and_the_next_undoes_it(dashboard: Dashboard, new_visit):
    """
    Table, chart and address follow, once; whatever is drawn, nothing is fetched from abroad.
    """
    visit = new_visit(dashboard, viewport={"width": 1280, "height": 1000})
    run_id = countries(visit)
    for chart, (marks, asked) in MARKS.items():
        page = visit.open(f"/runs?run={run_id}&chart={quote(chart)}")
        press(visit, marks)
        until(lambda page=page: where(page))
        (condition,) = where(page)
        expect(page.get_by_text("60 of 60 rows")).to_have_count(0)

        assert condition.startswith(asked)

        press(visit, marks)
        until(lambda page=page: not where(page))
        visit.see("60 of 60 rows")

    assert [] == visit.troubles


def press(visit, marks):
    """Click on the largest mark of a chart, once all is drawn."""
    page = visit.page
    found = page.locator(marks)
    expect(found.first).to_be_visible()
    visit.wait_idle()
    seen = []
    x, y = until(lambda: middle(found, seen))
    page.mouse.move(x - 2, y)
    # Plotly takes a click for one on what it last said the pointer is over.
    page.mouse.move(x, y)
    expect(page.locator(".hoverlayer > *").first).to_be_attached()
    page.mouse.click(x, y)


def middle(found, seen):
    """Return the middle of the largest mark once it stays where it was before."""
    sizes = found.evaluate_all("all => all.map(one => one.getTotalLength())")
    seen.append(found.nth(sizes.index(max(sizes))).evaluate(MIDDLE))
    return seen[-1] if seen[-1] in seen[-4:-1] else None


def test_the_camera_saves_both_pictures(dashboard: Dashboard, new_visit):
    """
    Named for workflow, chart and run.
    """
    visit = new_visit(dashboard, viewport={"width": 1280, "height": 1000})
    run_id = countries(visit)
    page = visit.open(f"/runs?run={run_id}")
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
