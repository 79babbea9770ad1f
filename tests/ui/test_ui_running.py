"""From a workflow's form to a run on record."""

import pytest

from codika.model import RunStatus
from codika.runs import RunFilter


@pytest.fixture
def form(screen):
    """The form of a workflow, filled with its example."""
    return screen.open("run", workflow="validate-iban")


def test_choosing_a_workflow_shows_its_form_with_the_example(screen):
    """
    On the sandbox nobody has to think of an input before the first run.
    """
    screen.open("run")
    before = screen.main
    screen.widget("Workflow").set_value("lead-scoring")
    screen.again()

    assert [] == before
    assert ["Run"] == screen.main
    assert "lead-scoring" == screen.at.query_params["workflow"]
    assert ("Belgium", "Balanced", 20) == tuple(
        shown(screen, label) for label in ("Country", "Model", "Lowest score")
    )


def test_a_page_without_a_workflow_leads_to_all_of_them(screen):
    """
    Until one is chosen, nothing is below but the way to what each does.
    """
    screen.open("run")
    before = screen.links
    screen.widget("Workflow").set_value("lead-scoring")
    screen.again()

    assert [("See what each of them does", "", "")] == before
    assert [] == screen.links


def shown(screen, label):
    """Return what a widget shows."""
    widget = screen.widget(label)
    value = widget.value
    return widget.options[value] if hasattr(widget, "options") and value is not None else value


def test_required_fields_are_marked(form):
    """
    A star says which fields must be filled in.
    """
    labels = [widget.label for widget in form.at.text_input]

    assert "IBAN *" in labels


def test_pressing_run_starts_exactly_one_run(form, ended, store, codika):
    """
    One press is one run on record and one execution in Codika, and the URL names it.
    """
    run = ended(form.press_run())
    form.again().again()

    assert [run.id] == [known.id for known in store().find(RunFilter()).runs]
    assert 1 == codika.started
    assert {"iban": "BE68 5390 0754 7035"} == store().payload(run.id)


def test_a_double_click_is_one_run(form, ended, store, codika):
    """
    Two presses within two seconds are one wish.
    """
    first = form.press_run()
    second = form.press_run()
    ended(first)

    assert first == second
    assert (1, 1) == (store().find(RunFilter()).total, codika.started)


def test_changed_inputs_are_another_wish(form, ended, store):
    """
    Whoever changes a field and presses Run at once means it.
    """
    first = form.press_run()
    second = form.fill(IBAN="BE68 5390 0754 7034").press_run()

    assert [RunStatus.FAILED, RunStatus.SUCCESS] == [ended(run).status for run in (first, second)]
    assert 2 == store().find(RunFilter()).total


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        pytest.param("", "is required", id="missing"),
        pytest.param("BE68!", "may hold letters, digits and blanks only", id="wrong"),
    ],
)
def test_wrong_input_is_told_at_the_field_and_on_top(form, store, codika, typed, problem):
    """
    Nothing is sent, nothing typed is lost, and the page says where to mend.
    """
    form.fill(IBAN=typed).press("Run")

    assert [("**The inputs are not complete yet.** Mend the fields marked below; nothing was sent"
            f" and nothing you typed is lost.\n\nIBAN {problem}.")] == form.errors  # fmt: skip
    assert [f":red[:material/error: IBAN {problem}]"] == [
        line.value.replace("\\", "") for line in form.at.markdown if ":red[" in line.value
    ]
    assert typed == form.widget("IBAN").value
    assert (None, 0, 0) == (form.run_id, store().find(RunFilter()).total, codika.started)


def test_a_mended_field_runs(form, ended):
    """
    The problem goes away with its cause.
    """
    form.fill(IBAN="").press("Run")
    run = ended(form.fill(IBAN="BE68 5390 0754 7034").press_run())

    assert RunStatus.SUCCESS is run.status
    assert [] == form.errors


def test_json_that_cannot_be_read_is_told_at_its_field(screen, store):
    """
    A file typed as JSON with a bracket missing is none yet; what was typed stays.
    """
    screen.open("run", workflow="invoice-extraction")
    screen.widget("Document (file)").set_value('{"downloadUrl": 1')
    screen.press("Run")

    assert 1 == len(screen.errors)
    assert "Document is not valid JSON" in screen.text.partition(":red[")[2]
    assert '{"downloadUrl": 1' == screen.widget("Document (file)").value
    assert 0 == store().find(RunFilter()).total


def test_a_refused_run_says_why_and_keeps_the_form(form, ended, codika):
    """
    What Codika refused reads as "nothing was started", in Codika's words.
    """
    codika.misbehave("trigger", answer={"status": 412, "message": "Paused by its owner"})
    run = ended(form.press_run())
    form.again()

    assert (RunStatus.REJECTED, 0) == (run.status, codika.started)
    assert 1 == len(form.errors)
    assert "so nothing was started" in form.errors[0]
    assert "Paused by its owner" in form.errors[0]
    assert "BE68 5390 0754 7035" == form.widget("IBAN").value


def test_a_workflow_nobody_told_of_is_asked_for_as_json(screen, ended, store):
    """
    With an id alone, a run can be started.
    """
    screen.open("run", workflow="no-such-workflow")
    screen.widget("Input as JSON").set_value('{"a": 1}')
    run = ended(screen.press_run())

    assert (RunStatus.REJECTED, {"a": 1}) == (run.status, store().payload(run.id))


@pytest.mark.parametrize("text", ["[1]", "null", "{", "NaN", '{"a": NaN}', '{"a": 1, "a": 2}'])
def test_json_that_is_no_payload_is_not_sent(screen, store, text):
    """
    A payload is one JSON object; anything else is a problem on screen.
    """
    screen.open("run", workflow="no-such-workflow")
    screen.widget("Input as JSON").set_value(text)
    screen.press("Run")

    assert 1 == len(screen.errors)
    assert 0 == store().find(RunFilter()).total


def test_another_workflow_leaves_the_run_behind(form, ended):
    """
    Choosing another workflow shows its form, not the result of the last one.
    """
    ended(form.press_run())
    form.widget("Workflow").set_value("country-statistics")
    form.again()

    assert (None, "country-statistics") == (form.run_id, form.at.query_params["workflow"])


def test_prod_cannot_be_missed(screen):
    """
    In prod the page carries a banner, and the button says where it runs.
    """
    screen.open("run", workflow="validate-iban", connection="sandbox-prod")

    assert ["**PROD** · Sandbox — This is the sandbox’s rehearsal of prod: nothing real happens."
            ] == screen.errors  # fmt: skip
    assert ["Run in PROD"] == screen.main


@pytest.mark.parametrize("page", ["home", "run", "runs", "connections"])
def test_every_page_says_where_runs_start(screen, page):
    """
    Dev and prod can be told apart on every page.
    """
    dev = screen.open(page).text
    prod = screen.open(page, connection="sandbox-prod").text

    assert (True, False) == (":material/science: DEV" in dev, "**PROD** · Sandbox" in dev)
    assert "**PROD** · Sandbox" in prod


def test_a_run_starts_where_the_page_says(screen, ended, codika):
    """
    With prod chosen, prod runs it.
    """
    screen.open("run", workflow="validate-iban", connection="sandbox-prod")
    run = ended(screen.press_run())

    assert (codika.instances["prod"], "prod") == (run.instance_id, run.environment)


def test_a_name_that_was_given_stands_at_the_run(form, ended):
    """
    Colleagues see whose run it is.
    """
    form.fill(Your_name="  Ann \u202e Smith ").again()
    run = ended(form.press_run())

    assert "Ann Smith" == run.user


def test_a_trusted_proxy_names_the_user(screen, ended, tmp_path, monkeypatch):
    """
    Where a proxy vouches for a name, nobody gives one.
    """
    from streamlit.runtime.context import ContextProxy  # noqa: PLC0415  AppTest knows no headers

    (tmp_path / "secrets.toml").write_text('[dashboard]\nuser_header = "X-User"\n')
    monkeypatch.setattr(ContextProxy, "headers", {"X-User": "ann@example.org"})
    screen.open("run", workflow="validate-iban")
    run = ended(screen.press_run())

    assert "ann@example.org" == run.user
    assert "Your name" not in [widget.label for widget in screen.at.text_input]


def test_a_short_link_leads_to_the_form(screen):
    """
    `/?workflow=…` opens the form, with whatever else the link fills in.
    """
    screen.open("home", workflow="lead-scoring", **{"p.country": "Germany"})

    assert "Run a workflow" == screen.at.title[0].value
    assert "Germany" == shown(screen, "Country")
