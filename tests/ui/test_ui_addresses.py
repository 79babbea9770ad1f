"""What stands in the URL: any of it may be wrong, and none of it may break a page."""

import itertools
import re

import pytest
from runs_on_record import put

from ui import resources

NAMES = ("run", "from", "workflow", "connection", "q", "status", "environment", "before",
         "rows")  # fmt: skip
READ = {
    "home": ("connection",),
    "run": ("run", "from", "workflow", "connection", "rows"),
    "runs": ("run", "q", "workflow", "status", "environment", "before", "connection"),
    "connections": ("connection",),
}  # what each page looks at
VALUES = (
    "",
    " ",
    "nonsense",
    "../../etc/passwd",
    "a" * 20_000,
    "01m80j7kyg64w734xkthfbxn0y",
    "01M80J7KYG64W734XKTHFBXN0Y",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "![x](https://tracker.example/p.png)",
    "\x00\x1b",
    "\ufffd",
    "\u202e",
    "٣",
    "NaN",
    "…",
    "%00%ff",
    ["a", "b"],
    ["failed", "failed", "nonsense"],
    [""] * 300,
)


@pytest.mark.parametrize(
    ("page", "name"), [(page, name) for page, names in READ.items() for name in names]
)
def test_a_parameter_that_makes_no_sense(screen, page, name):
    """
    Never an exception: the page is drawn, with a word about what it could not find.
    """
    for value in VALUES:
        screen.open(page, **{name: value})

        assert 1 == len(screen.at.title), value


@pytest.mark.parametrize("name", ["draft", "preset", "from", "p.iban", "p.\u202e[x](y)"])
def test_a_filling_that_makes_no_sense(screen, name):
    """
    Whatever a link fills a form with, the form can be used.
    """
    for value in VALUES:
        screen.open("run", workflow="validate-iban", **{name: value})

        assert ["Run"] == screen.main, value


@pytest.mark.parametrize("value", VALUES, ids=lambda value: ascii(value)[:30])
def test_all_of_them_at_once(screen, value):
    """
    A URL in which nothing makes sense still leads to the page it names.
    """
    screen.open("runs", **{name: value for name in NAMES if name != "run"})

    assert "Runs" == screen.at.title[0].value


def test_what_cannot_be_chosen_is_left_out(screen):
    """
    Filters that do not exist do not filter, and leave the URL.
    """
    screen.open("runs", environment="staging", status=["gone"])

    assert {} == {**screen.at.query_params}
    assert ["No run yet.  Start one, and it is kept here."] == [
        info.value for info in screen.at.info
    ]


def test_a_link_to_a_workflow_without_runs_says_so(screen):
    """
    It does not show the runs of other workflows as if they were meant.
    """
    screen.open("runs", workflow="gone")

    assert {"workflow": "gone"} == {**screen.at.query_params}
    assert ["No run passes these filters."] == [info.value for info in screen.at.info]


def test_a_link_wins_over_what_was_chosen(screen):
    """
    Whoever follows a link sees what it names, whatever they looked at before.
    """
    screen.open("run", workflow="validate-iban")
    screen.widget("Workflow").set_value("lead-scoring")
    screen.again()
    screen.open("run", workflow="country-statistics")

    assert "country-statistics" == screen.widget("Workflow").value


def test_the_same_link_works_twice(screen):
    """
    A link that was followed before leads to the same place from anywhere.
    """
    screen.open("run", workflow="validate-iban")
    screen.open("home")
    screen.open("run", workflow="validate-iban")

    assert "validate-iban" == screen.at.query_params["workflow"]
    assert ["Run"] == screen.main


def test_filters_of_a_link_work_twice(screen):
    """
    Filters in a link that was followed before filter again.
    """
    wanted = {"q": "needle", "status": ["failed", "success"]}
    screen.open("runs", **wanted)
    screen.open("home")
    screen.open("runs", **wanted)

    assert wanted == {**screen.at.query_params}
    assert "needle" == screen.widget("Search").value


def test_a_choice_stays_through_other_changes(screen):
    """
    A widget that was changed keeps its value while others change.
    """
    screen.open("runs", q="needle")
    screen.widget("Environment").set_value("prod")
    screen.again()
    screen.widget("Search").set_value("")
    screen.again()

    assert {"environment": "prod"} == {**screen.at.query_params}


def test_the_connection_goes_along(screen):
    """
    The armed connection is in every link's URL and stays when a page is left.
    """
    screen.open("home", connection="sandbox-prod")
    screen.open("runs")

    assert "sandbox-prod" == screen.at.query_params["connection"]
    assert ["PROD · Sandbox"] == [menu.label for menu in screen.at.menu_button]


def test_another_connection_is_armed_from_the_sidebar(screen):
    """
    The menu names all, the address the one; the first is nobody's news.
    """
    menu = screen.open("connections").at.menu_button[0]
    named = (menu.label, [re.sub(r":\S+: ", "", option) for option in menu.options])
    menu.click("sandbox-prod").run()
    armed = (screen.at.menu_button[0].label, screen.at.query_params["connection"])
    screen.at.menu_button[0].click("sandbox-dev").run()

    assert ("DEV · Sandbox", ["DEV · Sandbox", "PROD · Sandbox"]) == named
    assert ("PROD · Sandbox", "sandbox-prod") == armed
    assert "connection" not in screen.at.query_params


def test_two_sessions_choose_for_themselves(new_screen):
    """
    What one person chooses changes nothing for another.
    """
    one, other = new_screen(), new_screen()
    one.open("run", workflow="validate-iban", connection="sandbox-prod")
    other.open("run")

    assert [["Run in PROD"], []] == [one.main, other.main]


def test_malformed_links_reach_no_file(screen, tmp_path):
    """
    Whatever the URL says, the data folder holds what we put there and nothing else.
    """
    for name, value in itertools.product(NAMES, ("../x", "/etc/x", "x.db")):
        screen.open("runs", **{name: value})
    written = {path.name.partition(".db")[0] for path in (tmp_path / "data").iterdir()}

    assert {"runs"} == written
    assert 0 == len(resources.get().runs.store.open_runs())


def test_a_filter_the_url_drops_is_dropped(screen):
    """
    The back button takes a filter away, and it does not come back by itself.
    """
    screen.open("runs", q="needle", environment="prod", status=["failed"])
    screen.open("runs")

    assert {} == {**screen.at.query_params}
    assert ["", "", []] == [
        screen.widget(label).value for label in ("Search", "Environment", "Status")
    ]


def test_a_workflow_is_not_carried_into_the_filters(screen):
    """
    Whoever goes from one workflow's form to all runs sees all runs.
    """
    screen.open("run", workflow="validate-iban")
    screen.open("runs")

    assert "workflow" not in screen.at.query_params


def test_the_search_for_a_run_filters_no_rows_of_its_result(screen):
    """
    Search in the list and filter of a table are two things.
    """
    screen.open("runs", q="needle")
    run = put(resources.get().runs.store, result=[{"n": n} for n in range(20)])
    screen.open("runs", q="needle", run=run.id)

    assert 20 == len(screen.at.dataframe[0].value)
