"""
The ten colours of charts, as readers see them who lack red or green.

Sources: Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for
Simulation of Color Vision Deficiency", severity 1.0, for what they see; CIEDE2000 as
Sharma, Wu and Dalal (2005) give it for how far apart two colours are, of which 1 can
just be noticed side by side.
"""

import itertools
import math
import tomllib
from pathlib import Path

import pytest

from codika.colors import contrast
from codika.results.exports.webpages import COLORS

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
THEMES = {
    "light": CONFIG["chartCategoricalColors"],
    "dark": CONFIG["dark"]["chartCategoricalColors"],
}
SIGHT = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
APART = 10.0  # CIEDE2000; colours that are not side by side are told apart from about here
OUTSTANDING = 3.0  # WCAG 2.2, success criterion 1.4.11


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", THEMES)
def test_any_two_colours_can_be_told_apart(theme, sight):
    """
    Also by those who see no red, or no green.
    """
    seen = {color: lab(color, SIGHT[sight]) for color in THEMES[theme]}
    close = {
        (one, other): round(distance(seen[one], seen[other]), 1)
        for one, other in itertools.combinations(seen, 2)
        if distance(seen[one], seen[other]) < APART
    }

    assert {} == close


@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_stands_out_from_the_page(theme):
    """
    A line of it can be seen.
    """
    ground = CONFIG[theme]["backgroundColor"]

    assert [] == [color for color in THEMES[theme] if contrast(color, ground) < OUTSTANDING]


def test_a_report_has_the_colours_of_the_page():
    """
    The file looks like what it was made from.
    """
    assert THEMES["light"] == list(COLORS)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_distances_are_those_of_the_standard(one, other, expected):
    """
    Pairs of Sharma's table, to its last digit.
    """
    assert expected == pytest.approx(distance(one, other), abs=5e-5)


def lab(color, sight):
    """Return the CIELAB coordinates of a colour as somebody sees it."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    seen = [min(max(sum(a * b for a, b in zip(line, linear, strict=True)), 0), 1) for line in sight]
    to_xyz = (
        (0.4124564, 0.3575761, 0.1804375),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0193339, 0.1191920, 0.9503041),
    )
    white = (0.95047, 1.0, 1.08883)
    shares = [
        sum(a * b for a, b in zip(line, seen, strict=True)) / whole
        for line, whole in zip(to_xyz, white, strict=True)
    ]
    x, y, z = (math.cbrt(t) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in shares)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one, other):
    """Return how far apart two colours of CIELAB are, by CIEDE2000."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretched = 1 + 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    c1, c2 = math.hypot(a1 * stretched, b1), math.hypot(a2 * stretched, b2)
    h1 = math.degrees(math.atan2(b1, a1 * stretched)) % 360
    h2 = math.degrees(math.atan2(b2, a2 * stretched)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    by_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    hue = (
        1
        - 0.17 * math.cos(math.radians(mean_h - 30))
        + 0.24 * math.cos(math.radians(2 * mean_h))
        + 0.32 * math.cos(math.radians(3 * mean_h + 6))
        - 0.20 * math.cos(math.radians(4 * mean_h - 63))
    )
    light = (l2 - l1) / (1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2))
    chroma = (c2 - c1) / (1 + 0.045 * mean_c)
    hues = by_hue / (1 + 0.015 * mean_c * hue)
    blue = 60 * math.exp(-(((mean_h - 275) / 25) ** 2))
    mixed = -2 * math.sqrt(mean_c**7 / (mean_c**7 + 25**7)) * math.sin(math.radians(blue))
    return math.sqrt(light**2 + chroma**2 + hues**2 + mixed * chroma * hues)
