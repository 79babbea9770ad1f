"""Reading a result: filter it, share what is seen, and take nothing from outside for an order."""

import contextlib
import re

import pytest
from dashboards import Dashboard, until
from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect
from visits import ended

pytestmark = pytest.mark.browser


def test_a_filter_is_set_shared_and_taken_away(dashboard: Dashboard, new_visit):
    """
    Chosen in the popover, it is in the address, holds for others who open it, and a chip undoes it.
    """
    visit = new_visit(dashboard, viewport={"width": 1280, "height": 900})
    page = visit.form("country-statistics")
    run_id = visit.press_run()
    ended(dashboard, run_id)
    with dashboard.log() as log:
        countries = log.result(run_id)["countries"]
    n_asian = sum(country["continent"] == "Asia" for country in countries)
    counted = f"{n_asian} of {len(countries)} rows"
    visit.open(f"/runs?run={run_id}")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_in_viewport()
    expect(page.get_by_test_id("stDataFrame").first).to_be_in_viewport()
    expect(page.get_by_text(f"{len(countries)} of {len(countries)} rows")).to_be_in_viewport()

    page.get_by_test_id("stPopover").get_by_role("button").filter(has_text="Filter").click()
    choose(page, "Column", "Continent")
    choose(page, "Is one of", re.compile("^Asia"))
    visit.see(counted)
    page.keyboard.press("Escape")
    until(lambda: "where=any%3Acontinent%3AAsia" in page.url)
    shared = page.url.removeprefix(dashboard.url)

    page.reload()
    visit.see(counted)

    other = new_visit(dashboard)
    there = other.open(shared)
    other.see(counted)
    there.get_by_role("button", name="Continent is Asia").click()
    other.see(f"{len(countries)} of {len(countries)} rows")
    until(lambda: "where" not in there.url)


def choose(page, label, option):
    """Pick an option of a list; one that was open already is closed when it is drawn anew."""
    wanted = page.get_by_role("option", name=option)

    def is_open():
        page.get_by_role("combobox", name=label).click()
        with contextlib.suppress(NotInTime):
            wanted.wait_for(timeout=5000)
        return wanted.is_visible()

    until(is_open)
    wanted.click()
