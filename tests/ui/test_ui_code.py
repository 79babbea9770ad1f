"""The code of what is on screen: run, it makes what the page shows."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest
from test_ui_results import figure, shown

from codika.results import ChartSpec
from codika.results.code import View
from ui import code, exports, listing, resources
from ui.shown import seen, table_of

ORDERS = [
    {
        "order": f"SO-{n:03d}",
        "city": ("Ghent", "Lille", "Oslo")[n % 3],
        "amount_eur": n * 2.5,
        "day": f"2026-05-{n % 28 + 1:02d}",
        "is_new": n % 2 == 0,
        "note": "late <b>" if n == 7 else None,
    }
    for n in range(60)
]


@pytest.fixture
def orders(screen, tmp_path, monkeypatch):
    """A run whose result is sixty orders; returns how to open it, with its code, by the URL."""
    run = shown(screen, result={"orders": ORDERS})
    (tmp_path / "result.json").write_text(json.dumps({"orders": ORDERS}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def opened(**asked):
        screen.at.session_state[f"code/{run.id}/orders"] = True
        return screen.open("runs", run=run.id, **asked)

    opened.run = run
    return opened


def code_of(screen):
    """Return the script on the page."""
    (text,) = [one.value for one in screen.at.code if "# %%" in one.value]
    return text


def made_again(text):
    """Run a script as it stands; return its frame and its figure."""
    names = {}
    exec(compile(text, "again.py", "exec"), names)  # noqa: S102  what we test
    return names["shown"], names.get("figure")


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({}, id="as it opens"),
        pytest.param(
            {
                "where": ["any:city:Ghent:Oslo", "range:day:2026-05-03:", "filled:order"],
                "rows": "so",
                "sort": "down:amount_eur",
                "columns": ["order", "amount_eur", "day"],
                "chart": "Line:x=day:y=amount_eur:aggregate=mean",
            },
            id="everything asked",
        ),
        pytest.param({"where": "any:is_new:true", "group": ["city"]}, id="groups"),
        pytest.param({"group": ["is_new", "city"], "measure": ["sum:amount_eur"]}, id="figures"),
        pytest.param({"rows": "nowhere"}, id="no row"),
    ],
)
def test_the_code_makes_what_is_on_screen(screen, orders, asked):
    """
    The rows and columns that the page sent to the browser, and the chart mark by mark.
    """
    orders(**asked)
    frame, chart = made_again(code_of(screen))
    pd.testing.assert_frame_equal(screen.at.dataframe[0].value, listing.shortened(frame),
                                  check_dtype=False, check_index_type=False)  # fmt: skip
    drawn = figure(screen) if screen.at.get("plotly_chart") else None
    again = json.loads(chart.to_json()) if chart else None

    assert ("rows" in asked and asked["rows"] == "nowhere") == (drawn is None)
    assert without_theme(drawn) == without_theme(again)


def without_theme(spec):
    """Leave out what the page's theme adds to a figure."""
    if spec is None:
        return None
    return spec["data"], {k: v for k, v in spec["layout"].items() if k != "template"}


def test_the_run_log_is_named_where_it_is(screen, orders):
    """
    The other way to the result: the same rows, with nothing beside the script.
    """
    orders(sort="up:day")
    beside = made_again(code_of(screen))[0]
    screen.widget("Where the code finds the result").set_value(code.LOGGED)
    screen.again()
    text = code_of(screen)

    assert f'"{orders.run.id}"' in text
    assert "result.json" not in text
    pd.testing.assert_frame_equal(beside, made_again(text)[0])


def test_no_code_is_written_until_somebody_asks(screen, monkeypatch):
    """
    A page that is opened writes none.
    """
    written = []
    monkeypatch.setattr(code, "script", lambda *given: written.append(given) or "")
    shown(screen, result={"orders": ORDERS})

    assert [] == written


def test_the_code_stays_the_same_until_something_changes(screen, orders):
    """
    Drawing the page again does not move what somebody is reading.
    """
    orders()
    before = code_of(screen)
    screen.again()

    assert before == code_of(screen)


def test_code_that_is_too_long_is_in_the_notebook(screen, orders, monkeypatch):
    """
    A page is no place for a megabyte of filters.
    """
    monkeypatch.setattr(code, "LONGEST_SHOWN", 100)
    orders()

    assert "the notebook has all of it" in screen.text
    assert not [one for one in screen.at.code if "# %%" in one.value]


def test_a_result_too_large_for_a_zip_stays_in_the_log(screen, orders, monkeypatch):
    """
    What cannot be taken along is still read where it is.
    """
    monkeypatch.setattr(code, "MAX_DATA", 100)
    orders()

    assert "stored_result(" in code_of(screen)
    assert "Jupyter notebook" not in [one.proto.label for one in screen.at.get("download_button")]


def packed(run):
    """Make the ZIP of the orders as the button does; return it, and what is in it."""
    view = View(table=table_of(seen(run), "orders"), chart=ChartSpec(kind="Bar", x="city"))
    drawn = replace(exports.origin_of(run, ["City is Ghent"]), made_at=run.created_at)
    content = code.made(run, view, drawn)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return content, {name: archive.read(name) for name in archive.namelist()}


def test_the_button_packs_the_result_as_it_is_on_record(orders):
    """
    The whole result, filters in words, the run, and the time of the press.
    """
    began = datetime.now(UTC)
    _, members = packed(orders.run)
    origin = json.loads(members["origin.json"])
    made = datetime.fromisoformat(origin["made_at"].replace(" UTC", "+00:00"))

    assert {"orders": ORDERS} == json.loads(members["result.json"])
    assert ([orders.run.id], ["City is Ghent"]) == (origin["run_ids"], origin["filters"])
    assert began.replace(microsecond=0) <= made <= datetime.now(UTC)


@pytest.mark.parametrize("part", ["zip", "ipynb"])
def test_a_dropped_notebook_opens_its_run(screen, orders, part):
    """
    The ZIP, and the notebook taken out of it under another name.
    """
    content, members = packed(orders.run)
    (notebook,) = [one for name, one in members.items() if name.endswith(".ipynb")]
    screen.open("runs")
    screen.at.file_uploader[0].upload(f"x.{part}", content if part == "zip" else notebook, "")
    screen.again()

    assert orders.run.id == screen.run_id


def test_no_key_is_in_the_code(screen, orders):
    """
    Neither on the page nor in the ZIP is any of the keys this dashboard holds.
    """
    orders()
    content, members = packed(orders.run)
    keys = [
        key
        for instance in resources.get().instances
        for key in (instance.api_key, instance.organization_key)
        if key
    ]

    assert keys
    assert not any(key in code_of(screen) for key in keys)
    assert not any(key.encode() in one for key in keys for one in (content, *members.values()))
