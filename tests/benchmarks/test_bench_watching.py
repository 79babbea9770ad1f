"""The made-up runs and networks that policies are compared on."""

import numpy as np
import pytest
from measuring.curves import Curve
from measuring.durations import CHANGES, FAMILIES, seeded
from measuring.optimum import optimum
from measuring.watching import Network, every, google, growing, watch_all, watch_one

ONE_WAY = 0.04


def network(runs):
    """Return a network that takes 40 ms each way, always."""
    return Network(*(np.full(shape, ONE_WAY) for shape in (runs, (runs, 64), (runs, 64))))


@pytest.mark.parametrize(
    ("policy", "delay", "looks"),
    [
        pytest.param(every(3.0, at_once=True), 6.28 - 5.0, 3, id="the CLI"),
        pytest.param(every(1.5), 6.36 - 5.0, 4, id="the docs' sample"),
        pytest.param(growing(0.5, 2.0, 2.0), 5.86 - 5.0, 4, id="growing"),
    ],
)
def test_a_run_of_five_seconds(policy, delay, looks):
    """
    The trigger's answer, then a wait and a round trip a look, until one finds the end.
    """
    seen = watch_all(np.array([5.0]), network(1), policy)

    assert (pytest.approx(delay), looks) == (seen.delay[0], seen.looks[0])


def test_one_by_one_is_as_all_at_once():
    """
    Ours and the others' are watched by the same rules, though by two functions.
    """
    durations = FAMILIES["medium"](seeded(1), 50)
    ways = Network.of(seeded(2), 50)
    together = watch_all(durations, ways, every(1.5))
    trips = np.stack([ways.there, ways.back], axis=-1).tolist()
    pairs = [watch_one(durations[n], ways.trigger[n], trips[n], lambda _: 1.5) for n in range(50)]
    delays, looks = zip(*pairs, strict=True)

    assert together.delay.tolist() == pytest.approx(delays)
    assert together.looks.tolist() == [*looks]


def test_back_off_with_jitter_waits_within_its_bounds():
    """
    At once, then up to a second, up to half as much again, and never more than twenty.
    """
    policy = google(seeded(3))
    waits = [policy(sent, np.zeros(1000)) for sent in (0, 1, 2, 50)]

    assert [0.0, 1.0, 1.5, 20.0] == pytest.approx([wait.max() for wait in waits], rel=0.02)


def test_whoever_knows_the_duration_looks_once():
    """
    The optimum for runs that all take the same is one look, on time.
    """
    policy = optimum(lambda _, n: np.full(n, 20.0), 0.08, 0)
    seen = watch_all(np.full(3, 20.0), network(3), policy)

    assert [1.0, 1.0, 1.0] == seen.looks.tolist()
    assert pytest.approx([ONE_WAY] * 3) == seen.delay


def test_nobody_beats_the_optimum():
    """
    No fixed interval costs less than what dynamic programming finds.
    """
    durations = FAMILIES["bimodal"](seeded(4), 3000)
    ways = Network.of(seeded(5), 3000)
    policies = [optimum(FAMILIES["bimodal"], 0.08, 0), *map(every, (0.5, 1.0, 1.5, 2.0, 3.0))]
    seen = [watch_all(durations, ways, policy) for policy in policies]
    best, *others = [one.delay.mean() + 0.08 * one.looks.mean() for one in seen]

    assert best < 0.8 * min(others)


@pytest.mark.parametrize("family", [*FAMILIES.values(), *CHANGES.values()])
def test_durations_are_fixed_by_seed(family):
    """
    Two runs of a benchmark watch the same runs.
    """
    once, again = (family(seeded(6), 100) for _ in range(2))

    assert once.tolist() == again.tolist()
    assert (once > 0.0).all()


def test_a_curve_is_read_where_the_other_policy_stands():
    """
    Twice the delay for half the looks is a straight line on both logarithmic axes.
    """
    curve = Curve(delay=np.array([0.5, 1.0, 4.0]), looks=np.array([16.0, 8.0, 2.0]))

    assert pytest.approx(2.0) == curve.delay_at(4.0)
    assert pytest.approx(4.0) == curve.looks_at(2.0)


def test_a_curve_is_never_drawn_longer_than_it_is():
    """
    What was not tried is not guessed.
    """
    curve = Curve(delay=np.array([0.5, 1.0]), looks=np.array([16.0, 8.0]))

    with pytest.raises(ValueError, match="beyond the prices"):
        curve.delay_at(20.0)
