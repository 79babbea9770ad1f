"""Contrast, as WCAG 2.2 measures it."""

import pytest

from codika import colors


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#0a62a4", "#0a62a4", 1.0),
     ("#ff0000", "#ffffff", 4.0), ("#ffffff", "#0000ff", 8.59)],
)  # fmt: skip
def test_contrast(one, other, ratio):
    """
    The figures that WCAG's own examples and calculators give, both ways round.
    """
    assert ratio == round(colors.contrast(one, other), 2) == round(colors.contrast(other, one), 2)


@pytest.mark.parametrize("color", ["#000000", "#0a62a4", "#8a2b06", "#767676"])
def test_the_lightest_tint_still_carries_white_words(color):
    """
    On a dark page an accent stands out as far as it may.
    """
    tint = colors.lightest_under_white(color)

    assert colors.READABLE <= colors.contrast(tint, "#ffffff") < colors.READABLE + 0.4
    assert colors.contrast(tint, "#10161d") >= colors.contrast(color, "#10161d")


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "", None, 5, "#1234567"])
def test_what_is_no_colour(text):
    assert not colors.is_hex(text)
