"""Days of work without a mouse."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def hears_keys(visit):
    """Wait until the page is drawn and listens; its script comes a moment after the rest."""
    visit.wait_idle()
    expect(visit.page.locator("[role=status][data-hears=keys]")).to_be_attached()


def test_a_run_is_started_found_and_shared_by_keys(dashboard, new_visit):
    """
    Run from within a field, the list searched, runs turned, the link copied; and the list of keys.
    """
    visit = new_visit(dashboard, permissions=["clipboard-read", "clipboard-write"])
    page = visit.open("/run?workflow=validate-iban&p.iban=BE68")
    box = page.get_by_role("textbox", name="IBAN")
    ids = []
    for iban in ("BE71 0961 2345 6769", "BE68 5390 0754 7034"):
        box.fill(iban)
        box.press("Control+Enter")
        ids.append(visit.named_run(before=ids[-1] if ids else ""))
        visit.see("Valid: yes")
    with dashboard.log() as log:
        assert "BE68 5390 0754 7034" == log.payload(ids[1])["iban"]

    visit.open("/runs")
    visit.see("newest first")
    hears_keys(visit)
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page.keyboard.type("j?y")  # keys are letters here
    page.keyboard.press("Enter")
    visit.see("No run passes these filters.")
    visit.open(f"/runs?workflow=validate-iban&run={ids[1]}")
    expect(page.get_by_role("button", name="Older")).to_be_enabled()
    hears_keys(visit)
    page.keyboard.press("j")
    page.wait_for_url(f"**run={ids[0]}*")
    visit.see("BE71 0961 2345 6769")
    page.keyboard.press("y")
    visit.see("Link copied.")

    assert page.url == page.evaluate("navigator.clipboard.readText()")
    assert "workflow=validate-iban" in page.url
    page.go_back()
    visit.see("BE68 5390 0754 7034")
    hears_keys(visit)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert [] == visit.troubles
