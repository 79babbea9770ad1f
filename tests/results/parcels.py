"""A result with every kind of column, and parcels made of results."""

from datetime import UTC, datetime

from codika.results import read
from codika.results.exports import Origin, Parcel

RUN_ID = "01k9zq3v5m8x2c7d4f6g0hjknp"
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ORIGIN = Origin(
    run_ids=(RUN_ID,),
    workflow_id="invoices",
    workflow_title="Invoices & <others>",
    environment="prod",
    connection="acme",
    ended_at=NOON,
    made_at=NOON,
    filters=("Amount from 10", "State is open"),
    app_version="0.1.0",
)
RECORDS = [
    {
        "id": "007",
        "count": 3,
        "gap": None,
        "amount": -12.5,
        "share": 0.25,
        "paid": True,
        "day": "2026-05-04",
        "at": "2026-05-04T08:00:00.5+02:00",
        "note": "=1+1",
        "tags": ["a", "é"],
        "pairs": [[1], [2]],
        "huge": 2**70,
        "mixed": 1,
        "none": None,
    },
    {
        "id": "008",
        "count": 2**60,
        "gap": 5,
        "amount": 1e300,
        "share": 0.5,
        "paid": None,
        "day": "1850-01-31",
        "at": "1066-10-14T09:00:00Z",
        "note": "two\nlines, “quoted” \u202e",
        "tags": None,
        "pairs": None,
        "huge": 1,
        "mixed": "x",
        "none": None,
    },
]


def parcel_of(result, **given):
    """Return all tables of a result, ready to be written."""
    reading = read(result)
    return Parcel(**{"tables": reading.tables, "origin": ORIGIN, "reading": reading, **given})
