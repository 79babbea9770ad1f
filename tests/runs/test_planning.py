"""Looks at all pending runs together: what was learned, the shared price, and the reasons."""

import asyncio
import threading

import pytest

from codika import errors
from codika.runs.planning import Planner
from codika.runs.polling import PRICE, SHARPER, Habit

SCORING, REPORT = ("acme", "lead-scoring"), ("acme", "weekly-report")


class Past:
    """What the log knows of earlier runs; counts how often it is asked."""

    def __init__(self, **milliseconds):
        self.milliseconds = milliseconds
        self.asked = []

    def __call__(self, _, workflow_id):
        assert threading.current_thread() is not threading.main_thread()
        self.asked.append(workflow_id)
        return self.milliseconds.get(workflow_id.replace("-", "_"), ())


@pytest.fixture
def past():
    return Past(lead_scoring=[20_000.0] * 12)


async def test_a_look_is_planned_from_the_past_of_its_workflow(past):
    """
    Milliseconds of the log are seconds of the plan, and each workflow has its own.
    """
    planner = Planner(past)
    await planner.learn(SCORING)
    await planner.learn(REPORT)

    assert Habit([20.0] * 12).next_look(15.0) == planner.plan(SCORING, 15.0).delay
    assert Habit().next_look(15.0) == planner.plan(REPORT, 15.0).delay
    assert planner.plan(SCORING, 15.0).delay != planner.plan(REPORT, 15.0).delay


async def test_it_is_looked_more_often_for_somebody_who_waits(past):
    """
    At a sixteenth of the price looks come four times as often.
    """
    planner = Planner(past)
    await planner.learn(SCORING)
    awaited = planner.plan(SCORING, 19.0, is_awaited=True)

    assert Habit([20.0] * 12).next_look(19.0, PRICE / SHARPER) == awaited.delay
    assert awaited.delay < planner.plan(SCORING, 19.0).delay
    assert "somebody is waiting for it" == awaited.why


async def test_reasons(past):
    """
    A timeline says from how much was learned, and when nothing learned counted.
    """
    planner = Planner(past)
    past.milliseconds["weekly_report"] = [9000.0]
    for workflow in (SCORING, REPORT, ("acme", "new")):
        await planner.learn(workflow)

    assert "planned from 12 earlier runs" == planner.plan(SCORING, 19.5).why
    assert "planned from 1 earlier run" == planner.plan(REPORT, 8.9).why
    assert "planned without an earlier run to learn from" == planner.plan(("acme", "new"), 5.0).why
    assert "not left alone for longer" in planner.plan(SCORING, 0.0).why


async def test_learned_once_for_all_runs_of_a_workflow(past):
    """
    A hundred runs that start together read the log once.
    """
    planner = Planner(past)
    await asyncio.gather(*(planner.learn(SCORING) for _ in range(100)))

    assert ["lead-scoring"] == past.asked


async def test_an_end_is_learned_from(past):
    """
    Once a run has ended, the next plans know of it.
    """
    planner = Planner(past)
    await planner.learn(SCORING)
    before = planner.plan(SCORING, 3.0)
    past.milliseconds["lead_scoring"] = [4000.0] * 10 + [20_000.0] * 12
    planner.outdate(SCORING)
    await planner.keep_up({SCORING: [3.0]})

    assert planner.plan(SCORING, 3.0).delay < before.delay
    assert "planned from 22 earlier runs" == planner.plan(SCORING, 3.0).why


async def test_what_is_not_watched_is_forgotten(past):
    """
    Memory is for workflows with pending runs; what comes back is learned anew.
    """
    planner = Planner(past)
    await planner.learn(SCORING)
    await planner.keep_up({})
    await planner.learn(SCORING)

    assert ["lead-scoring"] * 2 == past.asked


async def test_more_to_watch_than_the_budget_allows_is_dearer_for_all(past):
    """
    The price rises with what is pending, and falls when it is over.
    """
    planner = Planner(past, budget=10.0)
    await planner.learn(SCORING)
    alone = planner.plan(SCORING, 19.5)
    await planner.keep_up({SCORING: [19.5] * 500})
    crowded = planner.plan(SCORING, 19.5)

    assert planner.price > PRICE
    assert crowded.delay > alone.delay
    assert "many runs sharing the requests" in crowded.why

    await planner.keep_up({SCORING: [19.5]})

    assert PRICE == planner.price
    assert alone == planner.plan(SCORING, 19.5)


async def test_a_log_that_cannot_be_read_stops_no_watch(caplog):
    """
    Without a past it is looked as if the workflow were new.
    """

    def broken(*_):
        raise errors.RunLogError("disk I/O error")

    planner = Planner(broken)
    await planner.learn(SCORING)

    assert Habit().next_look(0.0) == planner.plan(SCORING, 0.0).delay
    assert "nothing could be learned of lead-scoring" in caplog.text
