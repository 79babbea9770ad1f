"""Life, people and income of 142 countries in one year; the quick one, good for a map."""

from typing import Any

from codika.sandbox import datasets
from codika.sandbox.fields import field, options
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

CONTINENTS = ("Africa", "Americas", "Asia", "Europe", "Oceania")


@workflow(
    id="country-statistics",
    title="Country statistics",
    description="Gives population, life expectancy and income of all countries in one year.",
    triggers=(http(),),
    takes=Duration(0.8, 0.3, 0.3, 1.8),
    cost=0.1,
    inputs=[
        field(
            "number",
            "year",
            "Year",
            description="Every fifth year is on record",
            numberType="integer",
            min=1952,
            max=2007,
            step=5,
            defaultValue=2007,
        ),
        field("multiselect", "continents", "Continents", options=options(*CONTINENTS)),
        field(
            "number",
            "min_population",
            "Smallest population",
            description="In millions",
            numberType="double",
            min=0,
            max=2000,
            step=0.5,
            defaultValue=0,
        ),
    ],
    outputs=[
        field("number", "year", "Year", numberType="integer"),
        field("number", "country_count", "Countries", numberType="integer"),
        field("number", "world_population", "Population", numberType="integer"),
        field("number", "life_expectancy", "Life expectancy", description="Weighted, in years"),
        field("objectArray", "countries", "Countries", itemSchema=[]),
    ],
    example={"year": 2007, "continents": ["Europe", "Asia"], "min_population": 1},
    notes=("Data: Gapminder Foundation, 1952 to 2007 in steps of five years",),
)
def statistics(trace: Trace) -> Any:
    """Filter by year, continent and size; add up."""
    year = int(trace.payload["year"])
    wanted = set(trace.payload.get("continents") or CONTINENTS)
    smallest = float(trace.payload["min_population"]) * 1_000_000
    # The years in between are answered with the last one on record.
    on_record = str(year - (year - 1952) % 5)
    found = trace.node(
        "Read Gapminder",
        [_country(row) for row in datasets.rows("gapminder") if row["year"] == on_record],
        kind="sheet",
        weight=3,
    )
    countries = trace.node(
        "Filter Countries",
        [
            country
            for country in found
            if country["continent"] in wanted and country["population"] >= smallest
        ],
        kind="filter",
    )
    people = sum(country["population"] for country in countries)
    years = sum(country["population"] * country["life_expectancy"] for country in countries)
    result = {
        "year": int(on_record),
        "country_count": len(countries),
        "world_population": people,
        "life_expectancy": round(years / people, 2) if people else None,
        "countries": sorted(countries, key=lambda country: -country["population"]),
    }
    trace.node("Add Up", [{name: result[name] for name in result if name != "countries"}])
    return result


def _country(row: dict[str, str]) -> dict[str, Any]:
    return {
        "country": row["country"],
        "iso_alpha": row["iso_alpha"],
        "continent": row["continent"],
        "population": int(row["pop"]),
        "life_expectancy": round(float(row["lifeExp"]), 2),
        "gdp_per_capita_usd": round(float(row["gdpPercap"]), 2),
        "location": {"lat": float(row["centroid_lat"]), "lon": float(row["centroid_lon"])},
    }
