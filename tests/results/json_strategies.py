"""Any JSON at all, with a liking for what is hard to read."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

# How long an example takes says nothing on a shared machine, and the first loads pandas.
UNHURRIED = settings(deadline=None, max_examples=15)

KEYS = st.one_of(
    st.sampled_from(["id", "name", "a", "b", "a.b", "", "value", "key", "parent_row", "results"]),
    st.text(max_size=8),
)
TEXTS = st.one_of(
    st.text(max_size=12),
    st.text("\udfffa=<$", max_size=4),  # half of a character, and what means something elsewhere
    st.dates().map(date.isoformat),
    st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
    st.datetimes().map(datetime.isoformat),
    st.sampled_from(["007", "12.50", "0", "2026-02-30", "9999-12-31T23:59:59-05:00", "NaN"]),
    st.sampled_from(['{"a": 1, "b": [{"c": "x"}]}', "[1, 2]", '{"a":1,"a":2}', "{broken", "[]"]),
)
INTEGERS = st.one_of(st.integers(), st.integers(min_value=2**53 - 2, max_value=2**65))
SCALARS = st.one_of(st.none(), st.booleans(), INTEGERS, st.floats(), TEXTS)


def _containers(children: Any) -> Any:
    objects = st.dictionaries(KEYS, children, max_size=4)
    records = st.lists(objects, max_size=4)
    columns = st.dictionaries(KEYS, st.lists(SCALARS, min_size=2, max_size=2), max_size=3)
    return st.one_of(st.lists(children, max_size=4), objects, records, columns)


ANY_JSON = st.recursive(SCALARS, _containers, max_leaves=25)
