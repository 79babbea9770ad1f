"""A presenter before an audience: arrow keys, one button, and a result."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FIRST = {"workflow": "lead-scoring", "p.country": "Belgium", "show": "country"}
DECK = {"deck": [urlencode(FIRST), "workflow=validate-iban"]}


def test_a_presenter_goes_through_two_workflows_by_keys(dashboard, new_visit):
    """
    Nothing but title, input, button and result; what was shown and filled in is there again.
    """
    visit = new_visit(dashboard)
    page = visit.open(f"/run?present=1&{urlencode(FIRST)}&{urlencode(DECK, doseq=True)}")
    country = page.get_by_role("combobox", name="Country")
    expect(country).to_have_value("Belgium")
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    expect(page.get_by_test_id("stSidebar")).to_have_count(0)
    visit.press_run()
    visit.see("Succeeded")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Validate IBAN")).to_be_visible()
    expect(page.get_by_text("Succeeded")).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    visit.see("Succeeded")

    expect(country).to_have_value("Belgium")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Run a workflow")).to_be_visible()
    expect(page.get_by_role("combobox", name="Country")).to_have_value("Belgium")
    assert [] == visit.troubles
