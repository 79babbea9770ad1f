"""Views of a table as somebody might choose them, what the page shows of each, and its code."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from codika.results import (
    Aggregate,
    ChartSpec,
    Condition,
    Kind,
    Order,
    Test,
    choices,
    conditions_in,
    draw,
    fitted,
    group,
    kinds_for,
    passing,
)
from codika.results.code import View
from codika.results.exports import Origin
from codika.results.filters import written

RUN_ID = "01k9zq3v5m8x2c7d4f6g0hjknp"
ORIGIN = Origin(
    run_ids=(RUN_ID,),
    workflow_id="invoices",
    workflow_title="Invoices",
    environment="dev",
    made_at=datetime(2026, 11, 22, 12, 0, tzinfo=UTC),
)
FIGURES = [one for one in Aggregate if one not in (Aggregate.NONE, Aggregate.COUNT)]
TYPED = ["", "1", "-0", "007", "1e3", "true", "2026-05-04", "0001-01-01T00:00:00+05:00"]


@st.composite
def conditions(draw_, table, name):
    """One condition on a column, often one that some rows meet."""
    texts = list(dict.fromkeys(written(table.frame[name].iloc[:500]))) or [""]
    value = st.sampled_from(texts) | st.sampled_from(TYPED) | st.text(max_size=3)
    test = draw_(st.sampled_from(Test))
    given = {
        Test.RANGE: st.tuples(value, value).map(
            lambda ends: tuple(end.replace(" ", "T", 1) for end in ends)
        ),
        Test.ANY_OF: st.lists(value, min_size=1, max_size=12).map(tuple),
        Test.CONTAINS: st.tuples(value),
    }
    return Condition(column=name, test=test, given=draw_(given.get(test, st.just(()))))


@st.composite
def charts(draw_, table):
    """One chart that the table can be drawn as."""
    kinds = kinds_for(table)
    if not kinds:
        return None
    kind = draw_(st.sampled_from(kinds))
    offered = choices(kind, table)
    spec = ChartSpec(
        kind=kind,
        x=draw_(st.sampled_from(offered.x)),
        y=draw_(st.sampled_from(offered.y)),
        color=draw_(st.sampled_from(offered.color)),
        facet=draw_(st.sampled_from(offered.facet)),
        aggregate=draw_(st.sampled_from(offered.aggregates)),
        order=draw_(st.sampled_from(Order)),
        top=draw_(st.integers(0, 5)),
        title=draw_(st.text(max_size=9)),
        reason=draw_(st.text(max_size=9)),
    )
    return fitted(spec, table)


@st.composite
def views(draw_, table):
    """What somebody might ask of a table that has columns."""
    names = [column.name for column in table.columns]
    asked = draw_(st.lists(st.sampled_from(names), max_size=3))
    texts = [str(draw_(conditions(table, name))) for name in asked]
    sortable = [column.name for column in table.columns if column.kind is not Kind.LIST]
    numbers = [column.name for column in table.columns if column.kind.is_numeric]
    some = st.lists(st.sampled_from(names), unique=True, max_size=15).map(tuple)
    groups = draw_(st.just(()) | some.map(lambda chosen: chosen[:2]))
    figures = st.lists(st.tuples(st.sampled_from(numbers), st.sampled_from(FIGURES)), max_size=3)
    return View(
        table=table,
        # As from the URL: what does not fit the table is left out.
        conditions=conditions_in(texts, table)[0],
        words=draw_(st.sampled_from(["", "a", "1 2", "é İ", "\n"])),
        order=draw_(
            st.just("")
            | st.builds("{}:{}".format, st.sampled_from(["up", "down"]), st.sampled_from(sortable))
            if sortable
            else st.just("")
        ),
        columns=draw_(some | st.just(tuple(names[:13]))),
        groups=groups,
        measures=tuple(draw_(figures)) if groups and numbers else (),
        chart=draw_(st.none() | charts(table)),
    )


def shown(view):
    """Return the frame and the figure that the page shows, the figure as JSON."""
    frame = passing(view.table, view.conditions, view.words)
    direction, _, name = view.order.partition(":")
    if name:
        frame = frame.sort_values(name, ascending=direction == "up", kind="stable")
    rows = replace(view.table, frame=frame)
    figure = draw(view.chart, rows).to_json() if view.chart else None
    if view.groups:
        return group(rows, view.groups, view.measures).frame, figure
    return frame[list(view.columns)] if view.columns else frame, figure


def ran(notebook):
    """Run the cells of a notebook one after another, where we are, and return what they leave."""
    names = {}
    for cell in json.loads(notebook)["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)  # noqa: S102  what we test
    return names
