"""Sample runs on screen: an empty history is filled in one click, and emptied in one."""

import time

import pytest
from runs_on_record import put
from secrets_files import section

from codika.runs import RunFilter
from codika.runs import samples as library
from ui import resources, samples

FEW = library.SAMPLES[1:4]
"""Two that succeed and one that fails."""


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """A few samples instead of all; whoever fills is done before the test is."""
    monkeypatch.setattr(library, "SAMPLES", FEW)
    monkeypatch.setattr(samples, "SAMPLES", FEW)
    yield
    until(lambda: not samples.is_filling())


def until(claim):
    """Wait until something is so; pytest's time-out watches."""
    while not claim():
        time.sleep(0.01)


@pytest.fixture
def filled(screen):
    """A session on Home once all samples have ended."""
    screen.open("home").press("Fill with sample runs")
    until(lambda: not samples.is_filling())
    until(lambda: not resources.get().runs.store.open_runs())
    return screen.again()


def links(screen):
    """Return the labels of all links to runs."""
    return [label for label, _, query in screen.links if query.startswith("run=")]


def test_an_empty_sandbox_offers_samples(screen):
    """
    On Home, beside what to try; nothing is started before somebody presses.
    """
    screen.open("home")

    assert "Fill with sample runs" in screen.labels
    assert "3 runs of the sandbox's workflows, some of which fail" in screen.text
    assert 0 == resources.get().runs.store.find(RunFilter()).total


def test_one_press_fills_the_history(codika, filled):
    """
    Really run on the connection of the page, marked, and on the cards too.
    """
    runs = resources.get().runs.store.find(RunFilter()).runs

    assert 3 == codika.started
    assert [workflow_id for workflow_id, _ in FEW[::-1]] == [run.workflow_id for run in runs]
    assert {(True, "Sample run", "Sandbox")} == {
        (run.is_sample, run.user, run.instance_name) for run in runs
    }
    assert ["Validate IBAN", "Send messages", "Stock history"] == links(filled)
    # In the list, and on the card of each workflow.
    assert 6 == filled.text.count("DEV Sample ") + filled.text.count("ed Sample ")
    assert 2 == filled.text.count(" last time")


def test_two_presses_fill_it_once(screen, new_screen):
    """
    Two people who press one after the other, each on an empty page, see the same samples.
    """
    other = new_screen().open("home")
    button = other.button("Fill with sample runs")
    screen.open("home").press("Fill with sample runs")
    until(lambda: not samples.is_filling())
    button.click()
    other.again()
    until(lambda: not samples.is_filling())

    assert 3 == resources.get().runs.store.find(RunFilter()).total


def test_samples_that_fail_need_no_look(filled):
    """
    They fail on purpose: Home does not ask anybody to look at them.
    """
    assert "Needs a look" not in filled.text


def test_the_welcome_stays_with_samples_alone(filled):
    """
    Whoever has only looked is still new; who has run something is not.
    """
    before = "New here?" in filled.text
    put(resources.get().runs.store)
    filled.again()

    assert before
    assert "New here?" not in filled.text


def test_the_list_marks_samples(filled):
    """
    Beside the environment, and by whom.
    """
    put(resources.get().runs.store)
    rows = [row["cells"] for row in filled.open("runs").linked("history")["rows"]]

    assert [["DEV"], *([["DEV", "Sample"]] * 3)] == [
        [badge["word"] for badge in cells[-1]["badges"]] for cells in rows
    ]
    assert ["Ann", *["Sample run"] * 3] == [cells[2]["text"] for cells in rows]


def test_a_sample_says_so_on_its_page(filled):
    """
    Whoever gets a link to it is not misled.
    """
    run = resources.get().runs.store.find(RunFilter()).runs[0]
    filled.open("runs", run=run.id)

    assert 1 == filled.text.count(":gray-badge[:material/label: Sample]")


@pytest.mark.parametrize("page", ["home", "runs", "connections"])
def test_samples_are_removed_in_one_press_and_brought_back(filled, page):
    """
    Wherever they are listed, and under Connections; what people ran stays.
    """
    store = resources.get().runs.store
    before = store.find(RunFilter()).runs
    filled.open(page).press("Remove sample runs")
    removed = store.find(RunFilter()).total
    told = filled.text
    filled.press("Bring them back")

    assert 0 == removed
    assert "Removed 3 sample runs." in told
    assert before == store.find(RunFilter()).runs
    assert "Remove sample runs" in filled.labels


def test_runs_of_people_stay_when_samples_go(filled):
    """
    One press takes the samples, and nothing else.
    """
    own = put(resources.get().runs.store)
    filled.open("runs").press("Remove sample runs")

    assert (own,) == resources.get().runs.store.find(RunFilter()).runs


def test_no_samples_are_offered_on_a_connection(screen, codika, tmp_path):
    """
    Where runs are real, nobody is offered to start some for show.
    """
    (tmp_path / "secrets.toml").write_text(section(codika), encoding="utf-8")
    screen.open("home")

    assert "Fill with sample runs" not in screen.labels


def test_filling_is_refused_where_runs_are_real(screen, codika, tmp_path):
    """
    A page that was open before the sandbox went starts none on what came.
    """
    screen.open("home")
    button = screen.button("Fill with sample runs")
    (tmp_path / "secrets.toml").write_text(section(codika), encoding="utf-8")
    resources.reload()
    button.click()
    screen.again()
    until(lambda: not samples.is_filling())

    assert 0 == codika.started
    assert 0 == resources.get().runs.store.find(RunFilter()).total
