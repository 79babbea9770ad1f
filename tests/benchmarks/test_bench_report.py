"""What a benchmark prints, and how they are run together; nothing is measured here."""

import json
import subprocess
import sys

import pytest
from measuring import report, run_all
from measuring.report import Bar, Comparison, Figure

STARTS = Comparison(
    name="start", unit="s", samples={"dashboard": [2.0, 9.0, 1.0], "hello page": [0.5, 0.4, 3.0]}
)


def test_rows_are_figures_and_their_ratio():
    """
    Medians of the rounds, then ours to the other; nothing demanded is `null`, and holds.
    """
    rows = json.loads(report.as_json([STARTS]))

    assert [
        {"name": "start: dashboard", "value": 2.0, "unit": "s", "bar": None, "holds": True},
        {"name": "start: hello page", "value": 0.5, "unit": "s", "bar": None, "holds": True},
        {
            "name": "start: dashboard / hello page",
            "value": 4.0,
            "unit": "ratio",
            "bar": None,
            "holds": True,
        },
    ] == rows


def test_something_may_stand_alone():
    """
    Without another way beside it there is a figure and no ratio.
    """
    alone = Comparison(name="memory", unit="MB", samples={"sandbox": [38.0, 39.0, 40.0]})

    assert [Figure(name="memory: sandbox", value=39.0, unit="MB")] == alone.figures()


@pytest.mark.parametrize(
    ("bar", "holds"),
    [
        pytest.param(None, True, id="none"),
        pytest.param(Bar(limit=4.0), True, id="at most, just"),
        pytest.param(Bar(limit=3.9), False, id="at most, missed"),
        pytest.param(Bar(limit=4.0, at_least=True), True, id="at least, just"),
        pytest.param(Bar(limit=4.1, at_least=True), False, id="at least, missed"),
    ],
)
def test_a_bar_is_on_the_ratio(bar, holds):
    """
    A bar says what the ratio has to reach; exactly that is enough.
    """
    barred = Comparison(
        name="start",
        unit="s",
        samples=STARTS.samples,
        bars={} if bar is None else {"hello page": bar},
    )

    row = barred.figures()[-1].as_json()

    assert (bar and bar.limit, holds) == (row["bar"], row["holds"])


def test_values_are_cut_to_what_is_sure():
    """
    Four digits, whatever the size.
    """
    long = Comparison(name="n", unit="µs", samples={"a": [12345.678], "b": [0.0123456]})

    assert [12350.0, 0.01235, 1000000.0] == [figure.value for figure in long.figures()]


def test_the_table_has_figures_ratio_and_verdict():
    """
    A line each: ours, the other, the ratio, the bar; in brackets lowest and highest.
    """
    barred = Comparison(
        name="start", unit="s", samples=STARTS.samples, bars={"hello page": Bar(limit=3.0)}
    )

    lines = report.as_table("Title", [barred]).splitlines()

    assert [
        "Title",
        "",
        "       ours                 beside it                 ratio  bar",
        "start  dashboard 2 s (1–9)  hello page 0.5 s (0.4–3)  4      ≤ 3 MISSED",
    ] == lines


def test_a_missed_bar_is_told_and_fails_nothing(monkeypatch, capsys):
    """
    A benchmark is no test: it prints that a bar is missed, and ends well.
    """
    missed = Comparison(
        name="n", unit="s", samples={"a": [2.0], "b": [1.0]}, bars={"b": Bar(limit=1.0)}
    )
    monkeypatch.setattr(sys, "argv", ["bench", "--json"])
    monkeypatch.setattr(report, "end_cleanly_when_asked", lambda: None)

    report.run("Title", lambda _: [missed])

    assert [True, True, False] == [row["holds"] for row in json.loads(capsys.readouterr().out)]


def test_progress_is_not_on_standard_output(capsys):
    """
    Standard output is the report's.
    """
    report.tell("round 1")

    assert ("", "round 1\n") == tuple(capsys.readouterr())


def test_fewer_than_three_rounds_are_refused(monkeypatch, capsys):
    """
    Two rounds have no median worth the name.
    """
    monkeypatch.setattr(sys, "argv", ["bench", "--rounds", "2"])

    with pytest.raises(SystemExit):
        report.run("Title", lambda _: [STARTS])

    assert "fewer than 3 rounds" in capsys.readouterr().err


def test_all_together_are_one_list(tmp_path):
    """
    Each script's rows, in order of the scripts, in one list.
    """
    scripts = [tmp_path / "a.py", tmp_path / "b.py"]
    for script in scripts:
        script.write_text(
            "import json, sys; print('busy', file=sys.stderr);"
            f" print(json.dumps([{{'name': '{script.stem}', 'asked': sys.argv[1:]}}]))"
        )

    rows = run_all.merged(scripts)

    assert [{"name": "a", "asked": ["--json"]}, {"name": "b", "asked": ["--json"]}] == rows


def test_one_that_fails_fails_them_all(tmp_path):
    """
    A list that lacks somebody's rows is not printed.
    """
    broken = tmp_path / "broken.py"
    broken.write_text("raise SystemExit(3)")

    with pytest.raises(subprocess.CalledProcessError):
        run_all.merged([broken])


@pytest.mark.parametrize("script", run_all.scripts(), ids=lambda path: path.name)
def test_every_script_is_a_benchmark(script):
    """
    What `make bench` runs knows `--json`.
    """
    told = subprocess.run(
        [sys.executable, script, "--help"], capture_output=True, text=True, check=True, timeout=60
    )

    assert "--json" in told.stdout


def test_there_are_benchmarks():
    """
    The folder is searched where the scripts are.
    """
    assert {"startup.py", "wrapper.py"} <= {path.name for path in run_all.scripts()}
