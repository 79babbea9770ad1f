"""
What a run log must be able to do, and the questions people ask of it.

`RunStore` is a protocol: `SqliteRunStore` is the one that ships, and any other
must pass the same contract (`tests/runs/store_contract.py`).  A store takes and
gives domain objects; nobody outside it sees a row.
"""

import statistics
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, Self

from codika.model import Environment, JsonText, Run, RunEvent, RunStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """Which runs to list; an empty field does not filter."""

    workflow_id: str = ""
    status: frozenset[RunStatus] = frozenset()
    environment: Environment | None = None
    instance_id: str = ""
    user: str = ""
    is_sample: bool | None = None
    """Only samples, or none; `None` lists both."""
    text: str = ""
    """
    Part of the id, the execution id, the workflow, the inputs, the user or what
    the error says, in upper or lower case.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """One page of a list of runs, newest first."""

    runs: tuple[Run, ...]
    total: int
    """How many runs pass the filter in all."""
    next_before: str | None
    """Pass as `before` for the next page; `None` on the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualTime:
    """How long a workflow usually takes, from its latest successful runs here."""

    n: int
    """How many runs it was learned from."""
    median_ms: float
    low_ms: float
    """5 of 100 runs were quicker."""
    high_ms: float
    """5 of 100 runs were slower."""
    durations_ms: tuple[float, ...] = field(default=(), repr=False, compare=False)
    """All of them, the shortest first."""

    @classmethod
    def of(cls, durations: Sequence[float]) -> Self:
        """Learn from durations in milliseconds, at least one."""
        ordered = tuple(sorted(durations))
        # `quantiles` wants two; one duration, twice, is all its percentiles.
        pair = ordered * 2 if len(ordered) == 1 else ordered
        twentieths = statistics.quantiles(pair, n=20, method="inclusive")
        return cls(
            n=len(ordered),
            median_ms=statistics.median(ordered),
            low_ms=twentieths[0],
            high_ms=twentieths[-1],
            durations_ms=ordered,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look at a pending run that brought no end."""

    run_id: str
    event: RunEvent
    reported_status: str | None
    """Codika's word, where it is not one of its documented three."""


class Unset:
    """The absence of a result, since `None` is one."""


UNSET = Unset()


class RunStore(Protocol):
    """
    A durable log of runs.

    Every method may be called from any thread.  A method that writes returns
    when the write would survive a loss of power.

    Raises:
        RunLogError: The log cannot be read or written.  Nothing was changed.
    """

    def add(self, run: Run, payload: Any, *, owner: str, lease: float) -> tuple[Run, bool]:
        """
        Put a new run on record, watched by `owner` for `lease` seconds.

        Returns:
            The run, and whether it is new.  A submission id that is on record
            already gives the run it belongs to, unchanged.
        """

    def save(
        self,
        run: Run,
        *events: RunEvent,
        was: Collection[RunStatus] = (),
        result: Any | Unset = UNSET,
    ) -> None:
        """
        Replace the record of a run and add to its timeline, both or neither.

        All but `is_awaited`, which is for people to say (`set_awaited`).

        Args:
            run: Its new state.
            events: What happened.
            was: Only if the stored status is one of these; empty means any.
            result: `resultData`, where there is one.

        Raises:
            RunNotFoundError: There is no such run.
            RunStateError: The stored status is none of `was`.
            ValueError: The result cannot be kept: it is nested too deeply.
        """

    def note_looks(self, looks: Sequence[Look]) -> frozenset[str]:
        """
        Add looks to the timelines of pending runs, and count them.

        Returns:
            The runs among them that are not pending; nothing was changed there.
        """

    def set_awaited(self, run_id: str, event: RunEvent, *, is_awaited: bool) -> None:
        """
        Keep whether somebody waits for a run, which `save` leaves as it is.

        Raises:
            RunNotFoundError: There is no such run.
            RunStateError: It is over.
        """

    def get(self, run_id: str) -> Run:
        """Return one run, or raise `RunNotFoundError`."""

    def payload(self, run_id: str) -> Any:
        """Return what was sent, or raise `RunNotFoundError`."""

    def result(self, run_id: str) -> Any | Unset:
        """Return `resultData`, or `UNSET` if the run has none."""

    def result_text(self, run_id: str) -> JsonText | Unset:
        """Return `resultData` as its text, which takes no long turn however big it is."""

    def events(self, run_id: str) -> tuple[RunEvent, ...]:
        """Return a run's timeline, oldest first."""

    def find(self, wanted: RunFilter, *, limit: int = 50, before: str | None = None) -> RunPage:
        """Return the newest runs that pass the filter, older than the run `before`."""

    def beside(self, wanted: RunFilter, run_id: str) -> tuple[str | None, str | None]:
        """Return the ids of the next newer and the next older run that pass the filter."""

    def open_runs(self) -> tuple[Run, ...]:
        """Return every run whose status will change by itself, oldest first."""

    def latest(self, instance_id: str, workflow_ids: Sequence[str]) -> Mapping[str, Run]:
        """Return the newest run of each workflow that has one."""

    def usual_times(self, instance_id: str, workflow_ids: Sequence[str]) -> Mapping[str, UsualTime]:
        """Return the usual time of each workflow that has succeeded before."""

    def durations(self, instance_id: str, workflow_id: str) -> tuple[float, ...]:
        """
        Return how long the latest ended runs took, in milliseconds, the newest first.

        Failed ones too: whoever waits for an end waits for either.
        """

    def ended_runs(
        self, instance_id: str, workflow_id: str, *, payload_hash: str = "", limit: int = 20
    ) -> tuple[Run, ...]:
        """
        Return the latest runs that succeeded or failed, the newest first.

        Args:
            instance_id: Where.
            workflow_id: Of which workflow.
            payload_hash: Only those with this payload; empty means any.
            limit: At most so many.
        """

    def same_payload(
        self, instance_id: str, workflow_id: str, payload_hash: str, *, since: datetime
    ) -> Run | None:
        """Return the newest run with this payload since then that succeeded or is under way."""

    def workflows_seen(self, instance_id: str) -> tuple[tuple[str, str], ...]:
        """Return id and title of every workflow with a run on record, by title."""

    def executions_on_record(self, execution_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the executions that some run is."""

    def claim(
        self, run_ids: Collection[str], owner: str, *, now: datetime, lease: float
    ) -> frozenset[str]:
        """
        Take the watch over runs that nobody watches, and keep what is ours.

        Args:
            run_ids: Candidates; those that are not open are passed over.
            owner: Who asks; unique to a tracker.
            now: The time by which leases have run out.
            lease: How long the claim holds, in seconds.

        Returns:
            Those that `owner` now watches.
        """

    def renew(self, owner: str, *, now: datetime, lease: float) -> Mapping[str, bool]:
        """
        Put off the end of every claim of `owner`.

        Returns:
            The runs that `owner` watches, and whether somebody waits for each.
        """

    def orphans(self, now: datetime) -> tuple[Run, ...]:
        """Return every open run that nobody watches at this time, oldest first."""

    def release(self, owner: str) -> None:
        """Give up every claim of `owner`, so that others need not wait for it to run out."""

    def name_of(self, browser_id: str) -> str:
        """Return the name a person gave in this browser; empty if none."""

    def remember_name(self, browser_id: str, name: str) -> None:
        """Keep the name a person gave in this browser; an empty one forgets it."""

    def close(self) -> None:
        """Finish what is being written and let go of the log.  May be called twice."""
