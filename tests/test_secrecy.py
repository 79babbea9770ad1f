"""Secrets told by their names."""

import pytest

from codika.secrecy import holds_secret, number_sounds_secret, sounds_secret


@pytest.mark.parametrize(
    "name",
    ["pin", "PIN", "userPin", "pin_code", "cardCVV", "otp", "password", "accessToken", "passcode"],
)
def test_a_number_may_be_a_secret(name):
    """
    A PIN is one, however its key is spelled.
    """
    assert number_sounds_secret(name)
    assert sounds_secret(name)


@pytest.mark.parametrize(
    "name",
    ["tokens", "max_tokens", "maxToken", "tokenLimit", "password_length", "secretCount",
     "prompt_tokens", "n_passwords", "token_budget", "api_keys", "credentials"],
)  # fmt: skip
def test_a_number_that_counts_is_none(name):
    """
    Text of this name would be a secret; a number tells how many or how long.
    """
    assert sounds_secret(name)
    assert not number_sounds_secret(name)


@pytest.mark.parametrize("name", ["pineapple", "spinning", "shipping", "opinion", "key", "sortKey"])
def test_a_word_that_only_holds_another_is_none(name):
    """
    Three letters say something only where they are a word.
    """
    assert not sounds_secret(name)


@pytest.mark.parametrize(
    ("value", "is_secret"),
    [(1234, True), (12.5, True), ("1234", True), ([1], True), ({"a": 1}, True),
     (True, False), (False, False), (None, False)],
)  # fmt: skip
def test_a_yes_or_no_is_none(value, is_secret):
    """
    Whether there is a PIN is no PIN.
    """
    assert is_secret is holds_secret("pin", value)
