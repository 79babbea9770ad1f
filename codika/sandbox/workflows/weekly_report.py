"""The week of a small restaurant in numbers; runs by the clock and needs no input."""

import datetime as dt
from typing import Any

from codika.sandbox import datasets, draws
from codika.sandbox.fields import field
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, schedule, workflow

WEEKS = 12
# Guests on an ordinary day, Monday first.
USUAL_GUESTS = (0, 34, 38, 52, 88, 110, 76)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHANNELS = {"walk-in": 0.55, "reservation": 0.33, "delivery": 0.12}


@workflow(
    id="weekly-report",
    title="Weekly report",
    description="Reports the restaurant's revenue, guests and tips of the last twelve weeks.",
    triggers=(schedule("0 7 * * 1", "Europe/Brussels"),),
    takes=Duration(2.2, 0.35, 0.9, 9.0),
    cost=1.5,
    integrations=("slack",),
    outputs=[
        field("string", "title", "Title"),
        field("string", "generatedAt", "Generated at", description="ISO 8601 timestamp"),
        field("text", "summary", "Summary", description="Markdown"),
        field("boolean", "status", "Complete"),
        field("object", "kpis", "Key figures", schema=[]),
        field("objectArray", "daily", "Days", itemSchema=[]),
        field("objectArray", "channels", "Channels", itemSchema=[]),
    ],
    notes=("Schedule: every Monday at 7:00 (Europe/Brussels)", "Closed on Mondays"),
)
def report(trace: Trace) -> Any:
    """Add up the last full week, compare it with the one before."""
    today = trace.created.date()
    monday = today - dt.timedelta(days=today.weekday())
    first = monday - dt.timedelta(weeks=WEEKS)
    days = [_day(first + dt.timedelta(days=offset)) for offset in range(7 * WEEKS)]
    trace.node("Read Till", days, kind="sheet", weight=4)
    last, previous = _added(days[-7:]), _added(days[-14:-7])
    kpis = {
        **last,
        "revenue_change_percent": _change(last["revenue_eur"], previous["revenue_eur"]),
        "guests_change_percent": _change(last["guests"], previous["guests"]),
    }
    trace.node("Add Up", [kpis], kind="aggregate")
    channels = [
        {"channel": name, "revenue_eur": round(last["revenue_eur"] * share, 2), "share": share}
        for name, share in CHANNELS.items()
    ]
    week = monday - dt.timedelta(days=7)
    result = {
        "title": f"Week of {week.isoformat()}",
        "generatedAt": trace.ended_iso,
        "status": True,
        "summary": _summary(week, kpis),
        "kpis": kpis,
        "daily": days,
        "channels": channels,
    }
    trace.node("Post to Slack", [{"title": result["title"]}], kind="request", weight=2)
    return result


def _day(day: dt.date) -> dict[str, Any]:
    """Return the figures of one day; the same whenever it is asked for."""
    usual = USUAL_GUESTS[day.weekday()]
    guests = round(usual * draws.lognormal(1.0, 0.12, "guests", day))
    bills = [
        draws.pick(datasets.rows("tips"), "bill", day, number) for number in range(guests // 2)
    ]
    return {
        "date": day.isoformat(),
        "weekday": WEEKDAYS[day.weekday()],
        "guests": guests,
        "bills": len(bills),
        "revenue_eur": round(sum(float(bill["total_bill"]) for bill in bills), 2),
        "tips_eur": round(sum(float(bill["tip"]) for bill in bills), 2),
    }


def _added(days: list[dict[str, Any]]) -> dict[str, Any]:
    revenue = round(sum(day["revenue_eur"] for day in days), 2)
    bills = sum(day["bills"] for day in days)
    return {
        "revenue_eur": revenue,
        "guests": sum(day["guests"] for day in days),
        "bills": bills,
        "tips_eur": round(sum(day["tips_eur"] for day in days), 2),
        "average_bill_eur": round(revenue / bills, 2) if bills else None,
    }


def _change(now: float, before: float) -> float | None:
    return round((now / before - 1) * 100, 1) if before else None


def _summary(week: dt.date, kpis: dict[str, Any]) -> str:
    return (
        f"## Week of {week.isoformat()}\n\n"
        f"- Revenue **€{kpis['revenue_eur']:,.2f}** ({kpis['revenue_change_percent']:+.1f} %)\n"
        f"- Guests **{kpis['guests']}** ({kpis['guests_change_percent']:+.1f} %)\n"
        f"- Average bill **€{kpis['average_bill_eur']:.2f}**\n"
    )
