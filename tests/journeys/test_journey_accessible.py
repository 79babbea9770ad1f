"""Pages for everyone: judged by axe-core in light and dark, and without sideways scroll."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import TimeoutError as NeverSo
from playwright.sync_api import expect
from visits import ended

pytestmark = pytest.mark.browser

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"width": 390, "height": 800}
ZOOMED = {"width": 680, "height": 450}  # a window of 1360 by 900 at 200 %
USUAL = {"width": 1360, "height": 900}
FITS = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
  .every((part) => part.scrollWidth - part.clientWidth <= 1)"""  # pixel; a browser rounds


def violations(page):
    """Return what axe-core finds that keeps people out, each as rule and element."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(f"{AXE};0")
    found = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", RULES)
    assert len(found["passes"]) > 15  # it did look
    return [
        (one["id"], node["html"][:200], node["failureSummary"][:200])
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def too_wide(page):
    """Return at which of the sizes the page has to be moved sideways."""
    wide = []
    for size in (PHONE, ZOOMED):
        page.set_viewport_size(size)
        try:
            page.wait_for_function(FITS, timeout=10_000)  # tables and charts follow a moment later
        except NeverSo:
            wide.append(size["width"])
    page.set_viewport_size(USUAL)
    return wide


@pytest.mark.timeout(300)  # ten pages, each read by a script that looks at everything
@pytest.mark.parametrize("theme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_every_page_can_be_used_by_everyone(dashboard, new_visit, theme):
    """
    Home, form, its ways to fill it, result, list, run, connections, prod, a failure, a slide.
    """
    visit = new_visit(dashboard, color_scheme=theme)
    page = visit.page
    found = {}

    def judge(name):
        visit.wait_idle()
        # How wide a page is does not hang on its colours.
        found[name] = (violations(page), too_wide(page) if theme == "light" else [])

    visit.open("/")
    visit.see("Latest runs")
    expect(page.get_by_role("link", name="Lead scoring").first).to_be_visible()
    judge("home")
    visit.open("/run?workflow=lead-scoring&p.country=Belgium")
    visit.see("What to expect")
    judge("form")
    visit.press("Keep")
    visit.see("Keep as a preset")
    judge("keep")
    page.keyboard.press("Escape")
    run_id = visit.press_run()
    ended(dashboard, run_id)
    visit.see("Show the call")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    judge("result")
    visit.open("/runs")
    visit.see("newest first")
    judge("runs")
    visit.open(f"/runs?run={run_id}")
    visit.unfold_timeline()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    judge("run")
    visit.open("/connections")
    visit.see("to run · from environment")
    judge("connections")
    visit.open("/run?workflow=validate-iban&connection=prod&p.iban=BE68%205390%200754%207035")
    visit.see("What to expect")
    judge("prod")
    visit.press("Run in PROD")
    visit.see("Failed")
    judge("failed")
    visit.open("/run?workflow=lead-scoring&present=1&show=country&p.country=Belgium")
    visit.see("End the presentation")
    judge("slide")

    assert {name: ([], []) for name in found} == found
