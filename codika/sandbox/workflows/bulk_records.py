"""As many records as asked for, to see how a screen takes them."""

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from codika.sandbox import draws
from codika.sandbox.fields import field, options
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

MOST = 100_000
CITIES = ("Antwerp", "Berlin", "Dublin", "Lisbon", "Lyon", "Milan", "Oslo", "Vienna")
STATES = ("open", "paid", "late", "cancelled")
TAGS = ("new", "priority", "export", "gift", "return")
DAYS, DAY = 365, 24 * 3600  # of the year, and its seconds
DATES = [(dt.date(2025, 1, 1) + dt.timedelta(days=day)).isoformat() for day in range(DAYS)]


@workflow(
    id="bulk-records",
    title="Bulk records",
    description="Generates up to 100,000 orders with numbers, dates, tags and nested customers.",
    triggers=(http(),),
    takes=Duration(0.9, 0.3, 0.3, 4.0),
    cost=0.5,
    inputs=[
        field(
            "number",
            "count",
            "How many",
            numberType="integer",
            min=0,
            max=MOST,
            defaultValue=1000,
        ),
        field(
            "select",
            "layout",
            "Layout",
            options=options("records", "columns"),
            defaultValue="records",
        ),
        field(
            "string",
            "seed",
            "Seed",
            description="The same one gives the same records",
            maxLength=40,
            defaultValue="bulk",
        ),
    ],
    outputs=[
        field("number", "count", "How many", numberType="integer"),
        field("objectArray", "records", "Records", itemSchema=[]),
    ],
    example={"count": 1000, "layout": "records"},
)
def generate(trace: Trace) -> Any:
    """Draw the records one after another."""
    count = int(trace.payload["count"])
    chance = random.Random(draws.digest(trace.payload["seed"])).random  # noqa: S311 - sample data
    records = trace.node(
        "Generate Records", (_record(number, chance) for number in range(count)), weight=5
    )
    total = round(sum(record["amount_eur"] for record in records), 2)
    trace.node("Add Up", [{"count": count, "total_eur": total}], kind="aggregate")
    if trace.payload["layout"] == "columns":
        names = list(_record(0, chance)) if not records else list(records[0])
        columns = {name: [record[name] for record in records] for name in names}
        return {"count": count, "total_eur": total, "columns": columns}
    return {"count": count, "total_eur": total, "records": records}


def _record(number: int, chance: Callable[[], float]) -> dict[str, Any]:
    day, second = divmod(int(chance() * DAYS * DAY), DAY)
    minutes, seconds = divmod(second, 60)
    return {
        "id": number + 1,
        "order_number": f"SO-{number + 1:06d}",
        "ordered_at": f"{DATES[day]}T{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}Z",
        "amount_eur": round(5 + 995 * chance() ** 3, 2),
        "quantity": 1 + int(chance() * 9),
        "state": STATES[int(chance() * len(STATES))],
        "customer": {
            "id": f"C{int(chance() * 5000):05d}",
            "city": CITIES[int(chance() * len(CITIES))],
            "loyal": chance() < 0.3,  # noqa: PLR2004 - three in ten
        },
        "tags": [tag for tag in TAGS if chance() < 0.2],  # noqa: PLR2004 - one in five each
    }
