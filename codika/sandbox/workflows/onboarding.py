"""Prepares the first weeks of a new colleague; calls a sub-workflow for the accounts."""

import datetime as dt
from typing import Any

from codika.sandbox.fields import field, options, section
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

# Days after the first one, who does it, what.
PLAN = (
    (-5, "IT", "Order and set up the equipment"),
    (-2, "Office", "Prepare desk and badge"),
    (0, "Manager", "Welcome and tour"),
    (0, "IT", "Hand out the equipment"),
    (1, "HR", "Sign the remaining papers"),
    (3, "Buddy", "First lunch with the team"),
    (7, "Manager", "First look back"),
    (30, "HR", "One-month conversation"),
    (90, "Manager", "End of the trial period"),
)
PRICES = {"laptop": 1450.0, "monitor": 280.0, "headset": 95.0, "phone": 520.0, "chair": 340.0}


@workflow(
    id="onboarding",
    title="Onboard a colleague",
    description="Plans a new colleague's first weeks, creates accounts and orders equipment.",
    triggers=(http(),),
    takes=Duration(3.6, 0.3, 1.5, 12.0),
    cost=3,
    integrations=("google_calendar", "slack"),
    inputs=[
        section(
            "Who",
            field(
                "string",
                "full_name",
                "Full name",
                description="May be left as it is for a position still open",
                minLength=2,
                maxLength=80,
                defaultValue="New colleague",
            ),
            field(
                "select",
                "department",
                "Department",
                options=options("sales", "support", "engineering", "finance"),
                defaultValue="sales",
            ),
            field("date", "start_date", "First day", minDate="2020-01-01", maxDate="2035-12-31"),
            field(
                "object",
                "contact",
                "Private contact",
                schema=[
                    field(
                        "string",
                        "email",
                        "E-mail",
                        regex="^[^@ ]+@[^@ ]+$",
                        regexError="must be an e-mail address",
                    ),
                    field("string", "phone", "Phone", maxLength=30),
                    field("boolean", "may_text", "May be texted", defaultValue=True),
                ],
            ),
        ),
        section(
            "What",
            field(
                "objectArray",
                "equipment",
                "Equipment",
                itemSchema=[
                    field("select", "item", "Item", options=options(*PRICES), required=True),
                    field(
                        "number",
                        "quantity",
                        "Quantity",
                        numberType="integer",
                        min=1,
                        max=10,
                        required=True,
                    ),
                    field("string", "note", "Note", maxLength=200),
                ],
                defaultValue=[{"item": "laptop", "quantity": 1}],
                minItems=0,
                maxItems=20,
            ),
            field("array", "teams", "Teams to join", itemField={"type": "string", "maxLength": 40}),
            description="What is ordered and where the colleague belongs.",
            collapsible=True,
            defaultOpen=False,
        ),
    ],
    outputs=[
        field("string", "email", "E-mail"),
        field("date", "start_date", "First day"),
        field("number", "equipment_total_eur", "Equipment", description="Euro"),
        field("objectArray", "tasks", "Tasks", itemSchema=[]),
        field("objectArray", "accounts", "Accounts", itemSchema=[]),
    ],
    example={
        "full_name": "Zoë Peeters",
        "department": "engineering",
        "start_date": "2026-12-01",
        "contact": {"email": "zoe@example.org", "phone": "+32 470 00 00 01", "may_text": True},
        "equipment": [
            {"item": "laptop", "quantity": 1},
            {"item": "monitor", "quantity": 2, "note": "27 inch"},
        ],
        "teams": ["platform", "on-call"],
    },
    notes=("Calls the provision-accounts sub-workflow",),
)
def onboard(trace: Trace) -> Any:
    """Accounts, orders, calendar."""
    given = trace.payload
    start = (
        dt.date.fromisoformat(given["start_date"])
        if given.get("start_date")
        else _next_monday(trace.created.date())
    )
    person = {"full_name": given["full_name"], "department": given["department"]}
    provisioned = trace.call("Provision Accounts", "provision-accounts", person, weight=4)
    orders = trace.node("Order Equipment", [_order(line) for line in given["equipment"]])
    tasks = [
        {
            "due": _working_day(start + dt.timedelta(days=offset)).isoformat(),
            "owner": owner,
            "task": task,
            "done": False,
        }
        for offset, owner, task in PLAN
    ]
    trace.node("Plan Tasks", tasks, kind="request")
    result = {
        "full_name": given["full_name"],
        "email": provisioned["email"],
        "start_date": start.isoformat(),
        "equipment_total_eur": round(sum(order["total_eur"] for order in orders), 2),
        "teams": given.get("teams", []),
        "tasks": tasks,
        "accounts": provisioned["accounts"],
        "orders": orders,
    }
    trace.node("Summarize", [{"email": result["email"], "task_count": len(tasks)}], kind="set")
    return result


def _order(line: dict[str, Any]) -> dict[str, Any]:
    price = PRICES[line["item"]]
    quantity = int(line["quantity"])
    return {
        "item": line["item"],
        "quantity": quantity,
        "unit_price_eur": price,
        "total_eur": round(price * quantity, 2),
        "note": line.get("note"),
    }


def _next_monday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=7 - day.weekday())


def _working_day(day: dt.date) -> dt.date:
    """Return the day itself, or the Monday after it."""
    saturday = 5
    return _next_monday(day) if day.weekday() >= saturday else day
