"""Countries by whatever name, drawn without asking anybody."""

import json

import pytest

from codika.results import Aggregate, ChartSpec, countries, draw, read, suggest


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("France", "FRA"), ("fr", "FRA"), ("FRA", "FRA"), (" germany ", "DEU"),
        ("Allemagne", "DEU"),
        ("Côte d’Ivoire", "CIV"), ("Ivory Coast", "CIV"), ("Korea, Rep.", "KOR"), ("UK", "GBR"),
        ("Bosnia & Herzegovina", "BIH"), ("The Netherlands", "NLD"), ("Pays-Bas", "NLD"),
        ("ÉTATS-UNIS", "USA"), ("U.S.A.", "USA"), ("St. Lucia", "LCA"), ("Kosovo", "XKX"),
        ("LA", "LAO"), ("IS", "ISL"), ("EL", "GRC"),
        ("Atlantis", ""), ("", ""), ("The", ""), ("Korea", ""), ("x" * 10_000, ""),
    ],
)  # fmt: skip
def test_a_country_is_known_by_name_and_code(name, code):
    """
    English, French, two letters or three; nothing is guessed.
    """
    assert code == countries.code_of(name)


def test_no_name_means_two_countries():
    """
    Each spelling and each code stands for one country only, and each has an outline.
    """
    known = countries._read()
    codes = [one["codes"][0] for one in known]

    assert 250 == len(set(codes)) == len(codes)
    for one in known:
        assert {one["codes"][0]} == {
            countries.code_of(name) for name in (*one["names"], *one["codes"])
        }


def test_every_country_has_a_closed_outline():
    """
    Rings end where they begin, on the globe.
    """
    for one in countries._read():
        polygons = countries.outline(one["codes"][0])
        for ring in (ring for polygon in polygons for ring in polygon):
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)

        assert polygons


VISITS = read(
    [
        {"country": name, "n": n}
        for name, n in (
            ("France", 1), ("FR", 2), ("Malta", 4), ("Atlantis", 6), ("Atlantis", 2),
            ("Lemuria", 1), ("Thule", 1), ("Avalon", 1), (None, 5),
        )
    ]
).main  # fmt: skip


def drawn(table=VISITS):
    return draw(ChartSpec(kind="Country map", x="country", y="n", aggregate=Aggregate.SUM), table)


def test_a_map_of_countries():
    """
    One number a country, whatever it is called; small ones are there too.
    """
    _, shown = drawn().data

    assert {"FRA": 3, "MLT": 4} == dict(zip(shown.locations, shown.z.tolist(), strict=True))
    assert ["FRA", "MLT"] == [one["id"] for one in shown.geojson["features"]]


def test_what_is_not_on_the_map_is_said():
    """
    The first few by name, with how many rows there are in all.
    """
    assert (
        "The colour says N. Not on the map: “Atlantis”, “Lemuria”, “Thule” and 2 others (6 rows)"
        == drawn().layout.meta["note"]
    )


def test_a_map_asks_nobody_for_outlines():
    """
    Plotly asks a foreign host if the first trace has a location mode, or the base map a layer.
    """
    figure = json.loads(drawn().to_json())
    first, base = figure["data"][0], figure["layout"]["geo"]

    assert ("scattergeo", False) == (first["type"], "locations" in first)
    layers = [name for name in base if name.startswith("show")]
    assert {"showcoastlines", "showland", "showcountries", "showocean", "showlakes"} <= set(layers)
    assert not any(base[name] for name in layers)


@pytest.mark.parametrize(
    ("names", "projection"),
    [(["Belgium", "France", "Spain"], "mercator"), (["Belgium", "Japan", "USA"], "natural earth")],
)
def test_the_part_of_the_world_that_matters_is_shown(names, projection):
    """
    Neighbours fill the map; what lies far apart is shown on the world.
    """
    layout = drawn(read([{"country": name, "n": 1} for name in names]).main).layout

    assert projection == layout.geo.projection.type


def test_countries_suggest_a_map():
    """
    With the reason in words; not where most of the names are of no country.
    """
    named = read([{"country": name, "n": 1} for name in ("France", "Peru", "Peru", "?")]).main
    unknown = read([{"country": name, "n": 1} for name in ("Mu", "Thule", "Peru", "?")]).main
    (*_, spec) = suggest(named)

    assert ("Country map", "Rows by country") == (spec.kind, spec.title)
    assert "Country names countries: where things are." == spec.reason
    assert "Country map" not in [one.kind for one in suggest(unknown)]
