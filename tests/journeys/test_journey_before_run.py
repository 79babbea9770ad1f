"""Beside the form, in a real browser: the call, the result one has, the second thought."""

import re
import subprocess
import sys

import pytest
from dashboards import settings_for
from playwright.sync_api import expect
from visits import ended

from codika.runs import RunFilter

GOOD = "BE68 5390 0754 7034"


def test_the_call_is_read_and_pasted(dashboard, codika, new_visit, tmp_path):
    """
    Open it, copy what is on screen, set the key: the terminal says what the page would.
    """
    visit = new_visit(dashboard)
    page = visit.form("country-statistics")
    page.get_by_text("Show the call").click()
    page.get_by_text("Python, httpx").click()
    code = page.get_by_test_id("stCode")
    expect(code).to_contain_text("import httpx")
    expect(page.get_by_text("Needs httpx")).to_be_visible()
    file = tmp_path / "pasted.py"
    file.write_text(code.inner_text())

    done = subprocess.run(
        [sys.executable, file],
        env={"CODIKA_API_KEY": codika.manifest["keys"]["dev"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert '"countries"' in done.stdout


def test_who_has_a_result_is_shown_it(dashboard, new_visit):
    """
    The same inputs again: the page offers the result, and one click opens it.
    """
    visit = new_visit(dashboard)
    visit.form("country-statistics")
    run_id = visit.press_run()
    run = ended(dashboard, run_id)
    page = visit.open(f"/run?workflow=country-statistics&from={run_id}")
    visit.see("You already have this.")
    visit.see(f"{run.result_rows} rows")
    page.get_by_role("link", name="Open that result").click()

    page.wait_for_url(f"**/runs?run={run_id}*")


def test_what_is_offered_follows_what_is_typed(dashboard, new_visit):
    """
    Another input, and the offer goes; the first again, and it is back.
    """
    visit = new_visit(dashboard)
    visit.open(f"/run?workflow=validate-iban&p.iban={GOOD}")
    visit.see("What to expect")
    ended(dashboard, visit.press_run())
    page = visit.open(f"/run?workflow=validate-iban&p.iban={GOOD}")
    offer = page.get_by_text("You already have this.")
    expect(offer).to_be_visible()
    box = page.get_by_role("textbox", name="IBAN")
    box.fill("BE71 0961 2345 6769")
    box.press("Tab")
    expect(offer).not_to_be_attached()
    box.fill(GOOD)
    box.press("Tab")

    expect(offer).to_be_visible()
    expect(page.get_by_text("What to expect")).to_have_count(1)
    expect(page.get_by_text("Show the call")).to_have_count(1)


@pytest.fixture
def careful(codika, new_dashboard):
    """A dashboard on which one workflow is risky."""
    return new_dashboard(**settings_for(codika, CODIKA_RISKY_WORKFLOWS="validate-iban")).start()


def test_a_risky_run_is_typed_first_and_nothing_typed_is_lost(careful, new_visit):
    """
    Inputs, then the name, then Run: each keeps what was typed before it.
    """
    visit = new_visit(careful)
    page = visit.open("/run?workflow=validate-iban&connection=prod")
    button = page.get_by_role("button", name="Run in PROD")
    expect(button).to_be_disabled()
    page.get_by_role("textbox", name="IBAN").fill(GOOD)
    page.get_by_label("Name of the workflow").fill("validate iban")
    page.keyboard.press("Enter")
    expect(button).to_be_enabled()
    button.click()
    run = ended(careful, visit.named_run())
    visit.see("Name of the workflow")

    assert ("prod", "success") == (run.environment, run.status)
    expect(button).to_be_disabled()
    with careful.log() as log:
        assert 1 == log.find(RunFilter()).total


# One turn of the browser's loop, as where it was busy while somebody typed.
AT_ONCE = """
async ([iban, name]) => {
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set
    const turn = () => Promise.resolve()
    const type = async (label, text) => {
        const box = document.querySelector(`input[aria-label^="${label}"]`)
        box.focus()
        set.call(box, text)
        box.dispatchEvent(new InputEvent("input", {bubbles: true}))
        await turn()
        return box
    }
    await type("IBAN", iban)
    const box = await type("Name of the workflow", name)
    box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true}))
    await turn()
}
"""


def test_a_busy_browser_tells_two_things_at_once(careful, new_visit):
    """
    What leaves a field and what is typed next come as one message; both are taken over.
    """
    visit = new_visit(careful)
    page = visit.open("/run?workflow=validate-iban&connection=prod")
    expect(page.get_by_role("textbox", name="IBAN")).to_be_visible()
    visit.wait_idle()
    page.evaluate(AT_ONCE, [GOOD, "validate iban"])

    expect(page.get_by_text("You can press Run now.")).to_be_visible()
    expect(page.get_by_role("button", name="Run in PROD")).to_be_enabled()
    expect(page.get_by_role("textbox", name="IBAN")).to_have_value(GOOD)
    page.wait_for_url(re.compile(r"draft="))


def test_a_form_is_made_of_an_example(dashboard, new_visit):
    """
    Paste, look, keep; a colleague has the form too, until somebody drops it.  Ctrl and Enter
    hand the example over, and start nothing.
    """
    visit, other = new_visit(dashboard), new_visit(dashboard)
    page = visit.open("/run?workflow=nobody-knows-it")
    visit.wait_idle()
    page.get_by_text("Make a form from an example").click()
    page.get_by_label("Example inputs as JSON").fill('{"country": "Belgium", "limit": 20}')
    page.keyboard.press("Control+Enter")
    visit.press("Use a form with 2 fields")
    visit.see("This form is inferred")
    theirs = other.open("/run?workflow=nobody-knows-it")
    expect(theirs.get_by_label("Country")).to_be_visible()
    visit.press("Drop this form")

    expect(page.get_by_role("textbox", name="Input as JSON")).to_be_visible()
    assert "run=" not in page.url
