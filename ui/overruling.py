"""
Saying what a column is, where what was found in it is not what it means.

What somebody says holds for all results of the workflow and for everybody, in the
table, its filters, its charts and the files made of it.
"""

from collections.abc import Mapping

import streamlit as st

from codika import errors
from codika.language import later, retold, say, say_in, say_many
from codika.model import Run
from codika.results import Column, Form, Hint, Kind, Table
from codika.results.overruling import MAX_TITLE, MAX_UNIT
from codika.runs import Overruled
from ui import people, resources, shown, snapshots
from ui.formats import ago, plain
from ui.texts import printable

MISFITS = 3  # columns that are named one by one

_KINDS = {
    Kind.TEXT: later("Text"),
    Kind.ENUM: later("Category"),
    Kind.IDENTIFIER: later("Identifier: never summed or drawn"),
    Kind.DOCUMENT: later("Document in Codika"),
    Kind.NUMBER: later("Number"),
    Kind.DATE: later("Date or time"),
    Kind.BOOLEAN: later("Yes or no"),
    Kind.COUNTRY: later("Country"),
    Kind.URL: later("Link"),
    Kind.EMAIL: later("E-mail address"),
    Kind.MARKDOWN: "Markdown",
    Kind.LONG_TEXT: later("Long text"),
    Kind.LATITUDE: later("Latitude"),
    Kind.LONGITUDE: later("Longitude"),
}
_FORMS = {
    Form.PLAIN: "",
    Form.POINT: later("written 1,234.50"),
    Form.COMMA: later("written 1.234,50"),
    Form.DAY_FIRST: later("day first, 31/12/2026"),
    Form.MONTH_FIRST: later("month first, 12/31/2026"),
    Form.SECONDS: later("seconds since 1970"),
    Form.MILLISECONDS: later("milliseconds since 1970"),
}
AS_FOUND = "as found"
_HINTS = {
    AS_FOUND: later("As found"),
    Hint.PLAIN.value: later("Plain number"),
    Hint.MONEY.value: later("Money"),
    Hint.PERCENT.value: later("Percent: 50 means 50 %"),
    Hint.SHARE.value: later("Share: 0.5 means 50 %"),
    Hint.YEAR.value: later("Year"),
}


def show_misfits(table: Table) -> None:
    """Say which columns are not read as somebody said, and why."""
    misfits = [column for column in table.columns if column.misfit]
    for column in misfits[:MISFITS]:
        words = say(
            "{name} is shown as found.  It cannot be read as was chosen: {why}.",
            name=plain(column.title),
            why=plain(retold(column.misfit)),
        )
        st.caption(f":material/rule: {words}")
    if len(misfits) > MISFITS:
        n = len(misfits) - MISFITS
        st.caption(
            # In English both are one.
            say_many("So it is with {n} more columns.", "So it is with {n} more columns.", n)
        )


def ask(run: Run, seen: shown.Seen, table: Table, name: str, key: str) -> None:
    """
    Show the popover in which a column is said to be something, and how to undo that.

    Args:
        run: Whose result is shown.
        seen: How its columns are read now.
        table: The whole table.
        name: The column's.
        key: Unique to the table, for the widgets.
    """
    column = table.column(name)
    if column.is_link:
        return
    held = _held(run, table, name)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        with st.popover(say("How it is read"), icon=":material/edit:", key=f"say/{key}/{name}"):
            _ask(run, seen, table, column, dict(held.said) if held else {}, key)
        if held:
            st.button(
                say("As found again"),
                icon=":material/undo:",
                type="tertiary",
                key=f"say-nothing/{key}/{name}",
                on_click=_reset,
                args=(run, table, name, dict(held.said)),
            )
        elif said := st.session_state.get(_place(run, f"was/{table.path}/{name}")):
            st.button(
                say("Bring it back"),
                icon=":material/undo:",
                type="tertiary",
                key=f"say-again/{key}/{name}",
                on_click=_overrule,
                args=(run, table, name, said),
                help=say("What was said of this column before it was reset."),
            )
    if held:
        who = plain(held.by or say("somebody"))
        st.caption(say("Changed by {who}, {when}", who=who, when=ago(held.at)))


def _ask(
    run: Run,
    seen: shown.Seen,
    table: Table,
    column: Column,
    said: dict[str, str],
    key: str,
) -> None:
    name = column.name
    keys = {part: f"say-{part}/{key}/{name}" for part in ("kind", "hint", "unit", "title")}

    def write() -> None:
        _overrule(run, table, name, _said(said, keys))

    now = (said.get("kind", ""), said.get("form", ""))
    kinds = shown.offered_of(seen, table.path, name)
    offered = [("", ""), *((str(kind), str(form)) for kind, form in kinds)]
    st.session_state[keys["kind"]] = now
    st.selectbox(
        say("Read as"),
        list(dict.fromkeys([*offered, now])),
        format_func=_line,
        key=keys["kind"],
        on_change=write,
    )
    if column.kind.is_numeric:
        st.session_state[keys["hint"]] = said.get("hint", AS_FOUND)
        st.selectbox(
            say("Numbers mean"),
            list(_HINTS),
            format_func=lambda hint: say(_HINTS[hint]),
            key=keys["hint"],
            on_change=write,
        )
    texts = [("title", say("Title"), column.title, MAX_TITLE)]
    if column.kind.is_numeric:
        unit = column.unit or say_in("unit", "none")
        texts.insert(0, ("unit", say("Unit"), unit, MAX_UNIT))
    for part, label, otherwise, limit in texts:
        st.session_state[keys[part]] = said.get(part, "")
        st.text_input(
            label,
            key=keys[part],
            max_chars=limit,
            placeholder=printable(otherwise),
            on_change=write,
        )
    if words := st.session_state.get(_place(run, "said")):
        st.caption(plain(words))
    st.caption(
        say(
            "For all results of this workflow, and for everybody.  Only what loses nothing is"
            " offered."
        )
    )


def _line(option: tuple[str, str]) -> str:
    kind, form = option
    if not kind:
        return say("As found")
    how = _FORMS[Form(form)]
    return say(_KINDS[Kind(kind)]) + (f", {say(how)}" if how else "")


def _held(run: Run, table: Table, name: str) -> Overruled | None:
    """Return what somebody said of a column before."""
    known = resources.get().overruled.all(run.workflow_id)
    return next((one for one in known if (one.table, one.column) == (table.path, name)), None)


def _said(before: Mapping[str, str], keys: Mapping[str, str]) -> dict[str, str]:
    """Return what the widgets say now; what has no widget stays as it was."""
    said = dict(before)
    state = st.session_state
    if keys["kind"] in state:
        kind, form = state[keys["kind"]]
        said |= {"kind": kind, "form": form}
    if keys["hint"] in state:
        hint = state[keys["hint"]]
        said = _without(said, "hint") if hint == AS_FOUND else said | {"hint": hint}
    for part in ("unit", "title"):
        if keys[part] in state:
            said[part] = (state[keys[part]] or "").strip()
    # An empty text says nothing, but for a hint: that is a plain number.
    return {part: text for part, text in said.items() if text or part == "hint"}


def _without(said: Mapping[str, str], part: str) -> dict[str, str]:
    return {name: text for name, text in said.items() if name != part}


def _overrule(run: Run, table: Table, name: str, said: Mapping[str, str]) -> None:
    words = ""
    try:
        resources.get().overruled.overrule(
            run.workflow_id, table.path, name, said, by=people.user()
        )
    except errors.CodikaError as error:
        words = retold(str(error))
    st.session_state[_place(run, "said")] = words
    snapshots.overruled.clear()


def _reset(run: Run, table: Table, name: str, said: Mapping[str, str]) -> None:
    """Say nothing of a column, and remember what was said."""
    _overrule(run, table, name, {})
    st.session_state[_place(run, f"was/{table.path}/{name}")] = said


def _place(run: Run, part: str) -> str:
    return f"overruling/{run.workflow_id}#{part}"
