"""Results to read: records with texts, numbers, days, moments, objects and lists in them."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

STATES = ("open", "paid", "late", "cancelled")
CITIES = ("Antwerp", "Berlin", "Dublin", "Lisbon", "Lyon", "Milan", "Oslo", "Vienna")
TAGS = ("new", "priority", "export", "gift", "return")
BEGINNING = datetime(2025, 1, 1, tzinfo=UTC)
ITEMS = ("results", "orders")
"""Where the records stand in a result."""


def result(n_rows: int) -> dict[str, Any]:
    """Return a result of so many orders: three levels, 17 columns, one of them sparse."""
    draws = random.Random(20251121)  # noqa: S311 - sample data, the same every time
    orders = [_order(n, draws) for n in range(n_rows)]
    return {"results": {"count": n_rows, "orders": orders}, "generatedAt": "2025-11-21T12:00:00Z"}


def text(n_rows: int) -> bytes:
    """Return the JSON of such a result, as a server writes it."""
    return json.dumps(result(n_rows), separators=(",", ":")).encode()


def _order(number: int, draws: random.Random) -> dict[str, Any]:
    moment = BEGINNING + timedelta(seconds=300 * number + draws.randrange(300))
    customer = draws.randrange(5000)
    order: dict[str, Any] = {
        "id": number + 1,
        "order_number": f"SO-{number + 1:06d}",
        "ordered_at": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        "due": f"{moment + timedelta(days=30):%Y-%m-%d}",
        "amount_eur": round(5 + 995 * draws.random() ** 3, 2),
        "quantity": draws.randrange(1, 10),
        "state": draws.choice(STATES),
        "is_gift": draws.random() < 0.1,  # noqa: PLR2004 - one in ten
        "note": f"Ring at door {number % 97}, ask for the key" if number % 3 else None,
        "customer": {
            "id": f"C{customer:05d}",
            "name": f"Customer {customer}",
            "email": f"customer{customer}@example.com",
            "address": {
                "city": draws.choice(CITIES),
                "lat": round(50 + draws.random(), 5),
                "lon": round(4 + draws.random(), 5),
            },
        },
        "tags": draws.sample(TAGS, draws.randrange(3)),
    }
    if number % 10 == 0:
        order["discount"] = round(draws.random() / 2, 3)
    return order
