"""Sizes a market from population and income; the slow one."""

from typing import Any

from codika.sandbox import datasets
from codika.sandbox.fields import field, options
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

CONTINENTS = ("Africa", "Americas", "Asia", "Europe", "Oceania")
TOP = {"quick": 5, "standard": 15, "exhaustive": 40}
SEARCH_LIMIT = 40  # sources that one search gets through in its time
LATEST, EARLIER = "2007", "1997"


@workflow(
    id="market-research",
    title="Market research",
    description="Estimates the market for a product by country and writes a report about it.",
    triggers=(http(),),
    takes=Duration(30.0, 0.3, 20.0, 60.0),
    cost=25,
    integrations=("tavily", "openai"),
    inputs=[
        field(
            "string",
            "topic",
            "Product",
            description="What is to be sold",
            minLength=2,
            maxLength=100,
            defaultValue="electric bikes",
        ),
        field(
            "number",
            "spend_share",
            "Share of income spent on it",
            description="In percent of yearly income",
            numberType="double",
            min=0.001,
            max=100,
            step=0.001,
            defaultValue=0.2,
        ),
        field("multiselect", "regions", "Regions", options=options(*CONTINENTS), minSelections=1),
        field(
            "radio",
            "depth",
            "Depth",
            options=options(*TOP),
            defaultValue="standard",
        ),
        field(
            "number",
            "max_sources",
            "Sources to read",
            description=f"A search gets through {SEARCH_LIMIT} of them in its time",
            numberType="integer",
            min=1,
            max=100,
            defaultValue=20,
        ),
    ],
    outputs=[
        field("text", "report", "Report", description="Markdown"),
        field("number", "market_total_usd", "Market", description="US dollars a year"),
        field("number", "confidence", "Confidence", description="0 to 1"),
        field("objectArray", "markets", "Markets", itemSchema=[]),
        field("objectArray", "sources", "Sources", itemSchema=[]),
    ],
    example={
        "topic": "electric bikes",
        "spend_share": 0.2,
        "regions": ["Europe", "Americas"],
        "depth": "standard",
    },
    notes=("Takes 20 to 60 seconds", "Population and income: Gapminder Foundation"),
)
def research(trace: Trace) -> Any:
    """Size every country, rank, write it up."""
    given = trace.payload
    regions = given.get("regions") or list(CONTINENTS)
    wanted = int(given["max_sources"])
    if wanted > SEARCH_LIMIT:
        trace.fail(
            "Search the Web",
            f"The search timed out after {SEARCH_LIMIT} of {wanted} sources",
            kind="timeout",
        )
    sources = trace.node("Search the Web", _sources(regions)[:wanted], kind="request", weight=10)
    share = float(given["spend_share"]) / 100
    sized = trace.node("Size Markets", _markets(regions, share), weight=2)
    markets = trace.node(
        "Rank",
        sorted(sized, key=lambda one: -one["market_usd"])[: TOP[given["depth"]]],
        kind="sort",
    )
    total = round(sum(one["market_usd"] for one in sized))
    result = {
        "topic": given["topic"],
        "generated_at": trace.ended_iso,
        "market_total_usd": total,
        "countries_considered": len(sized),
        "confidence": round(min(0.95, 0.5 + len(sources) / 100), 2),
        "report": _report(given["topic"], regions, markets, total),
        "markets": markets,
        "sources": sources,
    }
    trace.node("Write Report", [{"report": result["report"]}], kind="model", weight=6)
    return result


def _markets(regions: list[str], share: float) -> list[dict[str, Any]]:
    """Return the market of every country of the regions."""
    found = [row for row in datasets.rows("gapminder") if row["continent"] in regions]
    before = {row["country"]: _income(row) for row in found if row["year"] == EARLIER}
    return [
        {
            "country": row["country"],
            "iso_alpha": row["iso_alpha"],
            "region": row["continent"],
            "population": int(row["pop"]),
            "income_per_head_usd": round(float(row["gdpPercap"]), 2),
            "market_usd": round(_income(row) * share),
            "growth_percent": round((_income(row) / before[row["country"]] - 1) * 100, 1),
        }
        for row in found
        if row["year"] == LATEST
    ]


def _income(row: dict[str, str]) -> float:
    return int(row["pop"]) * float(row["gdpPercap"])


def _sources(regions: list[str]) -> list[dict[str, Any]]:
    """Return where the numbers come from: one source a country, the largest first."""
    rows = [
        row
        for row in datasets.rows("gapminder")
        if row["continent"] in regions and row["year"] == LATEST
    ]
    rows.sort(key=lambda row: -int(row["pop"]))
    return [
        {
            "title": f"{row['country']}: population and income {LATEST}",
            "url": f"https://www.gapminder.org/data/?country={row['iso_alpha'].lower()}",
        }
        for row in rows
    ]


def _report(topic: str, regions: list[str], markets: list[dict[str, Any]], total: int) -> str:
    first = markets[0]
    lines = [
        f"# Market for {topic}",
        "",
        f"**{', '.join(regions)}** spend about **${total / 1e9:,.1f} billion** a year on {topic}.",
        (
            f"The largest market is **{first['country']}**"
            f" with ${first['market_usd'] / 1e9:,.1f} billion."
        ),
        "",
        "| Country | Market (million $) | Growth in ten years |",
        "|---|---:|---:|",
    ]
    lines += [
        f"| {one['country']} | {one['market_usd'] / 1e6:,.0f} | {one['growth_percent']:+.1f} % |"
        for one in markets[:10]
    ]
    fastest = max(markets, key=lambda one: one["growth_percent"])
    lines += [
        "",
        "## Findings",
        "",
        f"- {fastest['country']} grew fastest: {fastest['growth_percent']:+.1f} % in ten years.",
        f"- The first three countries hold {_top_share(markets, total):.0f} % of the market.",
    ]
    return "\n".join(lines)


def _top_share(markets: list[dict[str, Any]], total: int) -> float:
    return 100 * sum(one["market_usd"] for one in markets[:3]) / total if total else 0.0
