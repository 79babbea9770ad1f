"""What the run page says before Run is pressed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from runs_on_record import failure, put

from codika.model import Environment, RunStatus
from codika.runs import RunFilter
from codika.runs.payloads import payload_hash
from codika.runs.record import TrackRecord
from ui import forms
from ui.expectation import rows_words, success_words

IBAN = {"iban": "BE68 5390 0754 7035"}  # the example, so what the form holds
GOOD = {"iban": "BE68 5390 0754 7034"}


@pytest.fixture
def form(screen):
    return screen.open("run", workflow="validate-iban")


@pytest.fixture
def past(codika, store):
    """Put runs of the form's workflow on record; return the last."""

    def past(*statuses, payload=IBAN, environment=Environment.DEV, minutes_ago=10, **changes):
        moment = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        for status in statuses:
            run = put(
                store(),
                payload=payload,
                instance_id=codika.instances[environment],
                environment=environment,
                workflow_id="validate-iban",
                workflow_title="Validate IBAN",
                status=status,
                created_at=moment,
                ended_at=moment,
                payload_hash=payload_hash(payload),
                **changes,
            )
        return run

    return past


def links(screen, start):
    return [(label, query) for label, _, query in screen.links if label.startswith(start)]


# -- the card --------------------------------------------------------------------


def test_a_first_run_is_said_to_be_one(form):
    """
    Nothing is made up where nothing is known.
    """
    assert "Nobody knows yet how long it takes" in form.text
    assert "Not run from here yet." in form.text
    assert "0.05 credits a run." in form.text
    assert "succeeded" not in form.text
    assert "row" not in form.text


def test_a_run_is_expected_to_be_like_those_before(form, past):
    """
    Time, success, rows, the last failure in words and the last run, from our own log.
    """
    failed = past(RunStatus.FAILED, error=failure("The check digits are wrong"), minutes_ago=60)
    last = past(*[RunStatus.SUCCESS] * 19, payload=GOOD, result_rows=47)
    form.again()

    assert "Usually 2.4 s (19 earlier runs)." in form.text
    assert "19 of the last 20 runs succeeded." in form.text
    assert "47 rows in the result." in form.text
    assert "The check digits are wrong" in form.text
    assert [("Last failure, 1 h ago", f"run={failed.id}")] == links(form, "Last failure")
    assert [("Last run: succeeded, 10 min ago", f"run={last.id}")] == links(form, "Last run")


def test_a_failure_long_past_is_not_brought_up(form, past):
    """
    What is not among the latest runs says nothing of the next.
    """
    past(RunStatus.FAILED, *[RunStatus.SUCCESS] * 20, payload=GOOD)
    form.again()

    assert "All of the last 20 runs succeeded." in form.text
    assert [] == links(form, "Last failure")


def test_the_last_run_is_not_told_twice(form, past):
    """
    Where the last run is the last failure, one line says both.
    """
    past(RunStatus.FAILED, error=failure("it broke"))
    form.again()

    assert 1 == len(links(form, "Last failure"))
    assert [] == links(form, "Last run")


def test_another_environment_tells_nothing(form, past):
    """
    How it goes in prod is not how it goes in dev.
    """
    past(RunStatus.FAILED, environment=Environment.PROD)
    form.again()

    assert "Not run from here yet." in form.text


def test_a_reason_of_a_failure_is_shown_as_text(form, past):
    """
    Whatever a workflow says of itself, the card shows its letters and not too many.
    """
    past(RunStatus.FAILED, error=failure("**bold** ![x](http://evil.example/x) " + "word " * 99))
    form.again()
    (reason,) = [one.value for one in form.at.caption if "bold" in one.value]

    assert reason.startswith("\\*\\*bold\\*\\* \\!\\[x\\]")
    assert reason.endswith("…")
    assert len(reason) < 200


@pytest.mark.parametrize(
    ("everything", "alike", "words"),
    [
        ((0, 0), (0, 0), ""),
        ((1, 1), (0, 0), "The one earlier run succeeded."),
        ((1, 0), (1, 0), "The one earlier run failed."),
        ((20, 19), (4, 0), "19 of the last 20 runs succeeded."),
        ((20, 19), (5, 0), "None of the last 5 runs with these inputs succeeded."),
        ((20, 20), (6, 6), "All of the last 6 runs with these inputs succeeded."),
    ],
)
def test_success_in_words(everything, alike, words):
    """
    The same inputs count where there are enough runs of them, all runs otherwise.
    """
    records = [TrackRecord(n=n, succeeded=good) for n, good in (everything, alike)]

    assert words == success_words(*records)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (None, ""),
        ((0, 0, 0), "0 rows in the result."),
        ((1, 1, 1), "1 row in the result."),
        ((12, 47, 1200), "Usually 47 rows in the result (12 to 1,200)."),
    ],
)
def test_rows_in_words(rows, words):
    """
    One number where it is always the same, else the range as well.
    """
    assert words == rows_words(TrackRecord(rows=rows))


# -- you already have this --------------------------------------------------------


def test_the_same_inputs_are_offered_their_result(form, past):
    """
    Whose, how old and how large the result is, one click away; Run stays as it was.
    """
    run = past(RunStatus.SUCCESS, result_rows=3)
    form.again()

    assert "You already have this." in form.text
    assert "The same inputs by Ann gave a result 10 min ago: 3 rows." in form.text
    assert [("Open that result", f"run={run.id}")] == links(form, "Open that")
    assert ["Run"] == form.main


def test_the_same_inputs_under_way_are_told(form, past):
    """
    A colleague who has just started it is not doubled unawares.
    """
    run = past(RunStatus.PENDING)
    form.again()

    assert "This is under way already." in form.text
    assert [("Watch that run", f"run={run.id}")] == links(form, "Watch")


def test_running_it_anyway_is_a_run(form, past, ended, store):
    """
    An offer is no obstacle.
    """
    past(RunStatus.SUCCESS)
    run = ended(form.again().press_run())

    assert 2 == store().find(RunFilter()).total
    assert "You already have this." not in form.again().text
    assert run.id == form.run_id


@pytest.mark.parametrize(
    "difference",
    [
        pytest.param({"payload": GOOD}, id="other inputs"),
        pytest.param({"environment": Environment.PROD}, id="other environment"),
        pytest.param({"minutes_ago": 25 * 60}, id="older than a day"),
    ],
)
def test_other_inputs_environments_and_days_are_another_matter(form, past, difference):
    """
    Only the very same, here and lately, is a result one has.
    """
    past(RunStatus.SUCCESS, **difference)
    form.again()

    assert "You already have this." not in form.text


def test_how_far_back_is_a_choice(form, past):
    """
    Whose data changes slowly looks a week back; whose changes fast, an hour.
    """
    past(RunStatus.SUCCESS, minutes_ago=25 * 60)
    form.again()
    before = "You already have this." in form.text
    form.at.session_state["within/popover"] = True
    form.again()
    form.widget("Offer earlier results of the same inputs for").set_value("1 week")
    form.again()
    form.at.session_state["within/popover"] = False
    form.again()

    assert (False, True) == (before, "You already have this." in form.text)


def test_a_real_run_is_found_by_its_inputs(screen, ended):
    """
    From a run to the form filled in as it was: its result is what one has.
    """
    screen.open("run", workflow="country-statistics")
    run = ended(screen.press_run())
    screen.open("run", workflow="country-statistics", **{"from": run.id})

    assert f"just now: {run.result_rows} rows." in screen.text
    assert [("Open that result", f"run={run.id}")] == links(screen, "Open that")


# -- risky workflows ---------------------------------------------------------------


@pytest.fixture
def risky(screen, tmp_path, codika):
    """The form of a workflow that settings call risky, by connection."""
    sections = [
        f"[codika.{environment}]\n"
        f'process_instance_id = "{codika.instances[environment]}"\n'
        f'api_key = "{codika.keys[environment]}"\n'
        f'organization_key = "{codika.keys["organization"]}"\n'
        f'environment = "{environment}"\n'
        f'base_url = "{codika.base_url}"\n'
        'risky = ["validate-iban", "weekly-report"]\n'
        for environment in ("dev", "prod")
    ]
    (tmp_path / "secrets.toml").write_text("\n".join(sections))
    return lambda name, workflow="validate-iban": screen.open(
        "run", workflow=workflow, connection=name
    )


def confirmed(form, name="Validate IBAN"):
    """Type the name, then the inputs, and press Run."""
    form.widget("Name of the workflow").set_value(name)
    form.again().fill(IBAN=GOOD["iban"]).press_run()
    return form.run_id


def test_a_risky_workflow_in_prod_runs_once_its_name_was_typed(risky, codika, ended):
    """
    Until then the button is off; give or take blanks and capitals the name opens it.
    """
    form = risky("prod")
    before = form.button("Run in PROD").disabled
    run = ended(confirmed(form, "  validate  iban "))

    assert (True, RunStatus.SUCCESS, 1) == (before, run.status, codika.started)


def test_a_form_that_waits_starts_nothing(risky, store, monkeypatch):
    """
    Whoever presses a button that is off, by a program, is not asked for less.
    """
    shown = []
    monkeypatch.setattr(forms, "show", shown.append)
    risky("prod", "weekly-report")  # which needs no input
    (form,) = shown
    forms.submit(form)
    before = store().find(RunFilter()).total
    forms.submit(replace(form, is_unconfirmed=lambda: False))

    assert (0, 1) == (before, store().find(RunFilter()).total)


def test_each_risky_run_is_confirmed_by_itself(risky, ended):
    """
    What was typed for one run does not open the next.
    """
    form = risky("prod")
    ended(confirmed(form))
    form.again()

    assert "" == form.widget("Name of the workflow").value
    assert form.button("Run in PROD").disabled


def test_a_wrong_name_is_told(risky):
    """
    The page says what is missing.
    """
    form = risky("prod")
    form.widget("Name of the workflow").set_value("yes")
    form.again()

    assert "That is not its name." in form.text
    assert form.button("Run in PROD").disabled


@pytest.mark.parametrize(
    ("connection", "workflow"), [("dev", "validate-iban"), ("prod", "batch-send")]
)
def test_dev_and_other_workflows_ask_for_nothing(risky, connection, workflow):
    """
    Asked everywhere, it would be typed without reading.
    """
    form = risky(connection, workflow)

    assert "is risky" not in form.text
    assert not form.button(form.main[0]).disabled
