"""
What three people see within five seconds: at once, without a scroll or a click.

A window of 1360 by 900, as on a small laptop.
"""

import re

import pytest
from dashboards import spoil, until
from playwright.sync_api import expect
from visits import ended

pytestmark = pytest.mark.browser

TECHNICAL = re.compile(
    r"\b(API|JSON|HTTP|ID|payload|execution|instance|schema|key|sandbox|cache|null|undefined)\b"
    r"|[0-9a-f]{8}-[0-9a-f]{4}",
    re.IGNORECASE,
)


def in_sight(locator, least=1.0):
    """Wait until something is on the page, and tell whether so much of it is in the window."""
    expect(locator.first).to_be_visible()
    return locator.first.evaluate(
        """(part, least) => {
          const {top, bottom, left, right} = part.getBoundingClientRect();
          const seen = (from, to, end) => Math.max(0, Math.min(to, end) - Math.max(from, 0));
          const share = (seen(top, bottom, innerHeight) * seen(left, right, innerWidth))
            / ((bottom - top) * (right - left));
          return share >= least;
        }""",
        least,
    )


def in_first_table(page):
    """Return the newest row of each workflow, as who hears the table is told it."""
    expect(page.get_by_role("cell").first).to_be_visible()
    heads = page.get_by_role("columnheader").all_text_contents()
    rows = page.locator("tbody tr").evaluate_all(
        """rows => rows.map(row => [...row.cells].map(cell => {
          const read = cell.cloneNode(true);
          for (const sign of read.querySelectorAll("[aria-hidden]")) sign.remove();
          return read.textContent.trim();
        }))"""
    )
    told = [dict(zip(heads, row, strict=True)) for row in reversed(rows)]
    return {row["Workflow"]: row for row in told}


def told(row):
    return row["Status"], row["Environment"], row["By"]


def test_the_analyst(dashboard, new_visit):
    """
    A link to a run: how it ended, how many rows, a table, a chart, and where to filter.
    """
    visit = new_visit(dashboard)
    visit.open("/run?workflow=lead-scoring&p.country=Belgium")
    run_id = visit.press_run()
    rows = ended(dashboard, run_id).result_rows
    page = visit.open(f"/runs?run={run_id}")
    chart = page.locator(".js-plotly-plot")
    expect(chart.locator(".main-svg").first).to_be_visible()

    assert in_sight(page.get_by_text("Succeeded"))
    assert in_sight(page.get_by_text(re.compile(rf"{rows} rows · ")))
    assert in_sight(page.get_by_text(re.compile(rf"^{rows} rows in leads[;,] ")))
    assert in_sight(page.get_by_test_id("stDataFrame"), 0.7)
    assert in_sight(chart, 0.7)
    assert in_sight(page.get_by_role("button", name="Filter"))
    assert in_sight(page.get_by_placeholder("Rows that contain…"))


def test_the_team(dashboard, codika, holding, new_visit):
    """
    One shared address: prod cannot be missed; what runs and whose it is, and what failed.
    """
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=validate-iban&p.iban=BE00")
    name = visit.unfold_name()
    name.fill("Ann Peeters")
    name.press("Enter")
    page.keyboard.press("Escape")
    visit.wait_idle()
    failed = visit.press_run()
    holding()
    ended(dashboard, failed)
    spoil(codika, {"on": "status", "times": None, "do": {"stay_pending": True}})
    visit.form("market-research&connection=prod")
    visit.press("Run in PROD")
    visit.named_run(before=failed)
    page = visit.open("/?connection=prod")
    banner = page.get_by_test_id("stAlert").filter(has_text="PROD")

    assert in_sight(banner)
    assert in_sight(page.get_by_role("heading", name=re.compile("run under way")))
    assert in_sight(page.get_by_text(re.compile("Running$")))
    assert in_sight(page.get_by_text(re.compile("Ann Peeters")))
    assert in_sight(page.get_by_role("heading", name="Needs a look"))
    assert in_sight(page.get_by_text(re.compile("Failed$")))

    page = visit.open("/runs?connection=prod")
    rows = in_first_table(page)
    assert in_sight(banner)
    assert ("Running", "PROD", "Ann Peeters") == told(rows["Market research"])
    assert ("Failed", "DEV", "Ann Peeters") == told(rows["Validate IBAN"])


def test_the_presenter(dashboard, new_visit):
    """
    A slide: one button, the inputs filled in, how long it takes, and nothing technical.
    """
    visit = new_visit(dashboard)
    visit.open("/run?workflow=lead-scoring&p.country=Belgium")
    ended(dashboard, visit.press_run())
    page = visit.open("/run?workflow=lead-scoring&present=1&show=country&p.country=Belgium")
    button = page.get_by_role("button", name="Run", exact=True)
    known = page.get_by_text(re.compile(r"[0-9] (ms|s|min)\b.*earlier run"))
    # Pages share for a second what they know of earlier runs; this one is that fresh.
    until(lambda: known.count() or (page.reload(), visit.wait_idle(), known.count())[-1])

    assert in_sight(page.get_by_role("heading", name="Lead scoring"))
    assert in_sight(button)
    assert [button.inner_text()] == [
        one.inner_text() for one in page.get_by_test_id("stBaseButton-primary").all()
    ]
    assert in_sight(page.get_by_role("combobox", name="Country"))
    expect(page.get_by_role("combobox", name="Country")).to_have_value("Belgium")
    assert in_sight(known)
    assert [] == TECHNICAL.findall(page.get_by_test_id("stMain").inner_text())
