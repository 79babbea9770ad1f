"""How the code of a view reads."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest
from any_view import ORIGIN
from hypothesis import given
from json_strategies import ANY_JSON, UNHURRIED

from codika.results import Aggregate, ChartSpec, Condition, Order, Test, read
from codika.results.code import DataFile, RunLog, View, script
from codika.results.code.python import WIDTH, Imports, arguments, assigned, literal

ORDERS = read(
    {
        "orders": [
            {"id": "SO-1", "city": "Ghent", "amount_eur": 10, "n": 1, "gap": None, "paid": True,
             "day": "2026-05-04", "at": "2026-05-04T08:00:00+02:00", "tags": ["a"], "share": 0.5},
            {"id": "SO-2", "city": "Lille", "amount_eur": 20, "n": 2, "gap": 5, "paid": False,
             "day": "2026-05-05", "at": "2026-05-05T08:00:00+02:00", "tags": [], "share": 0.25},
        ]
    }
).tables[0]  # fmt: skip
HERE = DataFile("result.json")


def part(title, source=HERE, **asked):
    """Return one part of the script of a view."""
    text = script(View(**{"table": ORDERS, **asked}), ORIGIN, source)
    return text.partition(f"# %% {title}\n")[2].partition("\n\n# %%")[0].splitlines()


def test_it_reads_as_people_write_it():
    """
    From where it came to the chart: pandas where pandas does, a call of ours where it must.
    """
    view = View(
        table=ORDERS,
        conditions=(
            Condition(column="city", test=Test.ANY_OF, given=("Ghent",)),
            Condition(column="day", test=Test.RANGE, given=("2026-05-01", "2026-05-31")),
        ),
        words="so",
        order="down:amount_eur",
        columns=("id", "amount_eur"),
        chart=ChartSpec(
            kind="Bar", x="city", y="amount_eur", aggregate=Aggregate.SUM, title="Amount by city",
            reason="City has few values.",
        ),
    )  # fmt: skip
    origin = replace(ORIGIN, filters=("City is Ghent",), connection="acme", app_version="0.1.0")

    assert """\
# What Codika Dashboard shows of a run, made again with pandas and plotly
#
# Workflow     Invoices (invoices)
# Run          01k9zq3v5m8x2c7d4f6g0hjknp
# Environment  DEV
# Connection   acme
# Run ended    not known
# Filters      City is Ghent
# Made by      Codika Dashboard 0.1.0
#
# It needs `codika`, the dashboard's own library, which brings pandas and plotly:
# `pip install -e path/to/the/dashboard`

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from codika.results import Aggregate, ChartSpec, draw, passing, read

# %% The result
result = json.loads(Path("result.json").read_bytes())

# Each list of records in it is a table; a column's type comes from all its cells.
reading = read(result)
tables = {table.path: table for table in reading.tables}
table = tables["orders"]
frame = table.frame

# %% The rows
frame = frame[frame["city"].isin(["Ghent"])]
frame = frame[frame["day"].between(date(2026, 5, 1), date(2026, 5, 31))]
# Each word in some column, in upper or lower case, whatever the column holds.
frame = passing(replace(table, frame=frame), words="so")
# Stable: rows of the same value stay as they came.
frame = frame.sort_values("amount_eur", ascending=False, kind="stable")

# %% The table
columns = ["id", "amount_eur"]
shown = frame[columns]
print(shown)

# %% The chart
# Suggested: City has few values.
spec = ChartSpec(
    kind="Bar",
    x="city",
    y="amount_eur",
    aggregate=Aggregate.SUM,
    title="Amount by city",
)
# One bar a value of `x`: in order of time, or else the longest first.
# It is a plotly figure, to go on with: figure.update_layout(…), figure.add_hline(…).
figure = draw(spec, replace(table, frame=frame))
figure.write_html("figure.html")  # opens in any browser, without a network
""" == script(view, origin, HERE)


def test_nothing_asked_is_nothing_written():
    """
    All rows in their order and all columns need no code.
    """
    text = script(View(table=ORDERS, words=" \n"), ORIGIN, HERE)

    assert ["shown = frame", "print(shown)"] == text.partition("The table\n")[2].splitlines()
    assert "The rows" not in text
    assert "figure" not in text


def test_the_run_log_needs_no_file_beside_it():
    """
    A path and a run, both as literals.
    """
    assert [
        "# Opened for reading alone: the dashboard goes on beside it.",
        'result = stored_result("data/runs.db", "01k9")',
    ] == part("The result", RunLog("data/runs.db", "01k9"))[:2]


@pytest.mark.parametrize(
    ("condition", "line"),
    [
        ("range:amount_eur:5:", 'frame = frame[frame["amount_eur"] >= 5]'),
        ("range:share::0.25", 'frame = frame[frame["share"] <= 0.25]'),
        ("range:gap:1e3:1e300", 'frame = frame[frame["gap"].between(1000, 1e+300)]'),
        ("range:day::2026-05-04", 'frame = frame[frame["day"] <= date(2026, 5, 4)]'),
        (
            "range:at:2026-05-04T00%3A00%3A00+02%3A00:",
            'frame = frame[frame["at"] >= pd.Timestamp("2026-05-03T22:00:00+00:00")]',
        ),
        ("any:city:Ghent:", 'frame = frame[frame["city"].fillna("").isin(["Ghent", ""])]'),
        ("any:paid:true:yes", 'frame = frame[frame["paid"].isin([True])]'),
        ("any:n:1:01:x", 'frame = frame[frame["n"].isin([1])]'),
        ("any:gap:5:", 'frame = frame[frame["gap"].isin([5]) | frame["gap"].isna()]'),
        (
            "has:city:e(",
            'frame = frame[frame["city"].str.contains("e(", case=False, regex=False, na=False)]',
        ),
        ("empty:city", 'frame = frame[frame["city"].fillna("") == ""]'),
        ("filled:gap", 'frame = frame[frame["gap"].notna()]'),
    ],
)
def test_a_condition_is_a_line_of_pandas(condition, line):
    """
    What a column holds decides how it is asked.
    """
    assert [line] == part("The rows", conditions=(found(condition),))


def found(text):
    """Return a condition that fits the table."""
    from codika.results import conditions_in  # noqa: PLC0415  beside its use

    ((condition,), _) = conditions_in([text], ORDERS)
    return condition


@pytest.mark.parametrize(
    ("at", "end"),
    [
        pytest.param("2026-05-04T08:00:00.000001500Z", "2026-05-04T08:00:00.000001Z", id="finer"),
        pytest.param("1001-01-01T08:00:00Z", "0001-01-01T00:00:00+05:00", id="the first day"),
    ],
)
def test_moments_beyond_what_pandas_compares_alike_are_asked_of_the_library(at, end):
    """
    Finer than a microsecond, or a day that another zone does not have.
    """
    table = read([{"at": at}, {"at": None}]).main
    condition = Condition(column="at", test=Test.RANGE, given=("", end))

    assert "frame = passing(" == part("The rows", table=table, conditions=(condition,))[0]


@pytest.mark.parametrize("condition", ["any:share:0.5", "has:tags:a", "any:day:2026-05-04"])
def test_what_pandas_writes_in_another_way_is_asked_of_the_library(condition):
    """
    Where the plain line would be nearly the same, it is not taken.
    """
    assert "frame = passing(" == part("The rows", conditions=(found(condition),))[0]


def test_groups_are_pandas_too():
    """
    Named as on screen, the largest first.
    """
    asked = {"groups": ("city",), "measures": (("n", Aggregate.SUM), ("share", Aggregate.MEAN))}

    assert [
        "# dropna=False: empty cells make a group of their own.",
        'groups = frame.groupby(["city"], dropna=False, sort=False)',
        "figures = {",
        '    "rows": groups.size(),',
        '    "sum of n": groups["n"].sum(),',
        '    "mean of share": groups["share"].mean(),',
        "}",
        "shown = pd.DataFrame(figures)",
        "# The largest group first.",
        'shown = shown.sort_values("rows", ascending=False, kind="stable").reset_index()',
        "print(shown)",
    ] == part("The table", **asked)


def test_groups_of_lists_are_asked_of_the_library():
    """
    Lists cannot be compared, and the library knows what to do.
    """
    lines = part("The table", groups=("tags",), measures=(("n", Aggregate.SUM),))

    assert [
        "# Lists cannot be compared, so they are grouped by how they are written.",
        'groups = group(replace(table, frame=frame), ["tags"], [("n", Aggregate.SUM)])',
        "shown = groups.frame",
    ] == lines[:3]


def test_the_first_of_many_columns_are_counted():
    """
    Nobody reads fifty names to learn that they are the first fifty.
    """
    wide = read([{f"c{n}": n for n in range(60)}]).main
    names = tuple(column.name for column in wide.columns)

    assert ["shown = frame[frame.columns[:50]]"] == part(
        "The table", table=wide, columns=names[:50]
    )[:1]
    assert "columns = [" == part("The table", table=wide, columns=names[1:51])[0]


def test_long_lists_get_a_name_and_lines():
    """
    No line is longer than people like to read.
    """
    wanted = tuple(f"city number {n}" for n in range(30))
    lines = part("The rows", conditions=(Condition(column="city", test=Test.ANY_OF, given=wanted),))

    assert ("wanted = [", "]") == (lines[0], lines[-2])
    assert 'frame = frame[frame["city"].isin(wanted)]' == lines[-1]
    assert WIDTH >= max(map(len, lines))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "None"),
        (True, "True"),
        (-(2**70), "-1180591620717411303424"),
        (0.1, "0.1"),
        (float("-inf"), 'float("-inf")'),
        ("it's", '"it\'s"'),
        ('"', "'\"'"),
        ("\u202eé\n\u2028", '"\\u202eé\\n\\u2028"'),
        (date(2026, 5, 4), "date(2026, 5, 4)"),
        (Order.NAME, "Order.NAME"),
        (("a",), '("a",)'),
        ({"a": [1, ()]}, '{"a": [1, ()]}'),
        (ChartSpec(kind="Bar", x="a", top=3), 'ChartSpec(kind="Bar", x="a", top=3)'),
    ],
)
def test_literals(value, text):
    """
    What is written is read as the same value.
    """
    imports = Imports()
    names = {}

    assert text == literal(value, imports)
    exec("\n".join(imports.lines()), names)  # noqa: S102  what we test
    assert value == eval(text, names)  # noqa: S307


@pytest.mark.parametrize("value", [object(), datetime(2026, 5, 4), {1, 2}, b"", ChartSpec])  # noqa: DTZ001
def test_what_has_no_literal_is_refused(value):
    """
    Nothing is written that would read as something else.
    """
    with pytest.raises(TypeError):
        literal(value, Imports())


@dataclass(frozen=True, kw_only=True)
class Later:
    """A spec with fields that nobody has thought of yet."""

    kind: str
    trend: bool = False
    facet: str = ""
    limits: tuple[float, ...] = ()
    inner: Order = Order.LARGEST
    more: dict[str, int] = field(default_factory=dict)


def test_new_fields_are_written_as_soon_as_they_are_used():
    """
    Fields that hold their default are not said; others are, whatever they are called.
    """
    one = Later(kind="Bar", facet="city", limits=(0.0, 1.5), inner=Order.NAME)

    assert ['kind="Bar"', 'facet="city"', "limits=(0.0, 1.5)", "inner=Order.NAME"] == arguments(
        one, Imports()
    )
    assert ['kind="Bar"'] == arguments(Later(kind="Bar", more={}), Imports())
    assert ['kind="Bar"', "trend=0"] == arguments(Later(kind="Bar", trend=0), Imports())


def test_what_the_reading_was_given_is_given_again():
    """
    Arguments of `read` besides the result get a name, and lines where they are long.
    """
    said = {"orders": {f"column {n}": {"kind": "number", "unit": "EUR"} for n in range(3)}}

    assert [
        "",
        "overrides = {",
        '    "orders": {',
        '        "column 0": {"kind": "number", "unit": "EUR"},',
        '        "column 1": {"kind": "number", "unit": "EUR"},',
        '        "column 2": {"kind": "number", "unit": "EUR"},',
        "    },",
        "}",
        "",
        "# Each list of records in it is a table; a column's type comes from all its cells.",
        "reading = read(result, overrides=overrides)",
    ] == part("The result", read_with={"overrides": said})[1:12]
    assert 'overrides = {"orders": {}}' in part(
        "The result", read_with={"overrides": {"orders": {}}}
    )


def test_imports_come_in_the_usual_order():
    """
    The standard library, then others, then ours; too many names get lines.
    """
    imports = Imports()
    imports.module("import pandas as pd")
    imports.module("import json")
    imports.name("pathlib", "Path")
    for n in range(9):
        imports.name("codika.results", f"long_name_number_{n}")
    lines = imports.lines()

    assert ["import json", "from pathlib import Path", "", "import pandas as pd", ""] == lines[:5]
    assert lines[5].startswith("from codika.results import (\n    long_name_number_0,\n")


def test_items_fill_their_lines():
    """
    As many a line as there is room for, and one too long for any stands alone.
    """
    lines = assigned("a", [*range(40), "x" * 200, 1], Imports()).splitlines()

    assert ["a = [", "    1,", "]"] == [lines[0], *lines[-2:]]
    assert [True, True, False, True] == [len(line) <= WIDTH for line in lines[1:-1]]
    assert [*range(40), "x" * 200, 1] == eval("".join(lines).removeprefix("a = "))  # noqa: S307


@UNHURRIED
@given(ANY_JSON)
def test_any_value_with_a_name_is_read_as_itself(value):
    """
    However it is broken into lines.
    """
    names: dict = {}
    exec(assigned("value", value, Imports()), names)  # noqa: S102  what we test

    assert repr(value) == repr(names["value"])
