"""
Countries by name or code, and their outlines; all of it comes with this package.

The outlines are those of Natural Earth, as they are drawn there; what is said of a
country on a map says nothing about a border.  The source is in `countries.json`.
"""

import json
import re
import unicodedata
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

Ring: TypeAlias = list[list[float]]
"""Points as longitude and latitude in degrees; the last is the first."""

_LONGEST = 100  # characters of a name
_UNSPOKEN = re.compile(r"[^a-z0-9]+")
_SHORTENED = {"st": "saint", "rep": "republic", "dem": "democratic"}


def code_of(name: str) -> str:
    """
    Return the ISO 3166 alpha-3 code of a country; empty where it is not known.

    Args:
        name: In English or French, or a code of two or three letters; upper or lower
            case, accents and signs make no difference.
    """
    text = name[:_LONGEST].strip()
    return _codes().get(text.casefold()) or _names().get(_spoken(text), "")


def outline(code: str) -> list[list[Ring]]:
    """Return the polygons of a country, each its outer ring and then its holes."""
    return _outlines()[code]


def all_outlines() -> list[Ring]:
    """Return the outer rings of all countries but Antarctica."""
    found = _outlines()
    return [polygon[0] for code, polygons in found.items() if code != "ATA" for polygon in polygons]


@cache
def _read() -> list[dict[str, Any]]:
    text = resources.files(__package__).joinpath("countries.json").read_text(encoding="utf-8")
    countries: list[dict[str, Any]] = json.loads(text)["countries"]
    return countries


@cache
def _codes() -> dict[str, str]:
    return {code.casefold(): one["codes"][0] for one in _read() for code in one["codes"]}


@cache
def _names() -> dict[str, str]:
    return {_spoken(name): one["codes"][0] for one in _read() for name in one["names"]}


@cache
def _outlines() -> dict[str, list[list[Ring]]]:
    return {
        country["codes"][0]: [[_ring(flat) for flat in polygon] for polygon in country["polygons"]]
        for country in _read()
    }


def _ring(flat: list[int]) -> Ring:
    """Return points from tenths of a degree, one after another."""
    return [[x / 10, y / 10] for x, y in zip(flat[::2], flat[1::2], strict=True)]


def _spoken(name: str) -> str:
    """Return a name without accents, signs and articles: `Côte d’Ivoire` -> `cote d ivoire`."""
    text = unicodedata.normalize("NFKD", name.replace("&", " and ").casefold())
    bare = "".join(sign for sign in text if not unicodedata.combining(sign))
    words = [word for word in _UNSPOKEN.split(bare) if word not in ("", "the")]
    return " ".join(_SHORTENED.get(word, word) for word in words)
