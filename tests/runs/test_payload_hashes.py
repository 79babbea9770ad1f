"""Which payloads count as the same."""

import hashlib
import json

import pytest
from codika_seen import start
from hypothesis import given
from hypothesis import strategies as st

from codika.runs.payloads import payload_hash

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


def turned_round(value):
    """Return the same JSON with the keys of every object in the reverse order."""
    if isinstance(value, dict):
        return {key: turned_round(inner) for key, inner in reversed(value.items())}
    return [turned_round(item) for item in value] if isinstance(value, list) else value


@given(st.dictionaries(st.text(), ANY_JSON))
def test_the_order_of_keys_does_not_matter(payload):
    """
    Equal JSON has one hash, however its keys stand and however often it was written and read.
    """
    assert payload_hash(payload) == payload_hash(turned_round(payload))
    assert payload_hash(payload) == payload_hash(json.loads(json.dumps(payload)))


def test_what_only_looks_equal_is_not_the_same():
    """
    Each of these asks for something else, though Python calls some of them equal.
    """
    values = [
        1,
        1.0,
        True,
        "1",
        None,
        "",
        0,
        False,
        [],
        {},
        [1, 2],
        [2, 1],
        "null",
        2**53,
        2**53 + 1,
    ]

    assert len(values) == len({payload_hash({"value": value}) for value in values})


def test_the_hash_is_of_a_fixed_spelling():
    """
    A log written today is understood by every later version.
    """
    spelled = rb'{"country":"Belgium","limit":20,"tags":["\u00e9",1.5]}'

    assert hashlib.sha256(spelled).hexdigest() == payload_hash(
        {"limit": 20, "tags": ["é", 1.5], "country": "Belgium"}
    )


@pytest.mark.parametrize("where", [lambda field: field, lambda field: {"a": [{"b": field}]}])
def test_no_secret_goes_in(service, codika, where):
    """
    A hash that is read in the log tells nothing of a password, not even to who guesses.
    """
    one, other, ann = (
        start(service, codika, payload=where({"user": user, "password": word})).payload_hash
        for user, word in (("bob", "hunter2"), ("bob", "correct horse"), ("ann", "hunter2"))
    )

    assert one == other
    assert one != ann


def test_what_only_sounds_like_a_secret_counts(service, codika):
    """
    A number is none: runs with other bounds are other runs.
    """
    hashes = {start(service, codika, payload={"max_tokens": n}).payload_hash for n in (100, 200)}

    assert 2 == len(hashes)
