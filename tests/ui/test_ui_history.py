"""The list of runs: filters from the URL, rows on the screen, the way to one run."""

from datetime import UTC, datetime, timedelta

import pytest
from runs_on_record import NOON, failure, put

from codika.model import Environment, RunStatus
from codika.runs import RunFilter, new_id
from ui import resources


@pytest.fixture
def history(screen):
    """A session, and a log with one run of each kind that filters tell apart."""
    screen.open("runs")
    store = resources.get().runs.store
    instance = resources.get().instances[0]
    here = {"instance_id": instance.id}
    put(store, inputs="country: Belgium", user="Ann", **here)
    put(store, inputs="country: Österreich", user="Bo", status=RunStatus.FAILED,
        error=failure("quota exceeded"), **here)  # fmt: skip
    put(store, inputs="iban: BE68", user="Ann", workflow_id="validate-iban",
        workflow_title="Validate IBAN", environment=Environment.PROD, **here)  # fmt: skip
    put(store, inputs="iban: FR14", user="Cléo", workflow_id="validate-iban",
        workflow_title="Validate IBAN", status=RunStatus.UNCONFIRMED, duration_ms=None,
        **here)  # fmt: skip
    return screen


def column(screen, name):
    """Return what the list says in a column, badges as words; nothing without a list."""
    told = screen.linked("history")
    n = [heading["text"] for heading in told["headings"]].index(name) if told["rows"] else 0
    return [written(row["cells"][n]) for row in told["rows"]]


def written(cell):
    badges = " ".join(badge["word"] for badge in cell.get("badges", ()))
    return f"{badges}{cell.get('text', '')}"


EVERYTHING = ["iban: FR14", "iban: BE68", "country: Österreich", "country: Belgium"]


def test_the_newest_run_comes_first(history):
    """
    All runs, whoever started them, with status as icon and word.
    """
    history.open("runs")

    assert EVERYTHING == column(history, "Inputs")
    assert ["Unconfirmed", "Succeeded", "Failed", "Succeeded"] == column(history, "Status")
    assert ["DEV", "PROD", "DEV", "DEV"] == column(history, "Environment")
    assert ["—", "2.4 s", "2.4 s", "2.4 s"] == column(history, "Took")
    assert "4 runs of 4 shown, newest first" in history.text


def test_the_list_tells_how_many_rows_each_run_brought(history, store):
    """
    No result is read for it; what was not counted stays empty, and none is none.
    """
    for rows in (0, 1204):
        put(store(), result_rows=rows)
    history.open("runs")

    assert ["1,204", "0", "", "", "", ""] == column(history, "Rows")


@pytest.mark.parametrize(
    ("params", "inputs"),
    [
        pytest.param({}, EVERYTHING, id="none"),
        pytest.param({"workflow": "validate-iban"}, ["iban: FR14", "iban: BE68"], id="workflow"),
        pytest.param({"environment": "prod"}, ["iban: BE68"], id="environment"),
        pytest.param({"status": "failed"}, ["country: Österreich"], id="status"),
        pytest.param(
            {"status": ["failed", "unconfirmed"]},
            ["iban: FR14", "country: Österreich"],
            id="two statuses",
        ),
        pytest.param({"q": "QUOTA"}, ["country: Österreich"], id="words of an error"),
        pytest.param({"q": "ÖSTERREICH"}, ["country: Österreich"], id="beyond ASCII"),
        pytest.param({"q": "cléo"}, ["iban: FR14"], id="a person"),
        pytest.param({"q": "%"}, [], id="signs of SQL mean themselves"),
        pytest.param(
            {"q": "ann", "workflow": "validate-iban", "environment": "prod"},
            ["iban: BE68"],
            id="all together",
        ),
    ],
)
def test_the_url_filters(history, params, inputs):
    """
    A link with filters shows what they let through.
    """
    history.open("runs", **params)

    assert inputs == column(history, "Inputs")


@pytest.mark.parametrize(
    ("label", "value", "name", "written"),
    [
        pytest.param("Search", "quota", "q", "quota", id="search"),
        pytest.param("Workflow", "validate-iban", "workflow", "validate-iban", id="workflow"),
        pytest.param("Environment", "prod", "environment", "prod", id="environment"),
        pytest.param("Status", ["failed"], "status", "failed", id="status"),
    ],
)
def test_filters_write_the_url(history, label, value, name, written):
    """
    What was chosen survives reload and can be shared; taking it back empties the URL.
    """
    history.open("runs")
    history.widget(label).set_value(value)
    chosen = history.again().at.query_params.get(name)
    history.widget(label).set_value([] if label == "Status" else "")
    history.again()

    assert written == chosen
    assert name not in history.at.query_params
    assert EVERYTHING == column(history, "Inputs")


def test_nothing_passes_the_filters(history):
    """
    An empty list says why it is empty.
    """
    history.open("runs", q="nothing of that kind")

    assert ["No run passes these filters."] == [info.value for info in history.at.info]


def test_all_filters_are_taken_back_at_once(history):
    """
    Where nothing passes them, one press shows every run again.
    """
    history.open("runs", q="nothing of that kind", status="failed", environment="prod")
    history.press("Clear all")

    assert {} == history.address
    assert EVERYTHING == column(history, "Inputs")


def test_a_filter_begins_with_the_newest(history):
    """
    Whoever looks at older runs and searches is shown the newest of what is found.
    """
    history.open("runs", before=new_id())
    history.widget("Search").set_value("iban")
    history.again()

    assert {"q": ["iban"]} == history.address


def test_no_run_yet(screen):
    """
    The first visit says what to do next.
    """
    screen.open("runs")

    assert ["No run yet.  Start one, and it is kept here."] == [
        info.value for info in screen.at.info
    ]
    assert ("Run a workflow", "run", "") in screen.links


def test_older_runs_are_a_page_away(screen):
    """
    A page holds fifty runs; the rest is one press away, and so is the way back.
    """
    screen.open("runs")
    store = resources.get().runs.store
    for number in range(53):
        put(store, inputs=f"n: {number}")
    screen.open("runs")
    first = column(screen, "Inputs")
    screen.press("Older")
    second = column(screen, "Inputs")
    screen.press("Newest")

    assert [f"n: {number}" for number in range(52, 2, -1)] == first
    assert ["n: 2", "n: 1", "n: 0"] == second
    assert first == column(screen, "Inputs")
    assert "50 runs of 53 shown, newest first" in screen.text


@pytest.mark.parametrize("before", ["0", "!", "nonsense", "0" * 25])
def test_a_page_that_starts_nowhere_is_the_first(history, before):
    """
    A link to older runs whose mark is no run's id shows the newest.
    """
    history.open("runs", before=before)

    assert EVERYTHING == column(history, "Inputs")


def test_choosing_a_row_opens_the_run(history):
    """
    A row leads to the run's own page, which the URL names.
    """
    history.open("runs")
    history.follow("history", 2)

    assert "Lead scoring" == history.at.title[0].value
    assert "quota exceeded." in history.errors[0]


def test_the_way_back_leads_to_the_same_list(history):
    """
    Whoever opens a run from a filtered list comes back to that list.
    """
    history.open("runs", status=["failed", "success"], q="lead")
    history.follow("history", 0)
    history.press("All runs")

    assert "Runs" == history.at.title[0].value
    assert {"status": ["failed", "success"], "q": ["lead"]} == history.address


def test_the_neighbours_of_a_run_are_those_of_its_list(history):
    """
    Newer and older among the runs that the list showed, and the list stays the same.
    """
    history.open("runs", status="success")
    history.follow("history", 0)
    newest = history.run_id
    is_first = history.button("Newer").disabled
    history.press("Older")
    second = history.run_id
    history.press("Newer")
    wanted = RunFilter(status=frozenset({RunStatus.SUCCESS}))
    on_record = [run.id for run in resources.get().runs.store.find(wanted).runs]

    assert is_first
    assert on_record[:2] == [newest, second]
    assert newest == history.run_id
    assert ["success"] == history.address["status"]


@pytest.mark.parametrize(
    "run_id", ["01m80j7kyg64w734xkthfbxn0y", "nonsense", "../../etc", "a" * 9000]
)
def test_an_unknown_run(history, run_id):
    """
    A link to a run we do not have says so, and the list stays in reach.
    """
    history.open("runs", run=run_id)

    assert ["**There is no such run.** The link may be incomplete, or of another dashboard."
            ] == history.errors  # fmt: skip
    assert "Runs" == history.at.title[0].value


def test_times_are_the_viewers_and_say_so(history):
    """
    The zone of the browser, by name.
    """
    store = resources.get().runs.store
    put(store, inputs="in summer", created_at=NOON - timedelta(days=150))
    history.open("runs", q="in summer")

    assert ["2025-06-24 14:00:00 CEST"] == column(history, "Started")


def test_home_lists_the_latest(history):
    """
    The first page shows what came last, as links to the runs' own pages.
    """
    history.open("home")
    latest = [(label, address) for label, address, query in history.links if "run=" in query]

    assert [
        ("Validate IBAN", "runs"),
        ("Validate IBAN", "runs"),
        ("Lead scoring", "runs"),
        ("Lead scoring", "runs"),
    ] == latest


def test_links_take_the_connection_along(history):
    """
    Another tab, which nobody has chosen one in, has the same one armed.
    """
    history.open("home", connection="sandbox-prod")
    ours = [query for _, _, query in history.links if "workflow=" in query or "run=" in query]

    assert 4 < len(ours)
    assert [] == [query for query in ours if "connection=sandbox-prod" not in query]


def test_home_names_what_needs_a_look(history):
    """
    What went wrong lately, or waits for a person, stands above the rest.
    """
    store = resources.get().runs.store
    put(store, status=RunStatus.UNCONFIRMED, workflow_title="Send it", created_at=datetime.now(UTC))
    history.open("home")
    links = [label for label, _, query in history.links if "run=" in query]

    assert ["Nothing under way", "Needs a look", "Latest runs"] == [
        heading.value for heading in history.at.subheader
    ]
    assert "Send it" == links[0]


def test_home_without_runs(screen):
    """
    Cards to choose from, and a word about what will stand here.
    """
    screen.open("home")

    assert "Nothing under way" in screen.text
    assert "None yet.  Pick a workflow: its runs are kept here." in screen.text
    assert ("Lead scoring", "run", "workflow=lead-scoring") in screen.links


def test_a_card_tells_how_the_last_run_went(history):
    """
    Status, age and usual time stand on the card, and what ran last comes first.
    """
    history.open("home")
    cards = [label for label, _, query in history.links if query.startswith("workflow=")]

    assert ["Validate IBAN", "Lead scoring"] == cards[:2]
    assert "Failed" in history.text


def test_a_newcomer_is_shown_where_to_begin(screen):
    """
    Before the first run on the sandbox: three workflows and what each shows; not after it.
    """
    screen.open("home")
    to_try = [row["cells"][0]["text"] for row in screen.linked("newcomer")["rows"]]

    assert "New here?" in screen.text
    assert ["Lead scoring", "Stock history", "Send messages"] == to_try

    put(resources.get().runs.store)
    screen.again()

    assert "New here?" not in screen.text
