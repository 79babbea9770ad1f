"""Reads invoices out of plain text: supplier, nested lines, tax and totals."""

import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from codika.sandbox.fields import field, options
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

LINE = re.compile(
    r"^\s*(?P<quantity>\d{1,6}(?:[.,]\d{1,3})?)\s*x\s+(?P<description>.{1,120}?)\s*@\s*"
    r"(?P<price>\d{1,9}(?:[.,]\d{1,4})?)(?:\s+VAT\s*(?P<vat>\d{1,2})\s*%)?\s*$"
)
LABELS = {
    "number": re.compile(r"^\s*Invoice(?:\s+no\.?)?\s*:?\s*(\S{1,40})\s*$", re.IGNORECASE),
    "issued_on": re.compile(r"^\s*Date\s*:?\s*(\d{4}-\d\d-\d\d)\s*$", re.IGNORECASE),
    "supplier": re.compile(r"^\s*(?:From|Supplier)\s*:\s*(.{1,120}?)\s*$", re.IGNORECASE),
    "vat_number": re.compile(r"^\s*VAT\s+number\s*:\s*([A-Z]{2}[A-Z0-9]{2,12})\s*$", re.IGNORECASE),
    "customer": re.compile(r"^\s*(?:To|Customer)\s*:\s*(.{1,120}?)\s*$", re.IGNORECASE),
}
CENT = Decimal("0.01")
USUAL_VAT = Decimal(21)
MAX_LINE = 400  # characters of one line that are looked at

EXAMPLE = """\
Invoice: 2026-0117
Date: 2026-10-02
From: Lumen Lighting BV
VAT number: BE0403170701
To: Acme Bikes
2 x Desk lamp @ 39.90 VAT 21%
10 x LED bulb E27 @ 3.25 VAT 21%
1 x Book "Light in the workshop" @ 24.00 VAT 6%
---
Invoice: 2026-0131
Date: 2026-10-19
From: Lumen Lighting BV
VAT number: BE0403170701
To: Acme Bikes
4 x Ceiling light @ 84.50 VAT 21%
0.5 x Hour of installation @ 62.00 VAT 21%
"""


@workflow(
    id="invoice-extraction",
    title="Invoice extraction",
    description="Reads invoices out of a document or text and returns lines, taxes and totals.",
    triggers=(http(),),
    takes=Duration(4.2, 0.4, 1.5, 18.0),
    cost=1.2,
    integrations=("openai", "google_drive"),
    inputs=[
        field(
            "file",
            "document",
            "Document",
            description="Can be given in Codika's own screen only",
            maxSize=10485760,
            allowedMimeTypes=["application/pdf", "image/*", ".docx"],
            showPreview=True,
        ),
        field(
            "text",
            "invoice_text",
            "Text of the invoices",
            description="Several are parted by a line of ---",
            maxLength=50000,
            rows=12,
        ),
        field(
            "select",
            "currency",
            "Currency",
            options=[{"value": code, "label": code} for code in ("EUR", "USD", "GBP", "CHF")],
            defaultValue="EUR",
        ),
        field(
            "objectArray",
            "corrections",
            "Corrections",
            description="What the reader gets wrong and you know better",
            itemSchema=[
                field("string", "invoice_number", "Invoice", required=True, maxLength=40),
                field(
                    "select",
                    "field",
                    "Field",
                    options=options("supplier", "customer", "issued_on"),
                    required=True,
                ),
                field("string", "value", "Value", required=True, maxLength=120),
            ],
            maxItems=50,
        ),
    ],
    outputs=[
        field("number", "invoice_count", "Invoices", numberType="integer"),
        field("number", "total_gross", "Total", description="With tax"),
        field("string", "currency", "Currency"),
        field("objectArray", "invoices", "Invoices", itemSchema=[]),
        field("array", "warnings", "Warnings", itemField={"type": "string"}),
    ],
    example={"invoice_text": EXAMPLE, "currency": "EUR"},
    notes=("A line reads: 2 x Desk lamp @ 39.90 VAT 21%",),
)
def extract(trace: Trace) -> Any:
    """Part the invoices, read each, correct, add up."""
    given = trace.payload
    document = given.get("document") or {}
    text = given.get("invoice_text") or str(document.get("text") or "")
    if not text.strip():
        trace.fail("Read Document", "Neither a document nor a text was given", code="NO_INPUT")
    parts = [part for part in re.split(r"(?m)^[ \t]*-{3,}[ \t]*$", text) if part.strip()]
    trace.node("Read Document", [{"text": part} for part in parts], kind="request", weight=3)
    warnings: list[str] = []
    invoices = [_invoice(part, warnings) for part in parts]
    invoices = [one for one in invoices if one["lines"]]
    if not invoices:
        trace.fail("Extract Lines", "No invoice line was found in the text", code="NO_LINES")
    trace.node("Extract Lines", invoices, kind="model", weight=6)
    for correction in given.get("corrections", []):
        _correct(invoices, correction)
    trace.node("Correct", invoices, weight=0.5)
    gross = sum((Decimal(str(one["totals"]["gross"])) for one in invoices), Decimal(0))
    return {
        "invoice_count": len(invoices),
        "total_gross": float(gross),
        "currency": given["currency"],
        "invoices": invoices,
        "warnings": warnings,
    }


def _invoice(text: str, warnings: list[str]) -> dict[str, Any]:
    """Return one invoice; what cannot be read is warned of."""
    found: dict[str, str] = {}
    lines: list[dict[str, Any]] = []
    for long in text.strip().splitlines():
        # One blank in a row and not too many characters: the patterns then have no way
        # to take more than a moment.
        raw = " ".join(long[:MAX_LINE].split())
        item = LINE.match(raw)
        if item is not None:
            lines.append(_line(item, len(lines) + 1))
            continue
        for name, label in LABELS.items():
            match = label.match(raw)
            if match is not None:
                found.setdefault(name, match[1])
                break
        else:
            if raw:
                warnings.append(f"Not understood: {raw[:80]}")
    return {
        "number": found.get("number"),
        "issued_on": found.get("issued_on"),
        "supplier": {"name": found.get("supplier"), "vat_number": found.get("vat_number")},
        "customer": found.get("customer"),
        "lines": lines,
        "totals": _totals(lines),
    }


def _line(item: re.Match[str], position: int) -> dict[str, Any]:
    quantity, price = _decimal(item["quantity"]), _decimal(item["price"])
    rate = Decimal(item["vat"]) if item["vat"] else USUAL_VAT
    net = _cents(quantity * price)
    vat = _cents(net * rate / 100)
    return {
        "position": position,
        "description": item["description"],
        "quantity": float(quantity),
        "unit_price": float(price),
        "vat_rate": float(rate),
        "net": float(net),
        "vat": float(vat),
        "gross": float(net + vat),
    }


def _totals(lines: list[dict[str, Any]]) -> dict[str, Any]:
    by_rate: dict[float, Decimal] = defaultdict(Decimal)
    for line in lines:
        by_rate[line["vat_rate"]] += Decimal(str(line["vat"]))
    net = sum((Decimal(str(line["net"])) for line in lines), Decimal(0))
    vat = sum(by_rate.values(), Decimal(0))
    return {
        "net": float(net),
        "vat": float(vat),
        "gross": float(net + vat),
        "vat_by_rate": [
            {"rate": rate, "amount": float(amount)} for rate, amount in sorted(by_rate.items())
        ],
    }


def _correct(invoices: list[dict[str, Any]], correction: dict[str, Any]) -> None:
    for invoice in invoices:
        if invoice["number"] == correction["invoice_number"]:
            if correction["field"] == "supplier":
                invoice["supplier"]["name"] = correction["value"]
            else:
                invoice[correction["field"]] = correction["value"]


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return Decimal(0)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
