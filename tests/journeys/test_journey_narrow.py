"""A phone: columns stand below one another there, and no page scrolls sideways."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
DOUBLED = {"width": 680, "height": 450}
"""What a page of 1360 by 900 has when it is shown at twice its size (WCAG 2.2, 1.4.10)."""
WAY_DOWN = "The run is below this form"


def test_a_run_is_found_below_its_form(dashboard, new_visit):
    """
    A press of Run shows the way down, which ends with the run in the window; no line on a desk.
    """
    visit = new_visit(dashboard, viewport=PHONE)
    page = visit.open("/run?workflow=lead-scoring&p.country=Belgium")
    visit.press_run()
    page.get_by_role("link", name=WAY_DOWN).click()
    expect(page.locator(".st-key-figures")).to_be_in_viewport()
    page.set_viewport_size({"width": 1360, "height": 900})

    expect(page.get_by_text(WAY_DOWN)).to_be_hidden()


@pytest.mark.parametrize("size", [PHONE, DOUBLED], ids=["phone", "doubled"])
def test_no_page_scrolls_sideways(dashboard, new_visit, size):
    """
    Tables may, in a frame of their own; the page around them never does.
    """
    visit = new_visit(dashboard, viewport=size)
    page = visit.open("/run?workflow=lead-scoring&p.country=Belgium")
    run_id = visit.press_run()
    expect(page.locator(".js-plotly-plot").first).to_be_attached()
    wide = []
    for path in ("/", "/runs", f"/runs?run={run_id}", "/connections", page.url):
        visit.open(path.removeprefix(dashboard.url))
        expect(page.get_by_test_id("stHeading").first).to_be_visible()
        visit.wait_idle()
        wide += [(path, part) for part in page.evaluate(TOO_WIDE)]

    assert [] == wide


TOO_WIDE = """[...document.querySelectorAll("html, [data-testid=stMain]")]
  .filter(part => part.scrollWidth > part.clientWidth).map(part => part.tagName)"""
