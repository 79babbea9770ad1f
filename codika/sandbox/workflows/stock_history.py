"""Share prices of six companies over 2018 and 2019, with return, risk and drawdown."""

import itertools
import math
from collections.abc import Sequence
from typing import Any

from codika.sandbox import datasets
from codika.sandbox.fields import field
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

SYMBOLS = ("GOOG", "AAPL", "AMZN", "FB", "NFLX", "MSFT")
FIRST, LAST = "2018-01-01", "2019-12-31"
WEEKS_A_YEAR = 52


@workflow(
    id="stock-history",
    title="Stock history",
    description="Gives weekly share prices of companies with return, volatility and drawdown.",
    triggers=(http(),),
    takes=Duration(1.6, 0.35, 0.5, 7.0),
    cost=0.25,
    integrations=("market-data",),
    inputs=[
        field(
            "multiselect",
            "symbols",
            "Symbols",
            options=[{"value": symbol, "label": symbol} for symbol in SYMBOLS],
            defaultValue=["AAPL", "MSFT"],
            minSelections=1,
            maxSelections=6,
        ),
        field("date", "start", "From", minDate=FIRST, maxDate=LAST, defaultValue=FIRST),
        field("date", "end", "To", minDate=FIRST, maxDate=LAST, defaultValue=LAST),
        field(
            "boolean",
            "rebase",
            "Start at 100",
            description="Prices relative to the first day shown",
            defaultValue=True,
        ),
    ],
    outputs=[
        field("objectArray", "summary", "Summary", itemSchema=[]),
        field("objectArray", "prices", "Prices", itemSchema=[]),
    ],
    example={"symbols": ["AAPL", "MSFT", "NFLX"], "start": "2018-06-01", "end": "2019-06-30"},
    notes=("Prices are relative to those of 1 January 2018",),
)
def history(trace: Trace) -> Any:
    """Cut the range out, one row a date and symbol."""
    given = trace.payload
    start, end = given["start"], given["end"]
    if end < start:
        trace.fail(
            "Check Range",
            f"The range ends ({end}) before it starts ({start})",
            kind="validation_error",
        )
    weeks = [row for row in datasets.rows("stocks") if start <= row["date"] <= end]
    if not weeks:
        trace.fail(
            "Fetch Quotes",
            f"The exchange has no quotes from {start} to {end}",
            kind="external_api_error",
            code="NO_DATA",
        )
    trace.node("Fetch Quotes", weeks, kind="request", weight=5)
    symbols = list(dict.fromkeys(given["symbols"]))
    series = {symbol: [float(week[symbol]) for week in weeks] for symbol in symbols}
    prices = [
        {
            "date": week["date"],
            "symbol": symbol,
            "price": _price(series[symbol], position, rebase=given["rebase"]),
        }
        for position, week in enumerate(weeks)
        for symbol in symbols
    ]
    trace.node("Reshape", prices)
    summary = [_summary(symbol, values) for symbol, values in series.items()]
    trace.node("Summarize", summary, kind="aggregate")
    return {
        "from": weeks[0]["date"],
        "to": weeks[-1]["date"],
        "weeks": len(weeks),
        "best": max(summary, key=lambda one: one["return_percent"])["symbol"],
        "summary": summary,
        "prices": prices,
    }


def _price(values: Sequence[float], position: int, *, rebase: bool) -> float:
    return round(100 * values[position] / (values[0] if rebase else 1.0), 2)


def _summary(symbol: str, values: Sequence[float]) -> dict[str, Any]:
    steps = [after / before - 1 for before, after in itertools.pairwise(values)]
    mean = math.fsum(steps) / len(steps) if steps else 0.0
    spread = math.sqrt(math.fsum((step - mean) ** 2 for step in steps) / max(1, len(steps) - 1))
    peak, drawdown = values[0], 0.0
    for value in values:
        peak = max(peak, value)
        drawdown = min(drawdown, value / peak - 1)
    return {
        "symbol": symbol,
        "return_percent": round((values[-1] / values[0] - 1) * 100, 2),
        "volatility_percent": round(spread * math.sqrt(WEEKS_A_YEAR) * 100, 2),
        "max_drawdown_percent": round(drawdown * 100, 2),
    }
