"""
How Streamlit's own tables and calendars write days, times and numbers.

They are drawn by the browser, in the browser's language; words are in the language that
is spoken, which may be another.  So days and times are given to them as a pattern, and
numbers are grouped where both languages are one.
"""

import re

import streamlit as st

from codika.language import is_neutral, spoken

_NOT_GROUPED = "%.15g"  # as many digits as a number has for certain
_NEUTRAL_DAY = "YYYY-MM-DD"
_CLOCK = {"H": "HH", "HH": "HH", "h": "h", "hh": "hh", "mm": "mm", "ss": "ss", "a": "A"}


def day_format() -> str:
    """Return the pattern of a day, for tables and calendars: `DD/MM/YYYY`."""
    locale = spoken()
    if is_neutral(locale):
        return _NEUTRAL_DAY
    letters = re.findall(r"([dMy])\1*", locale.date_formats["short"].pattern)
    separator = re.search(r"[/.-]", locale.date_formats["short"].pattern)
    if separator is None or sorted(letters) != ["M", "d", "y"]:
        return _NEUTRAL_DAY
    return separator[0].join({"d": "DD", "M": "MM", "y": "YYYY"}[letter] for letter in letters)


def moment_format() -> str:
    """Return the pattern of a day and a time to the second: `DD/MM/YYYY HH:mm:ss`."""
    locale = spoken()
    if is_neutral(locale):
        return f"{_NEUTRAL_DAY} HH:mm:ss"
    parts = re.findall(r"[A-Za-z]+", locale.time_formats["medium"].pattern)
    if not all(part in _CLOCK for part in parts):
        return f"{day_format()} HH:mm:ss"
    pattern = re.sub(
        r"[A-Za-z]+", lambda found: _CLOCK[found[0]], locale.time_formats["medium"].pattern
    )
    return f"{day_format()} {pattern}"


def number_format(*, whole: bool = False) -> str:
    """
    Return how a table writes numbers.

    A browser groups and points them as its own language does: `1,234` would be another
    number among French words, `1234.5` is the same in all.

    Args:
        whole: Whether they all are integers, which keep every digit.
    """
    own = (st.context.locale or "en").partition("-")[0].lower()
    if own == spoken().language:
        return "localized"
    return "plain" if whole else _NOT_GROUPED
