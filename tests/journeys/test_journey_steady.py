"""Pages stand still while they load and while a run is watched, measured as browsers measure it."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MOST = 0.1  # of one page; https://web.dev/articles/cls calls that good
RECORD = """
window.shifts = [];
new PerformanceObserver(list => list.getEntries().forEach(shift => {
  if (!shift.hadRecentInput) window.shifts.push(shift.value);
})).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize(
    "size", [{"width": 1360, "height": 900}, {"width": 390, "height": 844}], ids=["desk", "phone"]
)
def test_nothing_jumps(dashboard, new_visit, size):
    """
    Home, a form and its run until it ends, the run's page, the list and a slide.
    """
    visit = new_visit(dashboard, viewport=size)
    page = visit.page
    page.add_init_script(RECORD)
    moved = {}

    def open_and_look(path):
        visit.open(path)
        expect(page.get_by_test_id("stHeading").first).to_be_visible()
        visit.wait_idle()
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
        moved[path] = page.evaluate("shifts.reduce((sum, one) => sum + one, 0)")

    open_and_look("/")
    open_and_look("/run?workflow=lead-scoring")
    run_id = visit.press_run()
    expect(page.locator(".st-key-figures")).to_be_attached()
    moved["watched"] = page.evaluate("shifts.reduce((sum, one) => sum + one, 0)")
    open_and_look("/runs")
    open_and_look(f"/runs?run={run_id}")
    open_and_look(f"/run?workflow=lead-scoring&show=country&present=1&run={run_id}")

    assert {} == {path: shift for path, shift in moved.items() if shift > MOST}
