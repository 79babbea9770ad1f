"""Checks an account number; fails by its input, as its example shows."""

import re
from typing import Any

from codika.sandbox.fields import field
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27,
    "LT": 20, "LU": 20, "LV": 21, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24,
    "SE": 24, "SI": 19, "SK": 24,
}  # fmt: skip
REMAINDER = 1  # ISO 7064, MOD 97-10
NODE = "Check Digits"


@workflow(
    id="validate-iban",
    title="Validate IBAN",
    description="Checks a European account number, and fails when its check digits are wrong.",
    triggers=(http(),),
    takes=Duration(0.5, 0.4, 0.15, 1.8),
    cost=0.05,
    inputs=[
        field(
            "string",
            "iban",
            "IBAN",
            description="Blanks do not matter",
            placeholder="BE68 5390 0754 7034",
            required=True,
            maxLength=42,
            regex="^[A-Za-z0-9 ]+$",
            regexError="may hold letters, digits and blanks only",
        )
    ],
    outputs=[
        field("boolean", "valid", "Valid"),
        field("string", "iban", "IBAN", description="In groups of four"),
        field("string", "country", "Country", description="ISO 3166 code"),
        field("string", "check_digits", "Check digits"),
        field("string", "account", "Account", description="The national number in it"),
    ],
    example={"iban": "BE68 5390 0754 7035"},
    shows={"iban": "BE68 5390 0754 7034"},
    notes=(
        "The example ends in a wrong digit, to show a failure; with 7034 at its end it is valid",
    ),
)
def validate(trace: Trace) -> Any:
    """Length by country, then the remainder by 97."""
    iban = re.sub(r"\s", "", trace.payload["iban"]).upper()
    country = iban[:2]
    trace.node("Normalize", [{"iban": iban, "country": country}], kind="set")
    if country not in LENGTHS:
        trace.fail(NODE, f"Unknown country in IBAN: {country}", code="UNKNOWN_COUNTRY")
    if len(iban) != LENGTHS[country]:
        trace.fail(
            NODE,
            f"An IBAN of {country} has {LENGTHS[country]} characters, this one has {len(iban)}",
            code="WRONG_LENGTH",
        )
    digits = "".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])
    if int(digits) % 97 != REMAINDER:
        trace.fail(
            NODE, f"The check digits of {_grouped(iban)} are wrong", code="WRONG_CHECK_DIGITS"
        )
    result = {
        "valid": True,
        "iban": _grouped(iban),
        "country": country,
        "check_digits": iban[2:4],
        "account": iban[4:],
    }
    trace.node(NODE, [result])
    return result


def _grouped(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
