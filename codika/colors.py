"""
Colours as WCAG 2.2 measures them: whether words can be read on them.

Source: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

import re

READABLE = 4.5
"""Least contrast of words against what is behind them (WCAG 2.2, success criterion 1.4.3)."""
WHITE = "#ffffff"

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 50
_LINEAR_UNTIL = 0.04045


def is_hex(text: object) -> bool:
    """Whether this is a colour as `#rrggbb`."""
    return isinstance(text, str) and _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 (none) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def lightest_under_white(color: str) -> str:
    """Return the lightest tint of a colour on which white words can still be read."""
    tints = (_mixed(color, WHITE, step / _STEPS) for step in range(_STEPS))
    readable = [tint for tint in tints if contrast(tint, WHITE) >= READABLE]
    return readable[-1] if readable else color


def _mixed(color: str, other: str, share: float) -> str:
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= _LINEAR_UNTIL:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
