"""Every shape of result that no schema promises and real workflows give."""

import json
from typing import Any

from codika.sandbox.fields import field
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

CONTACTS = (
    {"name": "Ann Smith", "email": "ann@example.org", "score": 12},
    {"name": "Bo Smith", "email": "bo@example.org", "score": 7},
    {"name": "Cléo Smith", "email": "cleo@example.org", "score": 31},
)

SHAPES: dict[str, Any] = {
    "json-strings": {"contacts": [json.dumps(contact) for contact in CONTACTS]},
    "nested-results": {
        "results": {
            "summary": "Two offers and one invoice.",
            "confidence": 95,
            "categories": ["finance", "legal"],
            "generated_report": "doc_3Lp0",
        }
    },
    "markdown-results": {"results": "1. **Title**\n   https://example.org\n   snippet"},
    "records": [dict(contact) for contact in CONTACTS],
    "ragged-records": [
        {"id": 1, "name": "Ann", "tags": ["a", "b"]},
        {"id": "2", "email": None, "address": {"city": "Ghent", "geo": {"lat": 51.05}}},
        {"name": "Cléo", "tags": []},
    ],
    "columns": {"x": [1, 2, 3], "y": [1.5, None, 4.5], "label": ["a", "b", "c"]},
    "two-tables": {
        "orders": [{"order": 1, "total": 9.5}, {"order": 2, "total": 12.0}],
        "customers": [{"customer": "Ann"}, {"customer": "Bo"}],
    },
    "mapping": {
        "BE": {"people": 11.7, "capital": "Brussels"},
        "LU": {"people": 0.66, "capital": "Luxembourg"},
    },
    "numbers": [3, 1, 4, 1, 5],
    "number": 42.5,
    "zero": 0,
    "text": "All three offers were sent.",
    "empty-text": "",
    "true": True,
    "false": False,
    "null": None,
    "empty-list": [],
    "empty-object": {},
    "deep": {"a": {"b": {"c": {"d": {"e": {"f": {"g": "the bottom"}}}}}}},
    "big-integers": {"id": 9007199254740993, "ids": [18446744073709551615, -9223372036854775808]},
    "upload": {
        "documentId": "doc_7Qk2",
        "storagePath": "processes/p1/doc_7Qk2.pdf",
        "fileName": "offer.pdf",
        "fileSize": 48213,
        "mimeType": "application/pdf",
    },
    "hostile-text": {
        "title": "<script>alert(1)</script>",
        "link": "javascript:alert(1)",
        "markdown": "![x](https://tracker.example/pixel.png) [click](javascript:alert(1))",
        "formula": '=HYPERLINK("https://example.org")',
        "direction": "safe\u202egnp.exe",
        "control": "red \u001b[31malert\u001b[0m and a \u0000 zero",
    },
}


@workflow(
    id="awkward-shapes",
    title="Awkward shapes",
    description="Returns a result of an unusual shape, to see what a screen makes of it.",
    triggers=(http(),),
    takes=Duration(0.6, 0.3, 0.2, 2.0),
    cost=0,
    inputs=[
        field(
            "select",
            "shape",
            "Shape",
            options=[{"value": name, "label": name} for name in SHAPES],
            defaultValue="json-strings",
        )
    ],
    outputs=[field("text", "result", "Result", description="Any JSON: that is the point")],
    example={"shape": "json-strings"},
)
def shape(trace: Trace) -> Any:
    """Return the shape asked for."""
    result = SHAPES[trace.payload["shape"]]
    trace.node("Shape", result if isinstance(result, list) else [result], kind="set")
    return result
