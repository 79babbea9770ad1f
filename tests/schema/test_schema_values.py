"""Facts about JSON values."""

import pytest

from codika.schema import limits, values


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(1, True, id="integer"),
        pytest.param(0.5, True, id="float"),
        pytest.param(2**53 + 1, True, id="beyond doubles"),
        pytest.param(True, False, id="true is no number"),
        pytest.param(float("nan"), False, id="nan"),
        pytest.param(float("-inf"), False, id="infinity"),
        pytest.param("1", False, id="digits in a text"),
    ],
)
def test_is_number(value, expected):
    assert expected is values.is_number(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2026-02-28", "2026-02-28", id="a day"),
        pytest.param("2026-02-30", "None", id="no such day"),
        pytest.param("20260228", "None", id="without hyphens"),
        pytest.param("2026-W09-6", "None", id="week date"),
        pytest.param("2026-02-28T00:00:00Z", "None", id="with a time"),
        pytest.param("٢٠٢٦-02-28", "None", id="other digits"),
        pytest.param("2026-02-28\n", "None", id="line end"),
        pytest.param(20260228, "None", id="number"),
    ],
)
def test_read_date(text, expected):
    assert expected == str(values.read_date(text))


def _nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


def _holding_itself():
    value = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({"a": [1, "é", None, True, 0.5]}, None, id="any json"),
        pytest.param(2**60, None, id="beyond doubles"),
        pytest.param(_nested(99), None, id="deep"),
        pytest.param(_nested(101), "is nested more than 100 deep", id="too deep"),
        pytest.param(_holding_itself(), "is nested more than 100 deep", id="holds itself"),
        pytest.param([float("nan")], "holds NaN or Infinity, which JSON cannot write", id="nan"),
        pytest.param(10**4000, "holds a number with too many digits", id="endless number"),
        pytest.param(["\ud800"], "holds half a character (a lone surrogate)", id="surrogate"),
        pytest.param(
            {"\ud800": 1}, "has a key with half a character (a lone surrogate)", id="surrogate key"
        ),
        pytest.param({1: 1}, "has a key that is no text", id="key is a number"),
        pytest.param({"a": {1}}, "holds a set, which JSON cannot write", id="set"),
    ],
)
def test_unsendable(value, expected):
    """
    What JSON or UTF-8 cannot carry is told in words, before it fails on the way.
    """
    assert expected == values.unsendable(value)


def test_unsendable_stops_counting(monkeypatch):
    """
    A value that holds the same list twice, forty times over, is not walked to its end.
    """
    monkeypatch.setattr(limits, "MAX_PAYLOAD_VALUES", 5_000)
    value = [0]
    for _ in range(40):
        value = [value, value]

    assert "holds more than 5000 values" == values.unsendable(value)
