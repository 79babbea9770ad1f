"""
Starting runs and deciding about them: what a page's buttons and a notebook call.

The record comes first: a run is on disk before anything is sent, so closing the
browser tab or pulling the plug loses nothing.  Sending and watching are the
tracker's work; nothing here waits for Codika.
"""

import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from codika import errors
from codika.api.wire import trigger_body
from codika.language import in_english, later, say
from codika.model import ProcessInstance, Run, RunEvent, RunStatus
from codika.runs.admission import check_id, check_known, check_start
from codika.runs.ids import new_id
from codika.runs.payloads import payload_hash
from codika.runs.preview import preview
from codika.runs.sqlite import SqliteRunStore
from codika.runs.steps import now
from codika.runs.store import RunStore
from codika.runs.tracker import WATCH_LIMIT, Tracker
from codika.runs.traffic import Traffic
from codika.schema.composite import Item
from codika.schema.redaction import is_incomplete, redacted

LOOK_EVERY = 0.1  # seconds between two looks into the log while `wait` waits
# Seconds for triggers in flight to be answered; less than a lease lasts unrenewed, so
# that the successor takes no run over which is still watched.
HAND_OVER_WITHIN = 5.0

_DISMISSED = later("Somebody checked: it did not start.")
_TAKEN_BACK = later("Taken back before it was sent.")
_WAITS, _SOMEBODY_WAITS = later("{who} waits for it."), later("Somebody waits for it.")
_WAITS_NO_LONGER = later("{who} waits no longer.")
_NOBODY_WAITS = later("Somebody waits no longer.")


class RunService:
    """
    Runs of one run log.

    Use `RunService.open` unless you bring a store or a tracker of your own.

    Attributes:
        store: The run log, for reading.
    """

    def __init__(
        self,
        store: RunStore,
        tracker: Tracker,
        *,
        watch_limit: float,
        set_aside: Iterable[str] = (),
    ) -> None:
        self.store = store
        self._tracker = tracker
        self._watch_limit = timedelta(seconds=watch_limit)
        self._set_aside = frozenset(set_aside)

    @classmethod
    def open(
        cls,
        path: Path,
        instances: Iterable[ProcessInstance],
        *,
        watch_limit: float = WATCH_LIMIT,
        set_aside: Iterable[ProcessInstance] = (),
    ) -> Self:
        """
        Open a run log and begin to watch what is open in it.

        Args:
            path: The SQLite file; made if it is not there.
            instances: Where runs may be started.
            watch_limit: Seconds after which a pending run becomes `unwatched`.
            set_aside: Where runs are watched, and none is started.

        Raises:
            RunLogError: The log cannot be opened.
        """
        store = SqliteRunStore(path)
        aside = {instance.id: instance for instance in set_aside}
        by_id = aside | {instance.id: instance for instance in instances}
        tracker = Tracker(store, by_id, watch_limit=watch_limit, beside=path)
        tracker.start()
        return cls(store, tracker, watch_limit=watch_limit, set_aside=aside)

    def close(self) -> None:
        """End the watch and let go of the log; open runs go on in Codika."""
        self._tracker.stop()
        self.store.close()

    def hand_over(self, successor: Self) -> None:
        """
        Close in favour of another service of the same log, which is open already.

        It goes on watching within seconds, and sends what waits to be sent.
        """
        self._tracker.stop(within=HAND_OVER_WITHIN, heir=successor._tracker)
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def start(  # noqa: PLR0913  each is a fact of the record
        self,
        instance: ProcessInstance,
        workflow_id: str,
        payload: dict[str, Any],
        *,
        user: str = "",
        title: str = "",
        submission_id: str | None = None,
        rerun_of: str | None = None,
        is_sample: bool = False,
        inputs: Iterable[Item] = (),
    ) -> Run:
        """
        Put a run on record and have it sent; returns as soon as it is on disk.

        Args:
            instance: Where to run it.
            workflow_id: The `workflowTemplateId`.
            payload: Values by input-schema key, already checked.
            user: Whose run it is, as people know them.
            title: What people call the workflow.
            submission_id: One per press of Run.  The same again, from another
                tab or process, returns the first run and starts nothing.
            rerun_of: The run it was started from.
            is_sample: Made to have something to show; in a sandbox only.
            inputs: The input schema.  What it marks as secret is sent and not
                kept, as is what is named like one.

        Raises:
            PayloadError: The payload is no JSON object, or the workflow id is
                none; nothing was sent or saved.
            ConfigurationError: The instance is none of this service, or not as the
                service knows it.
            RunLogError: The run could not be saved; nothing was sent.
        """
        known = self._tracker.instance(instance.id)
        check_start(instance, known, set_aside=self._set_aside, is_sample=is_sample)
        check_id(workflow_id, say("The workflow id"))
        trigger_body(payload)  # raises what sending would, while somebody still listens
        kept = redacted(inputs, payload)
        run = Run(
            id=new_id(),
            submission_id=submission_id or uuid.uuid4().hex,
            instance_id=instance.id,
            instance_name=instance.title,
            environment=instance.environment,
            workflow_id=workflow_id,
            workflow_title=title or workflow_id,
            inputs=preview(kept),
            user=user,
            status=RunStatus.QUEUED,
            created_at=now(),
            payload_hash=payload_hash(kept),
            rerun_of=rerun_of,
            is_sample=is_sample,
        )
        if is_incomplete(kept):
            # Before the run is on disk: from then on a sweep may begin with it.
            self._tracker.carry(run.id, payload)
        is_new = False
        try:
            added, is_new = self.store.add(
                run, kept, owner=self._tracker.owner, lease=self._tracker.lease
            )
        finally:
            if not is_new:
                self._tracker.let_go(run.id)
        if is_new:
            self._tracker.follow(added.id)
        return added

    def wait(self, run_id: str, timeout: float = 300.0) -> Run:
        """
        Return the run once nothing more will happen to it by itself.

        Raises:
            WaitTimeoutError: It was still open after `timeout` seconds; it goes on.
            RunNotFoundError: There is no such run.
        """
        started = time.monotonic()
        while (run := self.store.get(run_id)).status.is_open:
            if time.monotonic() - started > timeout:
                raise errors.WaitTimeoutError(run.execution_id or run_id, timeout)
            time.sleep(LOOK_EVERY)
        return run

    def look_again(self, run_id: str) -> Run:
        """
        Watch an unwatched run again, for as long as a new one.

        Raises:
            RunStateError: It is not unwatched.
            ConfigurationError: Its instance is none of this service.
        """
        return self._reopen(
            self.store.get(run_id), RunStatus.UNWATCHED, later("Somebody asked to look again.")
        )

    def link(self, run_id: str, execution_id: str) -> Run:
        """
        Tell that an unconfirmed run did start, and as which execution.

        Raises:
            PayloadError: That is no execution id.
            RunStateError: It is not unconfirmed.
            ConfigurationError: Its instance is none of this service.
        """
        execution_id = execution_id.strip()
        check_id(execution_id, say("The execution id"))
        run = replace(self.store.get(run_id), execution_id=execution_id)
        why = in_english("Somebody found it as {execution}.", execution=execution_id)
        return self._reopen(run, RunStatus.UNCONFIRMED, why)

    def dismiss(self, run_id: str) -> Run:
        """
        Tell that an unconfirmed run did not start; its record says so from then on.

        Raises:
            RunStateError: It is not unconfirmed.
        """
        moment = now()
        run = replace(self.store.get(run_id), status=RunStatus.REJECTED, ended_at=moment)
        event = RunEvent(at=moment, kind="rejected", text=_DISMISSED)
        self.store.save(run, event, was={RunStatus.UNCONFIRMED})
        return run

    def set_awaited(self, run_id: str, *, is_awaited: bool = True, user: str = "") -> None:
        """
        Tell that somebody waits for an open run: it is looked at four times as often.

        Args:
            run_id: Of the run.
            is_awaited: Or that nobody waits any more.
            user: Who says so.

        Raises:
            RunNotFoundError: There is no such run.
            RunStateError: It is over.
        """
        if user:
            text = in_english(_WAITS if is_awaited else _WAITS_NO_LONGER, who=user)
        else:
            text = _SOMEBODY_WAITS if is_awaited else _NOBODY_WAITS
        event = RunEvent(at=now(), kind="awaited", text=text)
        self.store.set_awaited(run_id, event, is_awaited=is_awaited)
        self._tracker.tell(run_id, is_awaited=is_awaited)

    def traffic(self) -> Mapping[str, Traffic]:
        """Return what was sent to each instance of this service so far, by its id."""
        return self._tracker.traffic()

    def cancel(self, run_id: str) -> Run:
        """
        Take back a run that has not been sent.

        Raises:
            RunStateError: Too late: it was sent, and Codika cannot stop it.
        """
        moment = now()
        run = replace(self.store.get(run_id), status=RunStatus.CANCELLED, ended_at=moment)
        event = RunEvent(at=moment, kind="cancelled", text=_TAKEN_BACK)
        self.store.save(run, event, was={RunStatus.QUEUED})
        self._tracker.let_go(run_id)
        return run

    def _reopen(self, run: Run, was: RunStatus, why: str) -> Run:
        check_known(self._tracker.instance(run.instance_id), run.instance_name)
        moment = now()
        run = replace(
            run,
            status=RunStatus.PENDING,
            accepted_at=run.accepted_at or run.triggered_at or moment,
            watch_until=moment + self._watch_limit,
            error=None,
        )
        self.store.save(run, RunEvent(at=moment, kind="resumed", text=why), was={was})
        self._tracker.take_over(run.id)
        return run
