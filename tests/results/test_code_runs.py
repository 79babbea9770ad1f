"""The code of a view runs as it is, and makes exactly what the page shows."""

import ast
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from any_view import ORIGIN, ran, shown, views
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from json_strategies import ANY_JSON

from codika import Endpoints, Environment, ProcessInstance
from codika.model import RunStatus
from codika.results import (
    Aggregate,
    ChartSpec,
    Condition,
    Test,
    conditions_in,
    read,
    suggest,
)
from codika.results.code import DATA, DataFile, RunLog, View, bundle, notebook, script
from codika.runs import RunService

ROOT = Path(__file__).parents[2]
UNHURRIED = settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much,
                           HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)  # fmt: skip
HOSTILE = "\u202e\"'\\\n\r\t\0\u2028#\x7f'''\"\"\"{x}%s\ud800]) or exec('raise SystemExit') or (["
WORKFLOWS = {
    "country-statistics": {"year": 2007, "continents": ["Europe", "Asia"], "min_population": 1},
    "stock-history": {"symbols": ["AAPL", "NFLX"], "start": "2018-06-01", "end": "2019-06-30"},
    "lead-scoring": {"country": "Belgium", "model": "balanced", "min_score": 20},
    "bulk-records": {"count": 8000, "layout": "records", "seed": "test"},
}


@pytest.fixture(scope="module")
def log(sandbox, tmp_path_factory):
    """A run log in which workflows of the sandbox have run; its file, and runs by workflow."""
    manifest = sandbox.manifest
    instance = ProcessInstance(
        id=manifest["instances"]["dev"],
        environment=Environment.DEV,
        api_key=manifest["keys"]["dev"],
        endpoints=Endpoints(base_url=sandbox.base_url),
    )
    path = tmp_path_factory.mktemp("log") / "runs.db"
    with RunService.open(path, [instance]) as runs:
        begun = {name: runs.start(instance, name, payload) for name, payload in WORKFLOWS.items()}
        ended = {name: runs.wait(run.id, 60.0) for name, run in begun.items()}

        assert {RunStatus.SUCCESS} == {run.status for run in ended.values()}
        results = {name: runs.store.result(run.id) for name, run in ended.items()}
    return path, ended, results


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, in which code finds its files."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def imported(text):
    """Return the names that a script imports, and those that it uses."""
    nodes = list(ast.walk(ast.parse(text)))
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.asname or alias.name for node in imports for alias in node.names}
    return names, names & {node.id for node in nodes if isinstance(node, ast.Name)}


def same(view, names):
    """Hold what code left against what the page shows."""
    frame, figure = shown(view)
    pd.testing.assert_frame_equal(frame, names["shown"], check_exact=True)

    assert figure == (names["figure"].to_json() if view.chart else None)


@UNHURRIED
@given(st.data(), ANY_JSON)
def test_any_view_of_any_result_is_made_again(folder, data, result):
    """
    Whatever JSON it is and whatever is asked of it: the same cells, types and marks, and
    nothing imported in vain.
    """
    tables = [table for table in read(result).tables if table.columns]
    assume(tables)
    view = data.draw(views(data.draw(st.sampled_from(tables))))
    try:
        shown(view)
    except ValueError:  # numpy cannot part floats that lie so close into bars
        assume(False)

    with zipfile.ZipFile(io.BytesIO(bundle(view, ORIGIN, result).content)) as archive:
        archive.extractall(folder)
        (name,) = [name for name in archive.namelist() if name.endswith(".ipynb")]
    same(view, ran((folder / name).read_bytes()))
    names, used = imported(script(view, ORIGIN, DataFile(DATA)))

    assert names == used


@settings(UNHURRIED, max_examples=15)
@given(st.data(), st.sampled_from(sorted(WORKFLOWS)))
def test_any_view_of_a_real_result_is_made_again(folder, log, data, workflow):
    """
    Conditions, words, orders, columns, groups and charts on what the sandbox brings.
    """
    result = log[2][workflow]
    view = data.draw(views(data.draw(st.sampled_from(read(result).tables))))
    (folder / DATA).write_text(json.dumps(result), encoding="utf-8")

    same(view, ran(notebook(view, ORIGIN)))


def marks(figure):
    """Return a figure without its theme, which Streamlit changes where it is loaded."""
    found = json.loads(figure)
    found["layout"].pop("template")
    return found


def executed(text, folder):
    """Run a script in a process of its own; return its frame and figure, and what it said."""
    keep = 'shown.to_pickle("shown.pickle")\nopen("figure.json", "w").write(figure.to_json())\n'
    (folder / "again.py").write_text(text + keep, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "again.py"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)
    return (
        pd.read_pickle(folder / "shown.pickle"),  # noqa: S301  our own, of a moment ago
        (folder / "figure.json").read_text(encoding="utf-8"),
        done.stdout,
    )


def test_a_script_reads_the_run_log(log, tmp_path):
    """
    On the machine of the dashboard the run's id is enough; the log is as it was.
    """
    path, runs, results = log
    table = read(results["country-statistics"]).main
    found, _ = conditions_in(["any:continent:Europe", "range:population:5000000:"], table)
    view = View(
        table=table,
        conditions=found,
        order="down:population",
        columns=("country", "population"),
        chart=suggest(table)[0],
    )
    before = path.read_bytes()
    text = script(view, ORIGIN, RunLog(str(path), runs["country-statistics"].id))
    frame, figure, said = executed(text, tmp_path)
    expected = shown(view)
    pd.testing.assert_frame_equal(expected[0], frame)

    assert marks(expected[1]) == marks(figure)
    assert "Germany" in said.splitlines()[1]
    assert before == path.read_bytes()
    assert (tmp_path / "figure.html").stat().st_size > 1_000_000  # plotly.js is in it


def test_a_script_reads_the_file_beside_it(log, tmp_path):
    """
    Anywhere else the stored result is, as a file, all that is needed.
    """
    result = log[2]["lead-scoring"]
    table = read(result).main
    view = View(
        table=table,
        words="be",
        groups=("grade",),
        measures=(("score", Aggregate.MEAN),),
        chart=suggest(table)[0],
    )
    (tmp_path / DATA).write_text(json.dumps(result), encoding="utf-8")
    frame, figure, _ = executed(script(view, ORIGIN, DataFile(DATA)), tmp_path)
    expected = shown(view)
    pd.testing.assert_frame_equal(expected[0], frame)

    assert marks(expected[1]) == marks(figure)


def hostile_view():
    """Ask with hostile names and values for everything there is to ask."""
    rows = [{HOSTILE: text, HOSTILE + "n": n} for n, text in enumerate([HOSTILE, "x", HOSTILE])]
    result = {HOSTILE: rows}
    (table,) = read(result).tables
    name, number = (column.name for column in table.columns)
    cell = table.frame[name].iloc[0]  # half of a character is spelled out in it
    spec = ChartSpec(kind="Bar", x=name, y=number, title=HOSTILE, reason=HOSTILE)
    view = View(
        table=table,
        conditions=(Condition(column=name, test=Test.ANY_OF, given=(cell, "x")),
                    Condition(column=name, test=Test.CONTAINS, given=("exec(",))),
        words="raise exec('",
        order=f"down:{number}",
        columns=(number, name),
        chart=spec,
    )  # fmt: skip
    origin = replace(
        ORIGIN, workflow_title=HOSTILE, workflow_id=HOSTILE, connection=HOSTILE, filters=(HOSTILE,)
    )
    return result, view, origin


def test_hostile_names_are_names(folder):
    """
    Quotes, ends of lines, signs that turn the line around: code that runs, and runs nothing else.
    """
    result, view, origin = hostile_view()
    (folder / DATA).write_text(json.dumps(result), encoding="utf-8")
    text = script(view, origin, DataFile(DATA))
    frame, figure, _ = executed(text, folder)
    expected = shown(view)
    pd.testing.assert_frame_equal(expected[0], frame)

    assert 0 < len(frame)
    assert marks(expected[1]) == marks(figure)
    assert [] == [sign for sign in text if not sign.isprintable() and sign != "\n"]


@UNHURRIED
@given(st.text() | st.text("\n\r\"'\\#`\u202e\x0c\x85\u2028\ud800", max_size=9))
@example(HOSTILE)
@example("```\nprint(1)")
def test_any_text_of_outside_stays_one_line(text):
    """
    A title or a filter is a line of a comment, and in a notebook a line within a fence.
    """
    view = View(table=read([{"a": 1}]).tables[0])
    written = script(view, replace(ORIGIN, workflow_title=text, filters=(text,)), DataFile(text))
    plain = script(view, replace(ORIGIN, workflow_title="x", filters=("x",)), DataFile("x"))

    assert len(plain.split("\n")) == len(written.split("\n"))
    assert len(plain.splitlines()) == len(written.splitlines())
    compile(written, "again.py", "exec")
