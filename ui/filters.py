"""
Asking which rows of a table to show, in one row of controls; the URL holds the answer.

`where` has a condition each, as `codika.results.filters` writes them, `rows` the words
searched for.  The widgets hold nothing of their own: each is set from the URL before
it is drawn and writes the URL when it is changed, so that a link, the back button and
a chip that is pressed away all do the same.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from codika.language import later, say, say_in, say_many, write_number
from codika.results import Column, Condition, Kind, Table, Test, conditions_in, describe
from codika.results.filters import accepts_range, parsed
from ui import asked, labels
from ui.asked import WHERE, WORDS
from ui.formats import plain, viewer_zone
from ui.texts import printable

VALUES_LISTED = 200  # of a column, the most frequent; others can be found by their text
LARGEST = 2**53 - 1  # what a number field of a browser takes
_LISTED = (Kind.ENUM, Kind.COUNTRY, Kind.BOOLEAN)
_FIRST, _LAST = date(1, 1, 1), date(9999, 12, 31)

Counts = Callable[[str], tuple[tuple[str, int], ...]]


def chosen(table: Table) -> tuple[tuple[Condition, ...], int]:
    """Return the conditions of the URL that fit the table, and how many do not."""
    return conditions_in(asked.values(WHERE), table)


def ask_words() -> str:
    """Ask for words that rows must contain."""
    st.session_state[WORDS] = asked.value(WORDS)
    words = st.text_input(
        say("Search rows"),
        key=WORDS,
        type="search",
        placeholder=say("Rows that contain…"),
        label_visibility="collapsed",
        icon=":material/search:",
        width=240,
        on_change=lambda: asked.write(WORDS, [st.session_state[WORDS] or ""]),
    )
    return words or ""


def ask(table: Table, conditions: tuple[Condition, ...], counts: Counts, key: str) -> None:
    """
    Show the popover in which one column at a time is filtered.

    Args:
        table: The whole table.
        conditions: Those that hold now.
        counts: Gives the values of a column and how many rows have each.
        key: Unique to the table, for the widgets.
    """
    with st.popover(say_in("verb", "Filter"), icon=":material/filter_alt:", key=f"filter/{key}"):
        titles = labels.of_columns(table.columns)
        name = st.selectbox(
            say("Column"),
            list(titles),
            index=_likeliest(table),
            format_func=titles.__getitem__,
            key=f"filtered/{key}",
        )
        if name is None:
            return
        column = table.column(name)
        key = f"{key}/{name}"
        if accepts_range(column):
            _ask_range(column, conditions, key)
        elif column.kind in _LISTED or len(counts(name)) <= VALUES_LISTED:
            _ask_values(column, conditions, counts(name), key)
        else:
            _ask_text(column, conditions, key)
        _ask_emptiness(column, conditions, key)


def show_chips(table: Table, conditions: tuple[Condition, ...], n_left_out: int, key: str) -> None:
    """Show what is filtered by, each with the way to undo it."""
    if conditions:
        with st.container(horizontal=True, gap="small"):
            for condition in conditions:
                st.button(
                    plain(describe(condition, table, viewer_zone())),
                    icon=":material/close:",
                    help=say("Remove this filter"),
                    key=f"chip/{key}/{condition}",
                    on_click=_write,
                    args=([other for other in conditions if other != condition],),
                )
            if len(conditions) > 1:
                st.button(
                    say("Clear all"),
                    type="tertiary",
                    key=f"clear/{key}",
                    on_click=_write,
                    args=([],),
                )
    if n_left_out:
        st.caption(
            say_many(
                "{n} filter in the address does not fit this table and is left out.",
                "{n} filters in the address do not fit this table and are left out.",
                n_left_out,
            )
            if asked.is_by_address()
            else say_many(
                "{n} choice of this view does not fit this table and is left out.",
                "{n} choices of this view do not fit this table and are left out.",
                n_left_out,
            )
        )


def toggle(conditions: Sequence[Condition]) -> None:
    """Filter by these as well, in place of others of their sort; by none if all held already."""
    _write(toggled(_now(), conditions))


def toggled(now: Sequence[Condition], given: Sequence[Condition]) -> list[Condition]:
    """Return the conditions that hold once these are asked for, or taken back."""
    if all(condition in now for condition in given):
        return [one for one in now if one not in given]
    replaced = {(one.column, one.test) for one in given}
    return [*(one for one in now if (one.column, one.test) not in replaced), *given]


def forget() -> None:
    """Take the filters out of the URL: they are of another table."""
    asked.forget(WHERE)


def _likeliest(table: Table) -> int:
    """Return the place of the column that people filter by first: a category, else a number."""
    kinds = [column.kind for column in table.columns]
    wanted = (
        lambda kind: kind in _LISTED,
        lambda kind: kind.is_temporal,
        lambda kind: kind.is_numeric,
    )
    return next((place for fits in wanted for place, kind in enumerate(kinds) if fits(kind)), 0)


def _ask_range(column: Column, conditions: tuple[Condition, ...], key: str) -> None:
    low, high = _held(conditions, column, Test.RANGE) or ("", "")
    zone = viewer_zone()
    ends = (f"low/{key}", f"high/{key}")
    is_time = column.kind.is_temporal
    for name, end in zip(ends, (low, high), strict=True):
        st.session_state[name] = _day(end, column, zone) if is_time else _number(end)
    for place, label, name in zip(st.columns(2), (say("From"), say("To")), ends, strict=True):
        common: dict[str, Any] = {"key": name, "on_change": _write_range}
        common["args"] = (column, ends, zone)
        if is_time:
            place.date_input(label, value=None, min_value=_FIRST, max_value=_LAST, **common)
        else:
            place.number_input(label, value=None, step=None, placeholder=say("any"), **common)
    if column.kind is Kind.DATETIME:
        st.caption(say("Whole days, {zone}", zone=zone.key))


def _write_range(column: Column, ends: tuple[str, str], zone: ZoneInfo) -> None:
    low, high = (st.session_state[name] for name in ends)
    if column.kind is Kind.DATETIME:
        given = (_moment(low, time.min, zone), _moment(high, time.max, zone))
    elif column.kind is Kind.DATE:
        given = (low.isoformat() if low else "", high.isoformat() if high else "")
    else:
        given = ("" if low is None else f"{low:.15g}", "" if high is None else f"{high:.15g}")
    _replace(column, Test.RANGE, given if any(given) else ())


def _ask_values(
    column: Column,
    conditions: tuple[Condition, ...],
    counts: tuple[tuple[str, int], ...],
    key: str,
) -> None:
    held = list(_held(conditions, column, Test.ANY_OF))
    known = dict(counts[:VALUES_LISTED])
    words = {"": say("(empty)")}
    if column.kind is Kind.BOOLEAN:
        words |= {"true": say("Yes"), "false": say("No")}
    name = f"any/{key}"
    st.session_state[name] = held
    called = labels.distinct(
        {
            value: f"{printable(words.get(str(value), str(value)))}"
            f" ({write_number(known.get(value, 0))})"
            for value in [*known, *held]
        },
        json.dumps,
    )
    st.multiselect(
        say("Is one of"),
        list(called),
        format_func=called.__getitem__,
        placeholder=say("Any value"),
        key=name,
        on_change=lambda: _replace(column, Test.ANY_OF, tuple(st.session_state[name])),
    )


def _ask_text(column: Column, conditions: tuple[Condition, ...], key: str) -> None:
    name = f"has/{key}"
    st.session_state[name] = "".join(_held(conditions, column, Test.CONTAINS))
    st.text_input(
        say("Contains"),
        key=name,
        max_chars=200,
        on_change=lambda: _replace(
            column, Test.CONTAINS, (st.session_state[name],) if st.session_state[name] else ()
        ),
    )


_EMPTINESS = {
    "": later("Any"),
    Test.FILLED.value: later("Not empty"),
    Test.EMPTY.value: later("Empty"),
}


def _ask_emptiness(column: Column, conditions: tuple[Condition, ...], key: str) -> None:
    name = f"empty/{key}"
    held = [str(c.test) for c in conditions if c.column == column.name]
    st.session_state[name] = next((test for test in held if test in _EMPTINESS), "")

    def write() -> None:
        others = [c for c in _now() if c.column != column.name or str(c.test) not in _EMPTINESS]
        test = st.session_state[name]
        _write([*others, *([Condition(column=column.name, test=Test(test))] if test else [])])

    st.segmented_control(
        say("Cells"),
        list(_EMPTINESS),
        format_func=lambda test: say(_EMPTINESS[test]),
        key=name,
        required=True,
        on_change=write,
    )


def _held(conditions: tuple[Condition, ...], column: Column, test: Test) -> tuple[str, ...]:
    """Return what the condition of this kind on this column asks for; empty without one."""
    return next((c.given for c in conditions if (c.column, c.test) == (column.name, test)), ())


def _replace(column: Column, test: Test, given: tuple[str, ...]) -> None:
    others = [c for c in _now() if (c.column, c.test) != (column.name, test)]
    new = [Condition(column=column.name, test=test, given=given)] if given else []
    _write([*others, *new])


def _now() -> list[Condition]:
    """Return every condition of the URL, whichever table it is of."""
    return [c for c in map(parsed, asked.values(WHERE)) if c]


def _write(conditions: list[Condition]) -> None:
    asked.write(WHERE, [str(condition) for condition in conditions])


def _number(end: str) -> float | None:
    value = float(end) if end else None
    return value if value is None or abs(value) <= LARGEST else None


def _day(end: str, column: Column, zone: ZoneInfo) -> date | None:
    if not end:
        return None
    if column.kind is Kind.DATE:
        return date.fromisoformat(end)
    moment = datetime.fromisoformat(end)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # the first or last day there is, in another zone
        return moment.date()


def _moment(day: date | None, at: time, zone: ZoneInfo) -> str:
    return datetime.combine(day, at, zone).isoformat() if day else ""
