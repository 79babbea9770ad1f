"""
Watching made-up runs over a made-up network, without any waiting.

A run starts at the server at 0; the watcher's clock starts when the trigger's
answer arrives.  A look that reaches the server when the run has ended, or
later, sees that; until its answer is back no other is sent.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from measuring.durations import Numbers

ROUND_TRIP = 0.08
"""Seconds, in the mean."""
_SURE, _SHAPE, _SCALE = 0.03, 2.0, 0.005  # one way: 30 ms and some
_TRIPS = 64
"""Round trips of one run that are different; then they repeat."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of watching some runs; one value a run."""

    delay: Numbers
    """Seconds from the end of the run until it was known."""
    looks: Numbers
    """Requests sent."""


@dataclass(frozen=True, slots=True)
class Network:
    """How long each message of each run is on its way, in seconds."""

    trigger: Numbers
    there: Numbers
    back: Numbers

    @classmethod
    def of(cls, random: np.random.Generator, runs: int) -> "Network":
        """Draw the network for so many runs: the same for whoever watches them."""

        def way(*shape: int) -> Numbers:
            return _SURE + random.gamma(_SHAPE, _SCALE, shape)

        return cls(way(runs), way(runs, _TRIPS), way(runs, _TRIPS))


Policy = Callable[[int, Numbers], Numbers]
"""From the number of looks so far and the ages to how long to wait now."""


def watch_all(durations: Numbers, network: Network, policy: Policy) -> Seen:
    """Watch all runs by one policy that knows nothing of the past."""
    clock, looks = network.trigger.copy(), np.zeros(len(durations))
    delay = np.zeros(len(durations))
    going = np.arange(len(durations))
    sent = 0
    while len(going):
        trip = sent % _TRIPS
        wait = policy(sent, clock[going] - network.trigger[going])
        arrived = clock[going] + wait + network.there[going, trip]
        clock[going] = arrived + network.back[going, trip]
        sent += 1
        ended = arrived >= durations[going]
        over = going[ended]
        delay[over], looks[over] = clock[over] - durations[over], sent
        going = going[~ended]
    return Seen(delay, looks)


def watch_one(
    duration: float,
    trigger: float,
    trips: Sequence[Sequence[float]],
    wait: Callable[[float], float],
) -> tuple[float, int]:
    """Watch one run, by a policy of its own; return delay and looks."""
    clock, sent = trigger, 0
    while True:
        there, back = trips[sent % _TRIPS]
        arrived = clock + wait(clock - trigger) + there
        clock = arrived + back
        sent += 1
        if arrived >= duration:
            return clock - duration, sent


# -- what others do ------------------------------------------------------------


def every(seconds: float, *, at_once: bool = False) -> Policy:
    """Look at a fixed interval, and perhaps before the first one too."""
    return lambda sent, ages: np.full(len(ages), 0.0 if at_once and not sent else seconds)


def growing(first: float, factor: float, longest: float) -> Policy:
    """Look after a wait that grows: exponential back-off."""
    return lambda sent, ages: np.full(len(ages), min(first * factor**sent, longest))


def google(random: np.random.Generator) -> Policy:
    """
    Look as google-api-core waits for an operation.

    At once, then after a wait drawn between nothing and a second, half as much
    again each time, 20 s in the end (`future/polling.py`, read 2026-11-21).
    """

    def wait(sent: int, ages: Numbers) -> Numbers:
        longest = min(1.5 ** (sent - 1), 20.0) if sent else 0.0
        return random.uniform(0.0, 1.0, len(ages)) * longest

    return wait
