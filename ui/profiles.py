"""What the columns of a table hold: an overview, and one column in detail."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from codika.language import later, say, say_in, say_many, write_date, write_number
from codika.results import ChartSpec, Kind, Profile, Table, draw
from ui import grids, labels
from ui.formats import NONE, moment, plain, viewer_zone
from ui.texts import printable

OVERVIEW = 50  # columns
_KINDS = {
    Kind.EMPTY: later("empty"),
    Kind.INTEGER: later("integer"),
    Kind.NUMBER: later("number"),
    Kind.BOOLEAN: later("boolean"),
    Kind.DATE: later("date"),
    Kind.DATETIME: later("datetime"),
    Kind.ENUM: later("enum"),
    Kind.COUNTRY: later("country"),
    Kind.LONG_TEXT: later("long text"),
    Kind.MARKDOWN: "markdown",
    Kind.URL: "url",
    Kind.IMAGE: later("image"),
    Kind.EMAIL: later("email"),
    Kind.IDENTIFIER: later("identifier"),
    Kind.DOCUMENT: later("document"),
    Kind.LATITUDE: later("latitude"),
    Kind.LONGITUDE: later("longitude"),
    Kind.LIST: later("list"),
    Kind.JSON: "json",
    Kind.MIXED: later("mixed"),
}
_HEADINGS = (
    later("Column"),
    later("Holds"),
    later("Empty"),
    later("Different"),
    later("Lowest"),
    later("Highest"),
    later("Most frequent"),
)


def show(
    table: Table,
    profile_of: Callable[[str], Profile],
    ask_about: Callable[[str, str], None],
    key: str,
) -> None:
    """
    Show a line a column and, for one of them, how its values are spread and how it is read.

    Args:
        table: The rows that are shown.
        profile_of: Describes a column of them, by its name.
        ask_about: Asks how a column is to be read, by its name; with a key for widgets.
        key: Unique to the table, for the widgets.
    """
    with st.expander(
        say("About the columns"),
        icon=":material/analytics:",
        on_change="rerun",
        key=f"about/{key}",
    ) as about:
        if not about.open:
            return
        profiles = [profile_of(column.name) for column in table.columns[:OVERVIEW]]
        left, right = st.columns([3, 2], gap="medium")
        with left:
            st.dataframe(
                pd.DataFrame(map(_line, profiles)),
                hide_index=True,
                column_config={
                    **{name: say(name) for name in _HEADINGS},
                    "Empty": st.column_config.NumberColumn(say("Empty"), format="percent"),
                },
                alt=say("What each column holds"),
            )
            if len(table.columns) > OVERVIEW:
                n_all = len(table.columns)
                st.caption(say("{n} of {all} columns", n=OVERVIEW, all=n_all))
        with right:
            titles = labels.of_columns(p.column for p in profiles)
            name = st.selectbox(
                say("Column"), list(titles), format_func=titles.__getitem__, key=f"profile/{key}"
            )
            if name is not None:
                ask_about(name, key)
                _show_one(table, profile_of(name), key)


def _kind(kind: Kind) -> str:
    return say_in("kind", "text") if kind is Kind.TEXT else say(_KINDS[kind])


def _line(profile: Profile) -> dict[str, Any]:
    return {
        "Column": printable(profile.column.title),
        "Holds": _kind(profile.column.kind),
        "Empty": profile.n_empty / profile.n_rows if profile.n_rows else 0.0,
        "Different": profile.n_distinct,
        "Lowest": _written(profile.lowest),
        "Highest": _written(profile.highest),
        "Most frequent": printable(profile.top[0][0][:100]) if profile.top else NONE,
    }


def _show_one(table: Table, profile: Profile, key: str) -> None:
    column = profile.column
    said = [
        say_many("{n} different value", "{n} different values", profile.n_distinct),
        say_many(
            "{empty} of {n} row empty",
            "{empty} of {n} rows empty",
            profile.n_rows,
            empty=profile.n_empty,
        ),
    ]
    if profile.mean is not None and profile.median is not None:
        said += [say("average {n}", n=profile.mean), say("median {n}", n=profile.median)]
    st.caption(plain(" · ".join(said)))
    if column.kind.is_numeric and profile.n_distinct > 1:
        figure = draw(ChartSpec(kind="Histogram", x=column.name), table)
        figure.update_layout(height=220, margin_t=10)
        st.plotly_chart(
            figure,
            key=f"spread/{key}/{column.name}",
            config={"displayModeBar": False},
            alt=say("How {name} is spread", name=printable(column.title)),
        )
        return
    words = {"true": say("Yes"), "false": say("No")} if column.kind is Kind.BOOLEAN else {}
    top = [
        {"Value": printable(words.get(value, value)[:200]), "Rows": n} for value, n in profile.top
    ]
    if top:
        st.dataframe(
            pd.DataFrame(top),
            hide_index=True,
            column_config={
                "Value": say("Value"),
                "Rows": st.column_config.ProgressColumn(
                    say("Rows"),
                    min_value=0,
                    max_value=profile.top[0][1],
                    format=grids.number_format(whole=True),
                ),
            },
            alt=say("The most frequent values of {name}", name=printable(column.title)),
        )


def _written(value: Any) -> str:
    if value is None:
        return NONE
    if isinstance(value, datetime):
        return moment(value, viewer_zone())
    if isinstance(value, date):
        return write_date(value)
    return write_number(value) if isinstance(value, int | float) else str(value)
