"""A big result, read and written in processes of their own, before a browser."""

import io
import json

import openpyxl
import pytest
from making import make_run
from playwright.sync_api import expect

from codika.model import RunStatus

pytestmark = [pytest.mark.browser, pytest.mark.slow]

N_ROWS = 10_000  # 2.4 MB as JSON, and 40,000 cells
PATIENCE = 90_000  # milliseconds for a file
RESULT = {
    "orders": [
        {"id": n, "customer": f"customer {n % 500}", "amount_eur": n % 997 + 0.5, "note": "x" * 170}
        for n in range(N_ROWS)
    ]
}


@pytest.fixture
def run(dashboard):
    ended = make_run(status=RunStatus.SUCCESS, result_rows=N_ROWS)
    with dashboard.log() as log:
        log.add(ended, {}, owner="test", lease=0.0)
        log.save(ended, result=RESULT)
    return ended


def test_a_big_result_is_opened_and_taken_away(dashboard, new_visit, run):
    """
    It is shown like any other, and goes into a workbook and a JSON file with every row.
    """
    visit = new_visit(dashboard)
    page = visit.open(f"/runs?run={run.id}")
    visit.see("10,000 of 10,000 rows · 4 columns")
    page.locator("[class*='st-key-download']").get_by_role("button").first.click()
    page.get_by_role("combobox", name="Format").click()
    page.get_by_role("option", name="Excel", exact=True).click()
    visit.see("One sheet a table")  # remark of the format that is chosen now
    visit.wait_idle()
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.get_by_role("button", name="Make the file").click()
    file = io.BytesIO(waiting.value.path().read_bytes())
    book = openpyxl.load_workbook(file, read_only=True)
    page.keyboard.press("Escape")
    page.get_by_text("Raw JSON").click()
    button = page.get_by_role("button", name="JSON", exact=True)
    expect(button).to_be_visible()
    with page.expect_download(timeout=PATIENCE) as waiting:
        button.click()

    assert N_ROWS + 1 == book["Orders"].max_row
    assert json.loads(waiting.value.path().read_text()) == RESULT
    assert "server's own process" not in dashboard.output.read_text()
