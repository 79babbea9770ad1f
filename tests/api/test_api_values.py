"""Tests of `codika.api.reading`."""

from datetime import UTC, datetime

import pytest
from any_json import ANY_JSON, PATIENT
from hypothesis import given

from codika.api import reading


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("2026-05-01T10:00:00.000Z", datetime(2026, 5, 1, 10, tzinfo=UTC)),
        ("2026-05-01T12:00:00+02:00", datetime(2026, 5, 1, 10, tzinfo=UTC)),
        ("2026-05-01T10:00:00", datetime(2026, 5, 1, 10, tzinfo=UTC)),
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=UTC)),
        (1_777_629_600_000, datetime(2026, 5, 1, 10, tzinfo=UTC)),
        (10**400, None),
        (float("nan"), None),
        (True, None),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
        ([], None),
    ],
)
def test_moments(value, read):
    """
    A time is read in UTC from the forms that occur, and left out in any other.
    """
    assert read == reading.moment(value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (2345, 2345.0),
        (0, 0.0),
        (0.02, 0.02),
        (-1, None),
        (True, None),
        ("5", None),
        (float("inf"), None),
        (10**400, None),
        (None, None),
    ],
)
def test_numbers(value, read):
    """
    A number is finite, not negative and not a boolean, or it is none.
    """
    assert read == reading.number(value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        pytest.param("plain", "plain", id="plain"),
        pytest.param("a\x00b\x1b[31mc", "ab[31mc", id="controls"),
        pytest.param("line\nline\tx", "line\nline\tx", id="line ends and tabs stay"),
        pytest.param("abc\u202etxt", "abctxt", id="turned writing"),
        pytest.param("half \ud83d", "half", id="half a pair"),
        pytest.param("x" * 3000, "x" * 1999 + "…", id="too long"),
        pytest.param("Invalid API key ck_abcdefghij", "Invalid API key ck_…", id="instance key"),
        pytest.param("key=cko_Zz-9_Zz-9 no", "key=cko_… no", id="organization key"),
        pytest.param(" \n ", None, id="blank"),
        pytest.param("", None, id="empty"),
        pytest.param(5, None, id="no text"),
    ],
)
def test_texts(value, read):
    """
    A text is fit to be shown: bounded, printable, and never a key.
    """
    assert read == reading.text(value)


@PATIENT
@given(ANY_JSON)
def test_any_value_can_be_read(value):
    """
    No reader raises, whatever it is given.
    """
    for read in (
        reading.text,
        reading.label,
        reading.identifier,
        reading.number,
        reading.flag,
        reading.moment,
        reading.record,
        reading.items,
        reading.records,
    ):
        read(value)
