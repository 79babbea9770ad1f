"""JavaScript patterns in Python."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codika.schema import patterns


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        pytest.param("b", "abc", True, id="a search, not a full match"),
        pytest.param("^a$", "a\n", False, id="dollar does not match before a line end"),
        pytest.param(r"^\d+$", "٣", False, id="digits are ASCII"),
        pytest.param(r"^\w+$", "é", False, id="word characters are ASCII"),
        pytest.param(r"^[\w]+$", "é", False, id="word characters in a class"),
        pytest.param(r"^\D$", "٣", True, id="other than ASCII digits"),
        pytest.param(r"^[\D]$", "5", False, id="other than digits in a class"),
        pytest.param(r"^[^\W]$", "é", False, id="negated class of non-word characters"),
        pytest.param(r"\bcaf\b", "café", True, id="word ends are ASCII"),
        pytest.param(r"^[\w-.]+$", "a-.b", True, id="hyphen after a class"),
        pytest.param(r"^[+-]$", "-", True, id="hyphen at the end of a class"),
        pytest.param(r"^[a-c]$", "b", True, id="range"),
        pytest.param(r"^(?<y>\d{2})-\k<y>$", "12-12", True, id="named group, repeated"),
        pytest.param(r"^(?<y>\d{2})-\k<y>$", "12-13", False, id="named group, not repeated"),
        pytest.param(r"^(a)\1$", "aa", True, id="numbered group, repeated"),
        pytest.param("/^abc$/i", "ABC", True, id="literal with a flag"),
        pytest.param("/^abc$/", "ABC", False, id="literal without a flag"),
        pytest.param("/a.c/s", "a\nc", True, id="dot and line ends, flag s"),
        pytest.param("a.c", "a\rc", False, id="dot and carriage return"),
        pytest.param("/^b$/m", "a\nb", True, id="flag m"),
        pytest.param(r"^\/x$", "/x", True, id="escaped slash"),
        pytest.param(r"^\Z$", "Z", True, id="capital z is a letter"),
        pytest.param(r"^\u00e9\x41\u{1F600}$", "éA😀", True, id="characters by number"),
        pytest.param(r"^\t\0\cA$", "\t\0\x01", True, id="control characters"),
        pytest.param("^[^]$", "\n", True, id="any character at all"),
        pytest.param("[]", "a", False, id="no character at all"),
        pytest.param("^[\\]a]$", "]", True, id="closing bracket in a class"),
        pytest.param("^[[&&|~~]$", "[", True, id="what Python will once read as sets"),
        pytest.param("^{a}$", "{a}", True, id="braces that count nothing"),
        pytest.param("^a{,2}$", "a{,2}", True, id="no least count"),
        pytest.param("^a{2,}$", "aaa", True, id="no greatest count"),
        pytest.param("^a+?b*?$", "aab", True, id="lazy"),
        pytest.param("^(?:x|y)(?=z)(?!zz)z$", "yz", True, id="look-ahead"),
        pytest.param("(?<=a)b(?<!cb)", "ab", True, id="look-behind"),
        pytest.param(r"[\b]", "\b", True, id="backspace in a class"),
        pytest.param("", "", True, id="empty"),
    ],
)
def test_a_pattern_means_what_it_means_in_javascript(pattern, text, expected):
    assert expected is patterns.compiled(pattern).admits(text)


@pytest.mark.parametrize(
    "pattern",
    [
        *("[", "(", ")", "a)", "*", "a**", "(?<n", "(?P<n>a)", "(?i)a", "(?>a)", "a{3,2}", "\\"),
        *(r"\p{L}", r"\ud83d", r"\u{110000}", r"\2", r"\k<n>", "(?<=a+)b", "[b-a]", "a{99999}"),
        *("(" * 31 + ")" * 31, "a" * 1_001),
    ],
)
def test_a_pattern_that_python_cannot_apply_is_refused(pattern):
    with pytest.raises(patterns.UnusablePatternError):
        patterns.compiled(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        *("(a+)+$", "(a*)*$", "(a|a)*$", "(a|ab)*$", r"(\w+\s?)*$", "(.*a){20}", "(a?){99}a{99}"),
        *("(x+x+)+y", "(.*,)*x", "^(-[a-z]*[a-z]*)*x", "^(?:a*(?:b|ab);)*$", "(?=(a+)+$)a"),
        *(".*.*.*.*.*=", "a*a*a*a*a*a*a*b", "((a{1,9}){1,9}){1,9}b", "(?:(?:){9000}){9000}"),
        *("/([a-z]+K?)+$/i", r"(a+|\w)+b", r"/^(?:[\u0080-\uffff][a-z]+)*x/i", "((-[a-z]+)*)*x"),
    ],
)
def test_a_pattern_that_could_take_forever_is_refused(pattern):
    with pytest.raises(patterns.UnusablePatternError, match="it could take forever"):
        patterns.compiled(pattern)


@pytest.mark.parametrize(
    ("pattern", "at_least"),
    [
        pytest.param(r"^[a-z0-9]+(-[a-z0-9]+)*$", 2_000, id="slug"),
        pytest.param(r"^[^\s@]+@[^\s@]+\.[^\s@]+$", 150, id="e-mail"),
        pytest.param(r"^[\w.+-]+@([\w-]+\.)+[\w-]{2,}$", 150, id="e-mail with a nested repeat"),
        pytest.param(r"^(?:[\u0080-\uffff][a-z]+)*x", 1_000, id="case counts"),
        pytest.param(r"^(\d{1,3}\.){3}\d{1,3}$", 1_000_000, id="IPv4"),
        pytest.param(r"^\+?[1-9]\d{7,14}$", 1_000_000, id="telephone"),
        pytest.param(r"^(?=.*[A-Z])(?=.*\d)(?=.*[^\w]).{8,}$", 1_000, id="password"),
        pytest.param(r"^https?:\/\/[^\s/$.?#].[^\s]*$", 1_000_000, id="address"),
        pytest.param(
            r"^(?:red|green|blue)(?:,(?:red|green|blue))*$", 1_000_000, id="list of words"
        ),
    ],
)
def test_patterns_that_people_write_are_applied(pattern, at_least):
    """
    The guard refuses what is dangerous, not what merely looks complicated.
    """
    assert at_least <= patterns.compiled(pattern).longest


def test_a_text_too_long_to_ask_about_passes():
    """
    Where a test could take too long, Codika has the last word.
    """
    pattern = patterns.compiled(r"^.*.*x$")

    assert [False, True] == [
        pattern.admits("a" * n) for n in (pattern.longest, pattern.longest + 1)
    ]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("^.*.*x", "a"),
        ("a*x", "a"),
        (r"^(\w+\s)*\w+$", "ab "),
        (r"^[^\s@]+@[^\s@]+\.[^\s@]+$", "a@."),
        (r"^([a-z]+=[0-9]+;)*$", "ab=12;"),
        (r"^(-[a-z]+[0-9]+)*$", "-ab12"),
        ("a{5000}b", "a"),
    ],
)
def test_the_worst_text_within_bounds_is_answered(pattern, text):
    """
    The time-out of the test run would end a matcher that ran away.
    """
    found = patterns.compiled(pattern)
    worst = (text * found.longest)[: found.longest - 1] + "!"

    assert found.admits(worst) is False


PIECES = [*"ab01^$.|()[]{}*+?\\-,", r"\d", r"\w", r"\s", r"\b", "(?:", "(?=", "[^", "{2}", "{1,}"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from(["ab1!", "!"]))
@example(pattern="(a|b|ab)*", text="ab1!")
def test_no_pattern_crashes_or_hangs(pattern, text):
    """
    Whatever is put together from a pattern's pieces is refused, or answered at once.
    """
    try:
        found = patterns.compiled(pattern)
    except patterns.UnusablePatternError:
        return
    worst = (text * found.longest)[: min(found.longest, 20_000)]

    assert found.admits(worst) in (True, False)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=8))
def test_an_escaped_text_is_found_in_itself(text):
    """
    The parser loses no character of a plain text.
    """
    escaped = re.sub(r"([\\^$.|?*+()\[\]{}/])", r"\\\1", text)

    assert patterns.compiled(escaped).admits(f"x{text}y")
