"""Days of work without a mouse."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def hears_keys(visit):
    """Wait until the page is drawn and listens; its script comes a moment after the rest."""
    visit.wait_idle()
    expect(visit.page.locator("#keyboard-told")).to_be_attached()


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
    expect(page.get_by_role("searchbox", name="Search")).to_be_visible()
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


NAME = """() => {
  let at = document.activeElement;
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (/^(MAIN|BODY)$/.test(at.tagName)) return "";  // all the rest is within
  const label = at.labels?.length ? at.labels[0].innerText : "";
  const read = at.cloneNode(true), signs = read.querySelectorAll(":scope > [aria-hidden]");
  for (const sign of signs) sign.remove();
  const own = signs.length ? read.textContent.trim() : at.innerText;
  return (at.getAttribute("aria-label") || label || own || at.placeholder || "").trim();
}"""
MOST = 90  # presses of Tab from anywhere to anywhere on a page


def tab_to(page, name):
    """Press Tab until what is focused is called so, as somebody without a mouse does."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        lines = page.evaluate(NAME).splitlines()  # an icon's name may come first
        if any(line.startswith(name) for line in lines):
            return
    pytest.fail(f"{name!r} cannot be reached")


def test_a_day_without_a_mouse(dashboard, new_visit):
    """
    A workflow picked, filled in and run, its rows searched, and the run found again in the list.
    """
    visit = new_visit(dashboard)
    page = visit.open("/")
    visit.see("Latest runs")
    visit.wait_idle()
    tab_to(page, "Lead scoring")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Run a workflow")).to_be_visible()
    visit.wait_idle()
    tab_to(page, "Country")
    page.keyboard.type("Belg")
    page.keyboard.press("Enter")
    visit.wait_idle()
    page.keyboard.press("Control+Enter")
    run_id = visit.named_run()
    visit.see("Succeeded")
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    with dashboard.log() as log:
        assert "Belgium" == log.payload(run_id)["country"]

    tab_to(page, "Search rows")
    page.keyboard.type("zoe")
    page.keyboard.press("Enter")
    page.wait_for_url("**zoe*")
    visit.wait_idle()
    tab_to(page, "Runs")
    page.keyboard.press("Enter")
    visit.see("newest first")
    visit.wait_idle()
    tab_to(page, "Lead scoring")
    assert "" == visit.run_id()  # to come by is not to open
    page.keyboard.press("Enter")
    page.wait_for_url("**run=*")
    expect(page.get_by_role("button", name="Older")).to_be_visible()
    hears_keys(visit)
    newer = page.get_by_role("button", name="Newer")
    while newer.is_enabled():
        before = page.url
        page.keyboard.press("k")
        page.wait_for_url(lambda url, before=before: url != before)
        visit.wait_idle()
    expect(page.get_by_role("heading", name="Lead scoring", exact=True)).to_be_visible()
    assert run_id == visit.run_id()
    assert [] == visit.troubles
