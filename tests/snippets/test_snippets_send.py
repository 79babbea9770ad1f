"""What a snippet sends is the payload, whatever signs are in it."""

import json
import subprocess
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from snippet_runs import KEY, needed, ran, recording

from codika import Environment, ProcessInstance
from codika.snippets import Call, snippets

HERE = ["curl", "Python, this library", "Python, httpx"]
ODD = "\"'`$HOME$(id)${x}!\\\\n\\\n\r\t\0\x7f\u0085\u2028\u202e%s{}é中😀\nJSON\nJSON)}\n"

TEXTS = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from([ODD, "JSON", "-", ""])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
PAYLOADS = st.dictionaries(TEXTS, VALUES, max_size=5)
# No variable can hold the byte that ends it.
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)
SLOW = settings(deadline=None, max_examples=4)
NOBODY = ProcessInstance(id="pi_1", environment=Environment.DEV, api_key=KEY)


def snippet(call, title):
    return next(one for one in snippets(call) if one.title == title)


def exact(value):
    """Return what tells `1` from `1.0` and `true`, in any order of keys."""
    return json.dumps(value, sort_keys=True)


@pytest.mark.parametrize("title", HERE)
def test_any_payload_arrives(title, tmp_path):
    """
    Quotes, dollars, backslashes, line ends, any script: sent as they are, to the last digit.
    """

    @SLOW
    @given(PAYLOADS)
    @example({"text": ODD, ODD: [ODD, {ODD: 2**70}], "n": -0.0, "password": None, "empty": {}})
    def arrives(payload):
        with recording() as recorder:
            call = Call(instance=recorder.instance, workflow_id="a/b ü", payload=payload)
            done = ran(snippet(call, title), tmp_path, CODIKA_API_KEY=KEY, **secrets_of(call))

            assert (0, {"ok": True}) == (done.returncode, json.loads(done.stdout)), done.stderr
            assert exact(payload) == exact(recorder.payload)
            assert {"/triggerwebhookpublic/pi%201/a%2Fb%20%C3%BC"} == {
                path for method, path, *_ in recorder.requests if method == "POST"
            }

    arrives()


def secrets_of(call):
    """Return the variables of a call, filled with what its payload holds there."""
    filled = {}

    def fill(template, payload):
        if isinstance(template, dict):
            for key in template:
                fill(template[key], payload[key])
        elif isinstance(template, list):
            for one, other in zip(template, payload, strict=True):
                fill(one, other)
        elif hasattr(template, "variable"):
            name, is_json = template.variable.name, template.variable.is_json
            filled[name] = json.dumps(payload) if is_json else payload

    fill(call.template, dict(call.payload))
    return filled


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_any_payload_passes_the_shell(shell):
    """
    What the shells print, before it goes anywhere, is the payload byte for byte.
    """
    needed(shell)

    @settings(deadline=None, max_examples=40)
    @given(PAYLOADS)
    @example({"text": ODD, ODD: ODD})
    def passes(payload):
        call = Call(instance=NOBODY, workflow_id="w", payload=payload)
        function, _, _ = snippet(call, "Codika's CLI").text.partition("\npayload |")
        told = subprocess.run(
            [shell, "-c", f"{function}\npayload"],
            env={"CODIKA_API_KEY": KEY, "PATH": "/usr/bin:/bin", **secrets_of(call)},
            capture_output=True,
            timeout=30,
            check=True,
        )

        assert exact(payload) == exact(json.loads(told.stdout))

    passes()


@pytest.mark.parametrize("title", HERE)
def test_any_secret_arrives_and_none_is_written_down(title, tmp_path):
    """
    What a variable holds is sent, be it quotes and dollars; the snippet has its name alone.
    """

    @SLOW
    @given(st.tuples(WORDS, st.lists(WORDS, min_size=1), WORDS))
    @example(('it\'s "$HOME" \\ `id`\n', ["$1", '"'], "\n'"))
    def arrives(words):
        password, codes, token = (words[0] + "hunter2", [*words[1], "hush"], words[2] + "horse")
        logins = [{"secretCodes": codes, "apiToken": token}]
        payload = {"password": password, "logins": logins, "max_tokens": 100, "pin": 738291}
        with recording() as recorder:
            call = Call(instance=recorder.instance, workflow_id="w", payload=payload)
            one = snippet(call, title)

            assert [
                "CODIKA_API_KEY",
                "SECRET_PASSWORD",
                "SECRET_LOGINS_1_SECRETCODES",
                "SECRET_LOGINS_1_APITOKEN",
                "SECRET_PIN",
            ] == [variable.name for variable in one.variables]
            assert [] == [
                word for word in ("hunter2", "horse", "hush", "738291", KEY) if word in one.text
            ]
            done = ran(one, tmp_path, CODIKA_API_KEY=KEY, **secrets_of(call))

            assert 0 == done.returncode, done.stderr
            assert exact(payload) == exact(recorder.payload)

    arrives()


@pytest.mark.parametrize("title", [*HERE, "Codika's CLI"])
def test_without_its_variables_nothing_is_sent(title, tmp_path, recorder):
    """
    A forgotten secret ends the snippet by name; an empty password never goes out.
    """
    call = Call(instance=recorder.instance, workflow_id="w", payload={"password": "x"})
    done = ran(snippet(call, title), tmp_path, CODIKA_API_KEY=KEY)

    assert 0 != done.returncode
    assert "SECRET_PASSWORD" in done.stderr
    assert [] == recorder.requests


@pytest.mark.parametrize("title", HERE)
@pytest.mark.parametrize(
    ("key", "header"),
    [("ck_of_nobody", "X-API-Key"), ("cko_of_nobody", "X-Process-Manager-Key")],
)
def test_the_key_travels_in_the_header_of_its_kind(title, key, header, tmp_path, recorder):
    """
    Each kind of key has a header of its own, and the address holds none.
    """
    call = Call(instance=replace(recorder.instance, api_key=key), workflow_id="w", payload={})
    ran(snippet(call, title), tmp_path, CODIKA_API_KEY=key)
    sent = {tuple(sorted((name.lower(), value) for name, value in headers.items() if value == key))
            for _, _, headers, _ in recorder.requests}  # fmt: skip

    assert {((header.lower(), key),)} == sent
    assert [] == [path for _, path, *_ in recorder.requests if key in path]


@pytest.mark.parametrize("title", HERE)
def test_a_failure_ends_a_snippet_as_one(title, tmp_path, recorder):
    """
    A workflow that fails gives its reason on standard error, and no result.
    """
    recorder.execution = {"status": "failed", "errorDetails": {"message": "it broke"}}
    call = Call(instance=recorder.instance, workflow_id="w", payload={})
    done = ran(snippet(call, title), tmp_path, CODIKA_API_KEY=KEY)

    assert 0 != done.returncode
    assert "it broke" in done.stderr
    assert "" == done.stdout
