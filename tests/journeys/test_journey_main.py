"""The main job: run a workflow, watch it, read its result, find it again."""

import pytest
from dashboards import stats, until
from playwright.sync_api import expect
from visits import LIVE, ended

from codika.model import RunStatus
from codika.runs import RunFilter

pytestmark = pytest.mark.browser

SLOW = "market-research"


def test_from_home_to_a_result_and_back_to_it(dashboard, holding, new_visit):
    """
    Everything a person does on their first day and the day after.
    """
    visit = new_visit(dashboard)
    page = visit.open("/")
    visit.card("lead-scoring").click()
    visit.fill_in_example()
    run_id = visit.press_run()
    visit.see(LIVE)
    visit.see("You can close this tab")
    visit.see("Running for")
    holding()
    visit.see("Succeeded")
    with dashboard.log() as log:
        rows = len(log.result(run_id)["leads"])
    see_result(page, rows)

    page.reload()
    see_result(page, rows)

    later = new_visit(dashboard)
    there = later.open(f"/runs?run={run_id}")
    expect(there.get_by_role("link", name="Connections")).to_be_visible()
    expect(there.get_by_role("heading", name="Lead scoring", exact=True)).to_be_visible()
    see_result(there, rows)

    later.press("All runs")
    later.see("newest first")
    assert "" == later.run_id()
    row(there, run_id).click()
    expect(there.get_by_role("heading", name="Lead scoring", exact=True)).to_be_visible()

    assert run_id == later.run_id()

    later.press("Run again")
    expect(there.get_by_role("heading", name="Run a workflow")).to_be_visible()
    later.see("Filled in as in an earlier run.")
    expect(there.get_by_role("spinbutton", name="Lowest score")).to_have_value("20")

    again = later.press_run()
    with dashboard.log() as log:
        assert (run_id, log.payload(run_id)) == (log.get(again).rerun_of, log.payload(again))


def test_a_double_click_starts_one_run(dashboard, codika, new_visit):
    """
    An impatient hand sends nothing twice.
    """
    before, known = stats(codika)["triggers"], ids_of(dashboard, "validate-iban")
    visit = new_visit(dashboard)
    page = visit.form("validate-iban")
    page.get_by_role("button", name="Run", exact=True).dblclick()
    run_id = visit.named_run()
    ended(dashboard, run_id)
    visit.see("Failed")

    assert {run_id} == ids_of(dashboard, "validate-iban") - known
    assert 1 == stats(codika)["triggers"] - before


def test_a_closed_tab_does_not_stop_the_run(dashboard, holding, new_visit):
    """
    Pressed, saved, closed: the run ends without anybody watching, and is found later.
    """
    known = ids_of(dashboard, SLOW)
    visit = new_visit(dashboard)
    visit.form(SLOW)
    visit.press("Run")
    (run_id,) = until(lambda: ids_of(dashboard, SLOW) - known)
    visit.close()
    holding()
    run = ended(dashboard, run_id)
    later = new_visit(dashboard)
    page = later.open(f"/runs?q={run_id}")
    later.see("1 run of 1 shown")
    expect(page.get_by_role("row", name="Succeeded")).to_have_count(1)
    row(page, run_id).click()
    expect(page.get_by_role("heading", name="Market research", exact=True)).to_be_visible()

    assert RunStatus.SUCCESS is run.status


@pytest.mark.slow
def test_two_tabs_ask_no_more_than_one(dashboard, codika, holding, new_visit):
    """
    However many watch a run, Codika is asked by the tracker alone, look for look.
    """
    before = stats(codika)["statusRequests"]
    visit = new_visit(dashboard)
    visit.form(SLOW)
    run_id = visit.press_run()
    others = [visit.new_tab(), visit.new_tab()]
    for tab in others:
        visit.open(f"/runs?run={run_id}", tab)
    for tab in (visit.page, *others):
        visit.see("Running for", tab)
    holding()
    run = ended(dashboard, run_id)
    for tab in (visit.page, *others):
        visit.see("Succeeded", tab)

    assert run.looks == stats(codika)["statusRequests"] - before


def test_back_leads_back(dashboard, new_visit):
    """
    The browser's own button undoes the last step, page by page.
    """
    visit = new_visit(dashboard)
    page = visit.open("/")
    visit.card("validate-iban").click()
    expect(page.get_by_role("heading", name="Run a workflow")).to_be_visible()
    page.get_by_role("link", name="Connections").click()
    expect(page.get_by_role("heading", name="Connections")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Run a workflow")).to_be_visible()
    expect(page.get_by_role("textbox", name="IBAN")).to_be_visible()


def test_a_card_opens_in_another_tab(dashboard, new_visit):
    """
    With Ctrl, as any link; this tab stays where it is.
    """
    visit = new_visit(dashboard)
    page = visit.open("/")
    with visit.context.expect_page() as opened:
        visit.card("validate-iban").click(modifiers=["Control"])
    there = opened.value
    expect(there.get_by_role("textbox", name="IBAN")).to_be_visible()

    assert page.url == f"{dashboard.url}/"
    assert "workflow=validate-iban" in there.url


def test_back_undoes_a_filter(dashboard, new_visit):
    """
    A filter is a step too: one press of the back button takes it away.
    """
    visit = new_visit(dashboard)
    page = visit.open("/runs")
    box = page.get_by_placeholder("Inputs, people, ids, errors…")
    box.fill("needle")
    box.press("Enter")
    page.wait_for_url("**q=needle*")
    visit.wait_idle()
    page.go_back()
    expect(box).to_have_value("")

    assert "q=" not in page.url


def ids_of(dashboard, workflow):
    """Return the ids of all runs of a workflow."""
    with dashboard.log() as log:
        return {run.id for run in log.find(RunFilter(workflow_id=workflow)).runs}


def see_result(page, rows):
    """Wait for table, row count and chart of a result."""
    expect(page.get_by_text(f"{rows} rows · ").first).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def row(page, run_id):
    """Return the link of a run in the list."""
    return page.locator(f".st-key-history a[data-id='{run_id}']")


RECORDING = """
window.told = [];
window.Notification = class {
  static permission = "default";
  static async requestPermission() { return (Notification.permission = "granted"); }
  constructor(title, options) { window.told.push([title, options.body]); }
};
"""


@pytest.mark.parametrize("is_asked", [True, False])
def test_whoever_asks_is_notified_of_the_end(dashboard, holding, new_visit, is_asked):
    """
    By the browser, once; nobody else is disturbed.
    """
    visit = new_visit(dashboard)
    visit.context.add_init_script(RECORDING)
    page = visit.form("lead-scoring")
    visit.press_run()
    visit.see(LIVE)
    offer = page.get_by_role("button", name="Notify me when it ends")
    expect(offer).to_be_visible()
    if is_asked:
        offer.click()
        visit.see("You will be notified; keep this tab open")
    holding()
    visit.see("Succeeded")
    if is_asked:
        page.wait_for_function("window.told.length > 0")

    visit.wait_idle()
    assert ([["Lead scoring", "Succeeded"]] if is_asked else []) == page.evaluate("window.told")
    assert [] == visit.troubles
