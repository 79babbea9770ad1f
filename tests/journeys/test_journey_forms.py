"""What is typed into a form is what is sent, and is never lost on the way."""

import re

import pytest
from dashboards import stats, until
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAFT = re.compile(r"draft=[0-9a-z]{26}")


def sent(dashboard, run_id):
    """Return the payload of a run, as the log has it."""
    with dashboard.log() as log:
        return log.payload(run_id)


def box(page, name):
    return page.get_by_role("textbox", name=name, exact=True)


def number(page, name):
    return page.get_by_role("spinbutton", name=name)


def test_a_rerun_with_one_edit_sends_the_edit(dashboard, new_visit):
    """
    And everything else as it was: no default comes in, no earlier value comes back.
    """
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=lead-scoring&p.country=Belgium&p.min_score=35")
    first = visit.press_run()
    page.goto(f"{dashboard.url}/run?workflow=lead-scoring&from={first}")
    visit.see("Filled in as in an earlier run.")
    expect(number(page, "Lowest score")).to_have_value("35")
    number(page, "Lowest score").fill("40")
    second = visit.press_run()

    assert {**sent(dashboard, first), "min_score": 40} == sent(dashboard, second)


def test_a_default_never_beats_what_fills_the_form(dashboard, new_visit):
    """
    A run that left a field empty is repeated with the field empty, whatever its default.
    """
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=lead-scoring")
    number(page, "Lowest score").fill("")
    first = visit.press_run()
    page.goto(f"{dashboard.url}/run?workflow=lead-scoring&from={first}")
    visit.see("Filled in as in an earlier run.")
    expect(number(page, "Lowest score")).to_have_value("")
    second = visit.press_run()

    assert "min_score" not in sent(dashboard, first)
    assert sent(dashboard, first) == sent(dashboard, second)


def test_what_was_typed_and_not_left_is_sent_once(dashboard, codika, new_visit):
    """
    The press of Run takes along what the cursor still stands in; a double click is one run.
    """
    before = stats(codika)["triggers"]
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=validate-iban")
    box(page, "IBAN *").press_sequentially("BE68 5390 0754 7034")
    page.get_by_role("button", name="Run", exact=True).dblclick()
    run_id = visit.named_run()
    visit.see("Succeeded")

    assert {"iban": "BE68 5390 0754 7034"} == sent(dashboard, run_id)
    assert 1 == stats(codika)["triggers"] - before


def test_who_leaves_a_field_is_sent_that_field_alone(dashboard, new_visit):
    """
    The second time: the first says that these inputs have no result yet.
    """
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=lead-scoring")
    number(page, "Lowest score").fill("31")
    number(page, "Lowest score").blur()
    page.wait_for_url(DRAFT)
    visit.wait_idle()
    visit.frames.clear()
    number(page, "Lowest score").fill("4000")
    number(page, "Lowest score").blur()
    visit.see("Lowest score must be at most 100")
    sent_now = b"".join(visit.frames)

    assert b"Lowest score" in sent_now
    assert b"Industries" not in sent_now
    assert b"What to expect" not in sent_now


def test_form_and_json_keep_both(dashboard, new_visit):
    """
    Typed in the form, seen as JSON; typed as JSON, seen in the form; sent once, together.
    """
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=lead-scoring")
    number(page, "Lowest score").fill("31")
    page.get_by_role("radio", name="JSON").click()
    editor = box(page, "Input as JSON")
    expect(editor).to_have_value(re.compile(r'"min_score": 31'))
    editor.fill(editor.input_value().replace("31", "32").replace("{", '{"extra": [1],', 1))
    page.get_by_role("radio", name="Form").click()
    expect(number(page, "Lowest score")).to_have_value("32")
    run_id = visit.press_run()

    assert (32, [1]) == tuple(sent(dashboard, run_id)[key] for key in ("min_score", "extra"))


def test_a_reload_keeps_the_draft(dashboard, new_visit):
    """
    The address names what was typed; a reload, and another tab, bring it back.
    """
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=validate-iban")
    box(page, "IBAN *").fill("half an iban")
    box(page, "IBAN *").blur()
    page.wait_for_url(DRAFT)
    page.reload()
    expect(box(page, "IBAN *")).to_have_value("half an iban")
    other = visit.new_tab()
    other.goto(page.url)
    expect(box(other, "IBAN *")).to_have_value("half an iban")


def test_leaving_and_coming_back_keeps_the_draft(dashboard, new_visit):
    """
    By the back button, and by the menu.
    """
    visit = new_visit(dashboard)
    page = visit.open("/")
    visit.card("validate-iban").click()
    box(page, "IBAN *").fill("half an iban")
    box(page, "IBAN *").blur()
    page.wait_for_url(DRAFT)
    page.get_by_role("link", name="Connections").click()
    expect(page.get_by_role("heading", name="Connections")).to_be_visible()
    page.go_back()
    expect(box(page, "IBAN *")).to_have_value("half an iban")
    page.get_by_role("link", name="Home").click()
    visit.card("validate-iban").click()
    expect(box(page, "IBAN *")).to_have_value("half an iban")


def test_back_leads_out_of_a_form_that_was_typed_in(dashboard, new_visit):
    """
    The draft in the address does not hold anybody on the page.
    """
    visit = new_visit(dashboard)
    page = visit.open("/")
    visit.card("validate-iban").click()
    box(page, "IBAN *").fill("half an iban")
    box(page, "IBAN *").blur()
    page.wait_for_url(DRAFT)
    visit.wait_idle()
    page.go_back()
    expect(page).not_to_have_url(DRAFT)
    visit.wait_idle()
    expect(box(page, "IBAN *")).to_have_value("half an iban")
    page.go_back()
    expect(page.get_by_role("heading", name="Workflows")).to_be_visible()


def test_lines_become_items(dashboard, new_visit):
    """
    One to a line, as pasted from a spreadsheet; the rest of the form goes along.
    """
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=batch-send&p.message=Hi")
    box(page, "Phone numbers *").fill("32470000001\n 32470000002\n")
    run_id = visit.press_run()

    assert ["32470000001", "32470000002"] == sent(dashboard, run_id)["phone_numbers"]
    assert "Hi" == sent(dashboard, run_id)["message"]


def test_a_row_of_a_table_becomes_an_item(dashboard, new_visit):
    """
    A cell that was typed into; a row that was added and left empty is none.
    """
    visit = new_visit(dashboard)
    page = visit.form("onboarding")
    page.get_by_text("What", exact=True).first.click()
    table = page.get_by_test_id("stDataFrame")
    expect(table.locator("canvas").first).to_be_visible()
    visit.wait_idle()
    write_into(page, table, "#glide-cell-3-1", row=1, text="32 inch")
    page.wait_for_url(DRAFT)
    visit.wait_idle()
    # Its toolbar shows while the pointer rests on the table, and fades on the way to it.
    page.get_by_role("button", name="Add row").dispatch_event("click")
    expect(table.locator("#glide-cell-3-2")).to_be_attached()
    run_id = visit.press_run()

    assert [
        {"item": "laptop", "quantity": 1},
        {"item": "monitor", "quantity": 2, "note": "32 inch"},
    ] == sent(dashboard, run_id)["equipment"]


def write_into(page, table, cell, *, row, text):
    """Write into the last column of a row, counted from 0, whose cell is given, and leave it."""
    expect(table.locator(cell)).to_be_attached()
    # What it stands in has just been opened: Playwright waits until it moves no more.
    width = table.bounding_box()["width"]
    table.dblclick(position={"x": width - 30, "y": 52 + 35 * row})
    editor = page.locator("#portal textarea, #portal input").first
    editor.fill(text)
    editor.press("Enter")
    expect(table.locator(cell)).to_have_text(text)


def test_a_problem_is_told_on_leaving_the_field(dashboard, new_visit):
    """
    Not before, and at once: Run was not pressed.
    """
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=lead-scoring")
    visit.wait_idle()
    quiet = page.get_by_text("must be at most").count()
    number(page, "Lowest score").fill("4000")
    number(page, "Lowest score").blur()
    visit.see(re.compile("Lowest score must be at most"))

    assert 0 == quiet


def test_a_secret_goes_to_codika_and_stays_nowhere(dashboard, new_visit):
    """
    Masked on screen, absent from the address, the draft and the log's files.
    """
    secret = "correct-horse-battery"
    visit = new_visit(dashboard)
    page = visit.open("/run?workflow=validate-iban")
    page.get_by_role("radio", name="JSON").click()
    box(page, "Input as JSON").fill(f'{{"iban": "BE68 5390 0754 7034", "api_key": "{secret}"}}')
    run_id = visit.press_run()
    visit.see("Succeeded")
    files = list(dashboard.data.glob("runs.db*"))
    until(lambda: files)

    assert "••• not kept •••" == sent(dashboard, run_id)["api_key"]
    assert [] == [file for file in files if secret.encode() in file.read_bytes()]
    assert secret not in page.url
