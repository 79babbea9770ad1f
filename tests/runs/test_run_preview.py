"""Inputs in one line."""

import pytest

from codika.runs.preview import LONGEST, preview


@pytest.mark.parametrize(
    ("payload", "line"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param(
            {"country": "Belgium", "limit": 20}, "country: Belgium, limit: 20", id="plain"
        ),
        pytest.param({"a": True, "b": False, "c": None}, "a: yes, b: no, c: null", id="words"),
        pytest.param({"n": 0, "x": 0.5, "t": ""}, "n: 0, x: 0.5, t: ", id="falsy"),
        pytest.param({"tags": ["a", 1, 2.5]}, "tags: a / 1 / 2.5", id="list"),
        pytest.param({"lines": [{"a": 1}, {"a": 2}]}, "lines: 2 items", id="records"),
        pytest.param({"who": {"name": "Ann"}}, "who: {name: Ann}", id="object"),
        pytest.param({"who": {"name": {"first": 1}}}, "who: {name: 1 fields}", id="deep object"),
        pytest.param({"text": "a\n\n  b\tc"}, "text: a b c", id="white space"),
        pytest.param({"text": "a\x00b\u202ec"}, "text: abc", id="control characters"),
        pytest.param({"text": "x" * 41}, "text: " + "x" * 39 + "…", id="long value"),
        pytest.param(["a", "b"], "a / b", id="no object"),
    ],
)
def test_preview(payload, line):
    """
    A payload can be told from another at a glance.
    """
    assert line == preview(payload)


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "userPassword",
        "db_passwd",
        "passphrase",
        "pass",
        "client_secret",
        "access_token",
        "apiKey",
        "api-key",
        "API_KEY",
        "privateKey",
        "credentials",
        "Authorization",
    ],
)
def test_secrets_are_left_out(name):
    """
    A value whose name sounds like a secret is not shown, nor one level down.
    """
    assert f"{name}: •••" == preview({name: "hunter2"})
    assert f"login: {{{name}: •••}}" == preview({"login": {name: "hunter2"}})
    assert "hunter2" not in preview({"a": {"login": {name: "hunter2"}}})
    assert "hunter2" not in preview({"a": [{name: "hunter2"}]})


def test_names_that_only_look_alike_are_shown():
    """
    A passenger is no password.
    """
    assert "passengers: 2, keyword: x" == preview({"passengers": 2, "keyword": "x"})


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"x" * 1_000_000: 1}, id="name"),
        pytest.param({"x": "y" * 5_000_000}, id="text"),
        pytest.param({str(n): n for n in range(200_000)}, id="many fields"),
        pytest.param({"x": ["y" * 1000] * 10_000}, id="many items"),
        pytest.param({"x": {str(n): n for n in range(200_000)}}, id="many fields inside"),
    ],
)
def test_a_line_is_a_line(payload):
    """
    Whatever its size, a payload takes one line.
    """
    assert len(preview(payload)) <= LONGEST
