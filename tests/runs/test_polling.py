"""When to look next, learned from the past; all in seconds, none of it waited for."""

import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codika.runs.polling import (
    HIGHEST_PRICE,
    LEARN_FROM,
    PRICE,
    SHARPER,
    SHORTEST,
    Habit,
    longest_gap,
    price_for,
)

ONE_WAY = 0.04  # the network of these simulations

AGES = st.one_of(st.floats(0.0, 1e7), st.floats(0.0, 100.0), st.floats(allow_nan=True))
PRICES = st.floats(1e-6, HIGHEST_PRICE)
PASTS = st.lists(
    st.one_of(st.floats(0.0, 300.0), st.sampled_from([0.0, 20.0, 1e6]), st.floats()), max_size=70
)


def looks_until(habit, end, price=PRICE):
    """Return the ages of all looks at a run that ends at this age, over a network without delay."""
    ages = []
    age = 0.0
    while age < end:
        age += habit.next_look(age, price)
        ages.append(age)
    return ages


def watched(habit, duration):
    """Return when the end of a run is known and how many looks that took, over the network."""
    age, looks = 0.0, 0  # the watcher's clock starts when the trigger's answer comes
    while True:
        arrived = age + habit.next_look(age) + 2 * ONE_WAY
        age, looks = arrived, looks + 1
        if arrived >= duration:
            return arrived + ONE_WAY, looks


def lognormal(seed, n, median, spread):
    normal = np.random.default_rng(seed).standard_normal(n)
    return (median * np.exp(spread * normal)).tolist()


def cli(duration):
    """Return when the CLI knows: it looks at once, then 3 s after each answer."""
    age = 2 * ONE_WAY
    while age < duration:
        age += 3.0 + 2 * ONE_WAY
    return age + ONE_WAY


# -- one look ------------------------------------------------------------------


@pytest.mark.filterwarnings("error")
@settings(deadline=None)
@given(past=PASTS, age=AGES, price=PRICES)
def test_no_gap_is_longer_than_the_guard_or_shorter_than_courtesy(past, age, price):
    """
    Whatever the past and the clocks say: 0.1 s at least, and at most the age, or 3 s.
    """
    wait = Habit(past).next_look(age, price)

    assert SHORTEST <= wait <= max(3.0, age)


@pytest.mark.parametrize(
    ("age", "gap"),
    [(0.0, 2.8), (2.8, 2.8), (3.0, 2.8), (4.0, 3.8), (600.0, 599.8)],
)
def test_the_guard(age, gap):
    """
    Three seconds or the whole age, less the time on the network.
    """
    assert gap == pytest.approx(longest_gap(age), abs=1e-12)


@pytest.mark.parametrize("age", [-1.0, -math.inf, math.nan])
def test_an_age_that_cannot_be_is_zero(age):
    """
    A clock that jumped back neither stops the looking nor hurries it.
    """
    habit = Habit([20.0, 22.0])

    assert habit.next_look(0.0) == habit.next_look(age)


def test_looking_never_stops():
    """
    A run a thousand times older than any before is still looked at, ever more rarely.
    """
    ages = looks_until(Habit([1.0] * 60), 1e6)
    gaps = [after - before for before, after in itertools.pairwise(ages)]

    assert 1e6 <= ages[-1]
    assert max(gaps) < 0.1 * 1e6
    assert 0.0 < Habit().next_look(math.inf) < math.inf


@settings(deadline=None)
@given(past=PASTS, age=AGES, price=st.floats(1e-3, 1e3), factor=st.floats(1.0, 1e3))
def test_a_higher_price_never_hurries(past, age, price, factor):
    """
    Whoever pays more for a request waits at least as long.
    """
    habit = Habit(past)

    assert habit.next_look(age, price) <= habit.next_look(age, price * factor)


def test_a_run_that_is_waited_for_is_looked_at_four_times_as_often():
    """
    A sixteenth of the price is the fourth part of the gap.
    """
    usual, sharp = (len(looks_until(Habit(), 100.0, price)) for price in (PRICE, PRICE / SHARPER))

    assert 4.0 == pytest.approx(sharp / usual, rel=0.1)


# -- the past ------------------------------------------------------------------


def test_without_a_past():
    """
    The prior alone: every second or so, then slowly less, ninety looks in five minutes.
    """
    ages = looks_until(Habit(), 300.0)

    assert [1.2, 2.3, 3.5, 4.8, 6.1] == pytest.approx(ages[:5], abs=0.15)
    assert 90 == pytest.approx(len(ages), abs=2)


def test_a_clockwork():
    """
    Ten runs of twenty seconds: the guard's looks, then a dense few at twenty seconds.
    """
    ages = looks_until(Habit([20.0] * 10), 20.0)

    assert [2.8, 5.6, 11.0] == pytest.approx(ages[:3], abs=1e-9)
    assert all(18.0 < age < 20.6 for age in ages[3:])
    assert len(ages) <= 9


def test_two_modes_are_both_found():
    """
    A workflow that ends within two seconds or after twenty is left alone in between.
    """
    past = [1.0, 25.0, 24.0, 1.1, 27.0, 22.0, 0.9, 26.0, 1.0, 24.5] * 3
    ages = looks_until(Habit(past), 30.0)

    assert 2 <= sum(age < 2.0 for age in ages)
    assert 2 >= sum(4.0 < age < 18.0 for age in ages)
    assert 4 <= sum(18.0 <= age for age in ages)


@settings(deadline=None)
@given(past=st.lists(st.floats(0.0, 1e4), max_size=60), data=st.data())
def test_what_no_run_can_have_taken_is_left_out(past, data):
    """
    NaN, infinities and negative durations change nothing, wherever they stand.
    """
    mixed = list(past)
    for nonsense in (math.nan, math.inf, -math.inf, -1.0):
        mixed.insert(data.draw(st.integers(0, len(mixed))), nonsense)

    assert looks_until(Habit(past), 60.0) == looks_until(Habit(mixed), 60.0)


def test_only_the_newest_runs_count():
    """
    What is older than sixty runs is not looked at.
    """
    past = lognormal(1, LEARN_FROM, 30.0, 0.3)

    assert looks_until(Habit(past), 90.0) == looks_until(Habit([*past, 1.0, 900.0]), 90.0)


def test_new_runs_count_more_than_old_ones():
    """
    The same durations in another order are another habit.
    """
    quick, slow = [5.0, 5.5, 4.5] * 4, [50.0, 55.0, 45.0] * 4
    ages = [looks_until(Habit(past), 6.0) for past in (quick + slow, slow + quick)]

    assert len(ages[0]) > len(ages[1])


def test_the_same_past_gives_the_same_looks():
    """
    There is nothing random in a plan.
    """
    past = lognormal(2, 40, 12.0, 0.5)

    assert looks_until(Habit(past), 60.0) == looks_until(Habit(past), 60.0)


@pytest.mark.parametrize(
    "past",
    [
        pytest.param([0.0], id="one of nothing"),
        pytest.param([0.0] * 60, id="nothing always"),
        pytest.param([1e6], id="one of days"),
        pytest.param([1e300, 5e-324], id="beyond all"),
        pytest.param([20.0] * 59 + [1e6], id="one outlier"),
        pytest.param([1e6] + [20.0] * 59, id="an outlier just now"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_odd_pasts_still_make_a_plan(past):
    """
    Ten minutes are watched with a few hundred looks at most, and at least with the guard's.
    """
    assert 10 <= len(looks_until(Habit(past), 600.0)) <= 300


def test_one_outlier_changes_little():
    """
    A run that hung for days does not hide how long the others take.
    """
    past = lognormal(3, 30, 20.0, 0.1)
    usual, after = (watched(Habit(runs), 20.0) for runs in (past, [1e6, *past]))

    assert after[0] - usual[0] < 1.0
    assert after[1] <= usual[1] + 2


# -- learning, simulated -------------------------------------------------------


def test_five_runs_help_already():
    """
    Delay and requests together cost a fifth less than with nothing to learn from.
    """
    costs = {0: [], 5: []}
    for seed in range(60):
        *past, duration = lognormal((4, seed), 6, 20.0, 0.2)
        for known, cost in costs.items():
            end, looks = watched(Habit(past[:known]), duration)
            cost.append(end - duration + PRICE * looks)

    assert np.mean(costs[5]) < 0.8 * np.mean(costs[0])


@pytest.mark.parametrize(
    ("median", "spread"),
    [
        pytest.param(80.0, 0.1, id="four times slower"),
        pytest.param(5.0, 0.1, id="four times faster"),
        pytest.param(0.7, 0.1, id="fails at once"),
        pytest.param(600.0, 0.002, id="hangs"),
    ],
)
def test_a_change_of_habit_is_learned(median, spread):
    """
    The first surprise is known in time; from the sixth run on we are quicker than the CLI.
    """
    ours, theirs = [], []
    for seed in range(8):
        past = lognormal((5, seed), 50, 20.0, 0.1)
        for number, duration in enumerate(lognormal((6, seed), 12, median, spread)):
            end, _ = watched(Habit(past), duration)
            if number == 0:
                assert end <= max(2 * duration, duration + 3.0)
            if number >= 5:
                ours.append(end - duration)
                theirs.append(cli(duration) - duration)
            past = [duration, *past]

    assert np.mean(ours) < np.mean(theirs)


def test_ten_minutes_are_followed_to_their_end():
    """
    A run that takes as long as none before is known to have ended soon after.
    """
    end, looks = watched(Habit(lognormal(7, 30, 20.0, 0.3)), 600.0)

    assert end - 600.0 < 15.0
    assert looks < 200


# -- a budget for all ----------------------------------------------------------


def test_with_nothing_pending_the_price_is_the_usual():
    """
    A budget that nobody touches changes nothing.
    """
    assert [PRICE, PRICE] == [price_for(1.0, []), price_for(1.0, [(Habit(), [])])]


def test_a_budget_that_suffices_changes_nothing():
    """
    The price rises only when it must.
    """
    assert PRICE == price_for(10.0, [(Habit(), [0.0, 5.0, 60.0])])


def test_a_tighter_budget_is_a_higher_price():
    """
    Half the requests cost at least four times as much.
    """
    pending = [(Habit(lognormal(8, 20, 20.0, 0.2)), [float(age) for age in range(15, 35)])]
    prices = [price_for(budget, pending) for budget in (1e3, 16.0, 8.0)]

    assert PRICE == prices[0] < prices[1] < prices[2] / 4


@settings(deadline=None, max_examples=30)
@given(ages=st.lists(st.floats(0.0, 300.0), max_size=40), data=st.data())
def test_the_order_of_runs_makes_no_difference(ages, data):
    """
    Which run came first is nothing to the price.
    """
    habit = Habit([20.0, 30.0, 25.0])
    shuffled = data.draw(st.permutations(ages))
    cut = data.draw(st.integers(0, len(ages)))
    prices = [
        price_for(5.0, [(habit, ages)]),
        price_for(5.0, [(habit, shuffled[:cut]), (habit, shuffled[cut:])]),
    ]

    assert prices[0] == pytest.approx(prices[1], rel=0.002)


def test_a_budget_below_the_guard_leaves_the_guard():
    """
    The price cannot buy off the guard; the cap on what is sent has to hold then.
    """
    price = price_for(1.0, [(Habit(), [0.0] * 100)])

    assert HIGHEST_PRICE == pytest.approx(price, rel=0.01)
    assert longest_gap(0.0) == Habit().next_look(0.0, price)


def test_a_shared_budget_is_kept():
    """
    Two hundred runs, each replaced when it ends: no more requests than were allowed.
    """
    habits = [Habit(lognormal((9, n), 40, *workflow)) for n, workflow in enumerate(WORKFLOWS)]
    free, tight = (_requests_per_second(habits, budget) for budget in (math.inf, 40.0))

    assert 50.0 < free
    assert 30.0 < tight <= 40.0


WORKFLOWS = ((2.0, 0.5), (12.0, 0.45), (20.0, 0.1), (95.0, 0.55))  # median, spread


def _requests_per_second(habits, budget, *, runs=200, seconds=120, settling=40):
    """Watch that many runs second by second, at the price of the moment."""
    random = np.random.default_rng(10)

    def started(at):
        which = random.integers(len(habits))
        median, spread = WORKFLOWS[which]
        return which, at, at + median * math.exp(spread * random.standard_normal())

    # Begun at different times, so that not all are looked at together.
    live = [started(-random.uniform(0.0, 20.0)) for _ in range(runs)]
    due = [random.uniform(0.0, 3.0) for _ in range(runs)]
    sent = 0
    for now in range(seconds):
        ages = [[now - run[1] for run in live if run[0] == which] for which in range(len(habits))]
        price = price_for(budget, list(zip(habits, ages, strict=True)))
        for place in range(runs):
            while due[place] < now + 1:
                at = due[place]
                sent += now >= settling
                if at >= live[place][2]:
                    live[place] = started(at)
                which, begun, _ = live[place]
                due[place] = at + habits[which].next_look(at - begun, price) + 2 * ONE_WAY
    return sent / (seconds - settling)


def test_import_is_light():
    """
    Numpy is loaded with the first habit: most of what imports this only starts runs.
    """
    code = (
        "import sys, codika.runs, codika.runs.polling as learning;"
        "before = 'numpy' in sys.modules; learning.Habit();"
        "print(before, 'numpy' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "False True\n" == found.stdout
