"""A saved view: the next run opens with it, and a link opens it for somebody else."""

import pytest
from dashboards import settings_for, until
from visits import ended

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_the_next_run_opens_with_the_view_and_a_link_shows_it_to_others(
    codika, new_dashboard, new_visit
):
    """
    Saved on one run, kept for the next; left and shared by its address.
    """
    # Of its own: results of other tests would open with the view.
    dashboard = new_dashboard(**settings_for(codika)).start()
    visit = new_visit(dashboard)
    visit.form("country-statistics")
    run_id = visit.press_run()
    ended(dashboard, run_id)
    with dashboard.log() as log:
        countries = log.result(run_id)["countries"]
    n_asian = sum(country["continent"] == "Asia" for country in countries)
    counted = f"{n_asian} of {len(countries)} rows · 2 of"
    page = visit.open(
        f"/runs?run={run_id}&where=any:continent:Asia&columns=country&columns=population"
    )
    visit.see(counted)
    page.get_by_test_id("stPopover").get_by_role("button").filter(has_text="Save view").click()
    page.get_by_role("textbox", name="Keep table, filters").fill("Asia")
    page.get_by_text("Everybody may use it").last.click()
    visit.press("Save this view")
    visit.see("Kept as “Asia”.")
    until(lambda: "view=" in page.url and "where=" not in page.url)
    shared = page.url.removeprefix(dashboard.url)

    visit.form("country-statistics")
    second = visit.press_run()

    assert run_id != second

    visit.see(counted)
    visit.see("results open with it")
    visit.press("Leave view")
    visit.see(f"{len(countries)} of {len(countries)} rows")
    until(lambda: "view=none" in page.url)

    other = new_visit(dashboard)
    other.open(shared)
    other.see(counted)
    other.see("shared by")
