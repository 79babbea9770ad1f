"""What a column is found to be can be overruled, for all runs of the workflow."""

import json

import pytest
from test_ui_results import figure, shown

from codika import errors
from ui import resources

ROWS = [
    {
        "code": 100 + n,
        "day": f"{n + 1:02d}/05/2026",
        "net": f"1.{n:03d},50",
        "rate": n / 10,
        "state": ("open", "paid")[n % 2],
    }
    for n in range(12)
]


def opened(screen, column, *, rows=ROWS, **run):
    """Put a result on record and open what is said about one of its columns."""
    run = shown(screen, result={"rows": rows}, **run)
    screen.at.session_state[f"about/{run.id}/rows"] = True
    screen.again()
    return about(screen, run, column)


def about(screen, run, column):
    screen.at.selectbox(key=f"profile/{run.id}/rows").set_value(column)
    screen.again()
    return run


def table(screen):
    return screen.at.dataframe[0].value


def say(screen, label, option):
    """Choose what a column is by what the list says."""
    widget = screen.widget(label)
    widget.select_index(widget.options.index(option))
    return screen.again()


def test_a_text_becomes_a_date_in_all_runs(screen):
    """
    In the table, its filters and its charts; in another run as well, until it is reset.
    """
    run = opened(screen, "day")
    say(screen, "Read as", "Date or time, day first, 31/12/2026")
    screen.open("runs", run=run.id, where="range:day:2026-05-03:2026-05-04", sort="down:day")
    filtered = [str(day) for day in table(screen)["day"]]
    other = opened(screen, "day")
    screen.open("runs", run=other.id, chart="Line:x=day:y=code")

    assert ["2026-05-04", "2026-05-03"] == filtered
    assert "Code by day" == figure(screen)["layout"]["title"]["text"]

    screen.at.session_state[f"about/{other.id}/rows"] = True
    about(screen, other, "day")
    by = screen.text
    screen.press("As found again")

    assert "Changed by Guest" in by
    assert "01/05/2026" == table(screen)["day"].iloc[0]
    assert "As found again" not in screen.labels


def test_what_was_reset_can_be_brought_back(screen):
    """
    One press says again of the column what was said of it, all of it.
    """
    opened(screen, "code")
    say(screen, "Read as", "Identifier: never summed or drawn")
    screen.widget("Title").set_value("Shop")
    screen.again()
    said = resources.get().overruled.find("lead-scoring")
    screen.press("As found again")
    reset = resources.get().overruled.find("lead-scoring")
    screen.press("Bring it back")

    assert {} == reset
    assert {"rows": {"code": {"kind": "identifier", "title": "Shop"}}} == said
    assert said == resources.get().overruled.find("lead-scoring")
    assert "Bring it back" not in screen.labels


def test_other_workflows_are_not_concerned(screen):
    opened(screen, "code")
    say(screen, "Read as", "Identifier: never summed or drawn")
    opened(screen, "code", workflow_id="another")

    assert "As found again" not in screen.labels
    assert {} == resources.get().overruled.find("another")


def test_numbers_that_name_things_are_summed_no_more(screen):
    """
    No chart and no group offers them as a number.
    """
    opened(screen, "code")
    before = screen.widget("Number").options
    say(screen, "Read as", "Identifier: never summed or drawn")

    assert "Code" in before
    assert "Code" not in screen.widget("Number").options


def test_what_numbers_mean_their_unit_and_title(screen):
    """
    A share is shown as per cent, with the title that somebody gave it.
    """
    opened(screen, "rate")
    say(screen, "Numbers mean", "Share: 0.5 means 50 %")
    screen.widget("Title").set_value("Won <b>")
    screen.again()
    columns = screen.at.dataframe[0].proto.columns

    assert {"rows": {"rate": {"hint": "share", "title": "Won <b>"}}} == (
        resources.get().overruled.find("lead-scoring")
    )
    assert '"label": "Won <b>"' in columns
    assert '"format": "percent"' in columns


def test_only_what_loses_nothing_is_offered(screen):
    """
    A text that is no number is offered as none, one with a decimal comma as that alone.
    """
    opened(screen, "state")
    of_texts = screen.widget("Read as").options
    about(screen, screen_run(screen), "net")
    of_sums = screen.widget("Read as").options

    assert [] == [option for option in of_texts if option.startswith(("Number", "Date", "Link"))]
    assert ["Number, written 1.234,50"] == [one for one in of_sums if one.startswith("Number")]


def screen_run(screen):
    return resources.get().runs.store.get(screen.run_id)


def test_a_later_result_that_cannot_be_read_so_says_why(screen):
    """
    It is shown as found, with how many cells are in the way, and one of them.
    """
    opened(screen, "net")
    say(screen, "Read as", "Number, written 1.234,50")
    summed = screen.widget("Number").options
    rows = [*ROWS, ROWS[0] | {"net": "n/a **b**"}]
    opened(screen, "net", rows=rows)

    assert "Net" in summed
    assert "Net is shown as found." in screen.text
    assert "1 of 13 cells is not a number: “n/a **b**”" in screen.text
    assert "1.000,50" == table(screen)["net"].iloc[0]
    assert (
        "Number, written 1.234,50"
        == screen.widget("Read as").options[screen.widget("Read as").index]
    )


def test_what_is_too_long_is_refused_with_a_reason(screen, monkeypatch):
    """
    Nothing is kept, and the page stands.
    """
    opened(screen, "code")

    def refuse(*_, **__):
        raise errors.OverruleError("500 columns are changed already.  Reset one first.")

    monkeypatch.setattr(resources.get().overruled, "overrule", refuse)
    say(screen, "Read as", "Text")

    assert "500 columns are changed already." in screen.text
    assert {} == resources.get().overruled.find("lead-scoring")


def test_a_result_is_read_as_found_when_the_log_cannot_tell(screen, monkeypatch):
    """
    What people said is a comfort; the result is the point.
    """
    run = shown(screen, result={"rows": ROWS})

    def refuse(*_):
        raise errors.RunLogError("locked")

    monkeypatch.setattr(resources.get().overruled, "find", refuse)
    screen.open("runs", run=run.id)

    assert [] == screen.errors
    assert "12 of 12 rows · 5 columns" in screen.text


@pytest.mark.parametrize("column", ["state", "code"])
def test_a_column_has_its_own_answers(screen, column):
    """
    What is said of one column stands at that one alone.
    """
    run = opened(screen, column)
    screen.widget("Title").set_value("Mine")
    screen.again()
    about(screen, run, "rate")

    assert "" == screen.widget("Title").value
    assert "As found again" not in screen.labels


def test_an_output_schema_names_the_columns_until_somebody_does(screen, tmp_path):
    """
    Titles from the file of workflows; what people say wins, and resetting gives the schema's.
    """
    outputs = [
        {
            "key": "rows",
            "type": "objectArray",
            "itemSchema": [{"key": "code", "type": "number", "label": "Code of the shop"}],
        }
    ]
    declared = {"workflows": [{"workflowId": "lead-scoring", "outputSchema": outputs}]}
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "workflows.json").write_text(json.dumps(declared), encoding="utf-8")
    instance = resources.get().instances[0]
    resources.get().catalogues.get(instance)
    opened(screen, "code", instance_id=instance.id)
    by_schema = screen.at.dataframe[0].proto.columns
    screen.widget("Title").set_value("Shop")
    screen.again()
    by_people = screen.at.dataframe[0].proto.columns
    screen.press("As found again")

    assert '"label": "Code of the shop"' in by_schema
    assert '"label": "Shop"' in by_people
    assert by_schema == screen.at.dataframe[0].proto.columns
