"""Sends a message to many numbers and tells of each how it went; some always fail."""

import math
import re
from typing import Any

from codika.sandbox.fields import field, options
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

COUNTRIES = {
    "1": "US", "31": "NL", "32": "BE", "33": "FR", "34": "ES", "39": "IT", "41": "CH",
    "44": "GB", "46": "SE", "48": "PL", "49": "DE", "351": "PT", "352": "LU",
}  # fmt: skip
NO_NUMBER = "Not a phone number"
SEGMENT = 160  # characters in one message of the network


@workflow(
    id="batch-send",
    title="Send messages",
    description="Sends one message to a list of phone numbers and reports the delivery of each.",
    triggers=(http(),),
    takes=Duration(2.6, 0.45, 0.8, 12.0),
    cost=0.02,
    integrations=("whatsapp",),
    inputs=[
        field(
            "array",
            "phone_numbers",
            "Phone numbers",
            description="With country code, digits only",
            required=True,
            itemField={"type": "string", "maxLength": 30, "placeholder": "32470000001"},
            minItems=1,
            maxItems=500,
        ),
        field("text", "message", "Message", required=True, maxLength=4096, rows=4),
        field(
            "radio", "channel", "Channel", options=options("sms", "whatsapp"), defaultValue="sms"
        ),
        field(
            "boolean",
            "dry_run",
            "Only check",
            description="Checks the numbers and sends nothing",
            enabledLabel="Check only",
            disabledLabel="Really send",
            defaultValue=False,
        ),
    ],
    outputs=[
        field("number", "total_sent", "Sent", numberType="integer"),
        field("number", "total_failed", "Failed", numberType="integer"),
        field("string", "sent_at", "Sent at", description="ISO 8601 timestamp"),
        field("objectArray", "results", "Results", itemSchema=[]),
    ],
    example={
        "phone_numbers": ["32470000001", "33600000002", "32470000009", "4915100000003", "12"],
        "message": "Your order is ready.",
    },
    notes=("Numbers that end in 9 have their phone switched off",),
)
def send(trace: Trace) -> Any:
    """Check each number, send to the good ones."""
    message = trace.payload["message"]
    segments = math.ceil(len(message) / SEGMENT)
    items = [{"phone": phone} for phone in trace.payload["phone_numbers"]]
    trace.node("Split Out", items, weight=0.2)
    dry_run = trace.payload["dry_run"]
    results = [_delivery(item["phone"], segments, dry_run=dry_run) for item in items]
    trace.node("Send Message", results, kind="request", weight=8)
    sent = [one for one in results if one["status"] != "failed"]
    result = {
        "total_sent": 0 if dry_run else len(sent),
        "total_failed": len(results) - len(sent),
        "channel": trace.payload["channel"],
        "sent_at": trace.ended_iso,
        "results": results,
    }
    trace.node("Count", [{name: result[name] for name in ("total_sent", "total_failed")}])
    return result


def _delivery(phone: str, segments: int, *, dry_run: bool) -> dict[str, Any]:
    """Return what became of one message."""
    digits = re.sub(r"[\s+().-]", "", phone)
    prefix = next((digits[:size] for size in (3, 2, 1) if digits[:size] in COUNTRIES), None)
    if not re.fullmatch(r"[0-9]{8,15}", digits):
        error = NO_NUMBER
    elif prefix is None:
        error = "Unknown country code"
    elif digits.endswith("9") and not dry_run:
        error = "Phone is switched off"
    else:
        error = None
    return {
        "phone": phone,
        "country": None if error == NO_NUMBER else COUNTRIES.get(prefix or ""),
        "status": "failed" if error else "checked" if dry_run else "sent",
        "segments": 0 if error else segments,
        "error": error,
    }
