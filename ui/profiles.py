"""What the columns of a table hold: an overview, and one column in detail."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from codika.results import ChartSpec, Kind, Profile, Table, draw
from ui.formats import NONE, count, moment, number, plain, viewer_zone
from ui.texts import printable

OVERVIEW = 50  # columns


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
        "About the columns", icon=":material/analytics:", on_change="rerun", key=f"about/{key}"
    ) as about:
        if not about.open:
            return
        profiles = [profile_of(column.name) for column in table.columns[:OVERVIEW]]
        left, right = st.columns([3, 2], gap="medium")
        with left:
            st.dataframe(
                pd.DataFrame(map(_line, profiles)),
                hide_index=True,
                column_config={"Empty": st.column_config.NumberColumn(format="percent")},
                alt="What each column holds",
            )
            if len(table.columns) > OVERVIEW:
                st.caption(f"{OVERVIEW} of {len(table.columns):,} columns")
        with right:
            titles = {p.column.name: printable(p.column.title) for p in profiles}
            name = st.selectbox(
                "Column", list(titles), format_func=titles.__getitem__, key=f"profile/{key}"
            )
            if name is not None:
                ask_about(name, key)
                _show_one(table, profile_of(name), key)


def _line(profile: Profile) -> dict[str, Any]:
    return {
        "Column": printable(profile.column.title),
        "Holds": str(profile.column.kind),
        "Empty": profile.n_empty / profile.n_rows if profile.n_rows else 0.0,
        "Different": profile.n_distinct,
        "Lowest": _written(profile.lowest),
        "Highest": _written(profile.highest),
        "Most frequent": printable(profile.top[0][0][:100]) if profile.top else NONE,
    }


def _show_one(table: Table, profile: Profile, key: str) -> None:
    column = profile.column
    said = [
        f"{count(profile.n_distinct, 'different value')}",
        f"{profile.n_empty:,} of {count(profile.n_rows, 'row')} empty",
    ]
    if profile.mean is not None and profile.median is not None:
        said += [f"average {number(profile.mean)}", f"median {number(profile.median)}"]
    st.caption(plain(" · ".join(said)))
    if column.kind.is_numeric and profile.n_distinct > 1:
        figure = draw(ChartSpec(kind="Histogram", x=column.name), table)
        figure.update_layout(height=220, margin_t=10)
        st.plotly_chart(
            figure,
            key=f"spread/{key}/{column.name}",
            config={"displayModeBar": False},
            alt=f"How {printable(column.title)} is spread",
        )
        return
    words = {"true": "Yes", "false": "No"} if column.kind is Kind.BOOLEAN else {}
    top = [
        {"Value": printable(words.get(value, value)[:200]), "Rows": n} for value, n in profile.top
    ]
    if top:
        st.dataframe(
            pd.DataFrame(top),
            hide_index=True,
            column_config={
                "Rows": st.column_config.ProgressColumn(
                    min_value=0, max_value=profile.top[0][1], format="localized"
                )
            },
            alt=f"The most frequent values of {printable(column.title)}",
        )


def _written(value: Any) -> str:
    if value is None:
        return NONE
    if isinstance(value, datetime):
        return moment(value, viewer_zone())
    return number(value) if isinstance(value, int | float) else str(value)
