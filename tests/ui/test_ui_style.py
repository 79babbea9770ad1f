"""The look that settings may change."""

import pytest
import streamlit as st

from codika.colors import READABLE, contrast
from codika.config import Settings
from ui import style

OPTIONS = ("theme.light.primaryColor", "theme.dark.primaryColor")


@pytest.fixture(autouse=True)
def ours_again():
    yield
    style.adopt(Settings())


def accents():
    return tuple(map(st.get_option, OPTIONS))


def test_an_accent_is_adopted_and_given_up_again():
    """
    As it is on a light page, as light as white words allow on a dark one.
    """
    ours = accents()
    style.adopt(Settings(accent="#5a1e02"))
    light, dark = accents()
    style.adopt(Settings())

    assert "#5a1e02" == light
    assert contrast(dark, "#10161d") > contrast(light, "#10161d")
    assert contrast(dark, "#ffffff") >= READABLE
    assert ours == accents()


def test_the_rules_of_style_follow_the_theme():
    """
    What scrolls below the Run button is hidden by the page's own colour, in light and in dark.
    """
    rules = style.rules()

    assert "background: light-dark(#ffffff, #10161d)" in rules
    assert "$" not in rules
