"""Filters and scores 640 leads; what most people try first."""

import datetime as dt
import math
from collections import Counter
from typing import Any

from codika.sandbox import leads
from codika.sandbox.fields import field, options, section
from codika.sandbox.trace import Trace
from codika.sandbox.workflow import Duration, http, workflow

MODELS = {
    "balanced": {"size": 1.0, "intent": 1.0, "freshness": 1.0},
    "big-deals": {"size": 3.0, "intent": 1.0, "freshness": 0.5},
    "hot-now": {"size": 0.5, "intent": 2.0, "freshness": 3.0},
}
GRADES = ((75, "A"), (55, "B"), (35, "C"), (0, "D"))
LARGE = 2000  # employees that get full marks for size
EAGER = 12  # visits and tags that get full marks for intent
LAST_DAY = leads.FIRST_DAY.toordinal() + leads.DAYS

_WEIGHT = {"numberType": "double", "min": 0, "max": 5, "step": 0.1}


@workflow(
    id="lead-scoring",
    title="Lead scoring",
    description="Filters the leads of the sales team, scores them by size, intent and freshness.",
    triggers=(http(),),
    takes=Duration(2.4, 0.35, 1.0, 9.0),
    cost=2,
    integrations=("hubspot",),
    inputs=[
        section(
            "Which leads",
            field(
                "select",
                "country",
                "Country",
                description="All countries if left out",
                options=[{"value": name, "label": name} for name in leads.PLACES],
            ),
            field("multiselect", "industries", "Industries", options=options(*leads.INDUSTRIES)),
            field(
                "date",
                "created_since",
                "Created since",
                minDate="2024-10-01",
                maxDate="2026-12-31",
            ),
            field(
                "array",
                "tags",
                "With one of these tags",
                itemField={"type": "select", "options": options(*leads.TAGS)},
                maxItems=7,
            ),
            field("boolean", "include_customers", "Include customers", defaultValue=False),
        ),
        section(
            "How to score",
            field("radio", "model", "Model", options=options(*MODELS), defaultValue="balanced"),
            field(
                "object",
                "weights",
                "Own weights",
                description="They replace those of the model",
                schema=[
                    field("number", "size", "Size", **_WEIGHT),
                    field("number", "intent", "Intent", **_WEIGHT),
                    field("number", "freshness", "Freshness", **_WEIGHT),
                ],
            ),
            field(
                "number",
                "min_score",
                "Lowest score",
                numberType="integer",
                min=0,
                max=100,
                defaultValue=0,
            ),
            collapsible=True,
            defaultOpen=True,
        ),
    ],
    outputs=[
        field("number", "total_leads", "Leads", numberType="integer"),
        field("number", "qualified", "Qualified", description="Of grade A or B"),
        field("number", "average_score", "Average score"),
        field("number", "pipeline_value_eur", "Pipeline", description="Euro"),
        field("object", "by_grade", "By grade", schema=[]),
        field("objectArray", "leads", "Leads", itemSchema=[]),
    ],
    example={"country": "Belgium", "model": "balanced", "min_score": 20},
)
def score(trace: Trace) -> Any:
    """Filter, score, rank, add up."""
    given = trace.payload
    everything = trace.node("Read Leads", leads.leads(), kind="sheet", weight=3)
    chosen = trace.node(
        "Filter", [lead for lead in everything if _is_wanted(lead, given)], kind="filter"
    )
    own = {name: weight for name, weight in given.get("weights", {}).items() if weight is not None}
    weights = {**MODELS[given["model"]], **own}
    if not any(weights.values()):
        trace.fail("Score", "All weights are zero", kind="validation_error", code="NO_WEIGHT")
    scored = trace.node("Score", [_scored(lead, weights) for lead in chosen], weight=3)
    kept = [lead for lead in scored if lead["score"] >= given["min_score"]]
    kept.sort(key=lambda lead: (-lead["score"], lead["lead_id"]))
    trace.node("Rank", kept, kind="sort")
    grades = Counter(lead["grade"] for lead in kept)
    average = math.fsum(lead["score"] for lead in kept) / len(kept) if kept else None
    result = {
        "generated_at": trace.ended_iso,
        "total_leads": len(kept),
        "qualified": grades["A"] + grades["B"],
        "average_score": None if average is None else round(average, 1),
        "pipeline_value_eur": sum(lead["deal_value_eur"] for lead in kept),
        "by_grade": {grade: grades[grade] for _, grade in GRADES},
        "leads": kept,
    }
    trace.node(
        "Add Up",
        [{name: told for name, told in result.items() if name != "leads"}],
        kind="aggregate",
    )
    return result


def _is_wanted(lead: dict[str, Any], given: dict[str, Any]) -> bool:
    """Whether a lead passes all filters that were set."""
    company = lead["company"]
    return (
        given.get("country") in (None, "", company["country"])
        and company["industry"] in (given.get("industries") or leads.INDUSTRIES)
        and lead["created_on"] >= (given.get("created_since") or "")
        and (not given.get("tags") or not set(given["tags"]).isdisjoint(lead["tags"]))
        and (given["include_customers"] or not lead["is_customer"])
    )


def _scored(lead: dict[str, Any], weights: dict[str, float]) -> dict[str, Any]:
    """Return a lead with the weighted mean of its marks, 0 to 100, and its grade."""
    days = LAST_DAY - dt.date.fromisoformat(lead["last_contact_on"]).toordinal()
    marks = {
        "size": min(1.0, math.log1p(lead["company"]["employees"]) / math.log1p(LARGE)),
        "intent": min(1.0, (lead["visits"] / 4 + len(lead["tags"])) / EAGER),
        "freshness": max(0.0, min(1.0, 1 - days / leads.DAYS)),
    }
    total = math.fsum(weights[name] * mark for name, mark in marks.items())
    value = round(100 * total / math.fsum(weights.values()))
    grade = next(letter for lowest, letter in GRADES if value >= lowest)
    return {**lead, "score": value, "grade": grade}
