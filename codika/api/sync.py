"""
Codika's API for code without an event loop: scripts, notebooks, Streamlit.

Each method hands its work to `AsyncCodika` on a loop in the background, where
all clients of the program share it.  Signatures and texts are written out, so
that editors and mypy see them; a test holds them to those of `AsyncCodika`.
"""

import contextlib
import queue
import weakref
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from codika import errors, model
from codika.api.client import MOST_LISTED, AsyncCodika
from codika.api.exchange import DEFAULT_TIMEOUTS, MAX_REPLY_BYTES, Timeouts
from codika.api.waiting import MEDIUM, OnLook, PollPlan
from codika.loop import EventLoopThread, shared_loop

_T = TypeVar("_T")


class Codika:
    """
    One process instance of Codika, for code without an event loop.

    Use it with `with`, or call `close`.  It may be used from several threads at
    once.  Every method raises a `codika.errors.CodikaError` when Codika refuses
    or cannot be reached; Ctrl-C ends the work as well as the waiting for it.

    Args:
        instance: Where to send requests, and the keys.
        transport: In place of real connections; for tests.
        max_reply_bytes: Replies beyond this are not read.
        timeouts: Of single requests.
        read_apart: Read big status replies in a process of their own, which leaves
            this one free for others; their result is then a `model.JsonText`.

    Raises:
        ConfigurationError: The instance's id, keys or URLs cannot be used.
    """

    def __init__(
        self,
        instance: model.ProcessInstance,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        max_reply_bytes: int = MAX_REPLY_BYTES,
        timeouts: Timeouts = DEFAULT_TIMEOUTS,
        read_apart: bool = False,
    ) -> None:
        self.instance = instance
        self._async = AsyncCodika(
            instance,
            transport=transport,
            max_reply_bytes=max_reply_bytes,
            timeouts=timeouts,
            read_apart=read_apart,
        )
        self._loop = shared_loop()
        self._loop.start()
        self._loop.open_clients.add(self._async)
        # A client that is dropped without `close` would leave its connections
        # open; at the end of the program the loop itself sees to them.
        self._closing = weakref.finalize(self, _close_later, self._loop, self._async)
        self._closing.atexit = False

    def __repr__(self) -> str:
        return f"<Codika {self.instance.title!r} {self.instance.fingerprint}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        if self._closing.detach() and self._loop.is_running:
            self._call(self._async.aclose())

    def trigger(self, workflow_id: str, payload: Mapping[str, Any]) -> str:
        """
        Start a workflow and return the execution's id.

        One request is sent, and never a second one: triggers are not idempotent.

        Args:
            workflow_id: A `workflowTemplateId`, such as `"main-workflow"`.
            payload: Values by input-schema key, without Codika's `payload` wrapper.

        Raises:
            PayloadError: The payload is not JSON; nothing was sent.
            NotConnectedError: There was no connection; nothing was sent.
            UnconfirmedTriggerError: Sent, but no usable answer: it may have started.
            ApiError: Codika refused; nothing was started.
        """
        return self._call(self._async.trigger(workflow_id, payload))

    def get(self, execution_id: str) -> model.Execution:
        """Ask once how an execution stands."""
        return self._call(self._async.get(execution_id))

    def wait(
        self,
        execution_id: str,
        *,
        timeout: float | None = None,
        plan: PollPlan = MEDIUM,
        on_look: OnLook | None = None,
    ) -> model.Execution:
        """
        Look until the execution has succeeded, and return it.

        Failures that may heal are sat out: silence, 5xx, 408, 425, 429 (for as
        long as the server asks), and a 404 in the first seconds.

        Args:
            execution_id: What `trigger` returned.
            timeout: Seconds; `None` takes the plan's.
            plan: How often to look.
            on_look: Called after every look with the execution, or with the
                error that was sat out.

        Raises:
            ExecutionFailedError: It ended, and failed.
            WaitTimeoutError: It had not ended in time.
            ApiError: Codika refused to tell.
        """
        return self._call_looking(
            lambda tell: self._async.wait(execution_id, timeout=timeout, plan=plan, on_look=tell),
            on_look,
        )

    def run(
        self,
        workflow_id: str,
        payload: Mapping[str, Any],
        *,
        timeout: float | None = None,
        plan: PollPlan = MEDIUM,
        on_look: OnLook | None = None,
    ) -> model.Execution:
        """
        Trigger a workflow, wait for it, and return the execution.

        See `trigger` and `wait` for the arguments and for what is raised.
        """
        return self._call_looking(
            lambda tell: self._async.run(
                workflow_id, payload, timeout=timeout, plan=plan, on_look=tell
            ),
            on_look,
        )

    def executions(
        self,
        *,
        workflow_id: str | None = None,
        status: model.ExecutionStatus | None = None,
        limit: int = 20,
    ) -> tuple[model.ExecutionSummary, ...]:
        """
        List the latest executions, newest first, however they were started.

        Needs an organization key with the scope `executions:read`.

        Args:
            workflow_id: Only those of one workflow.
            status: Only those; Codika documents `failed` alone.
            limit: 1 to 100.  There is no way to ask for older ones.
        """
        return self._call(
            self._async.executions(workflow_id=workflow_id, status=status, limit=limit)
        )

    def execution_details(
        self, execution_id: str, *, deep: bool = False, slim: bool = True
    ) -> model.ExecutionDetails:
        """
        Return what happened inside an execution, node by node, without its secrets.

        Needs an organization key with the scope `executions:read`.

        Args:
            execution_id: Codika's id, not n8n's.
            deep: With the executions of sub-workflows.
            slim: Without the workflow's definition and the pairing of items.
        """
        return self._call(self._async.execution_details(execution_id, deep=deep, slim=slim))

    def skills(self) -> tuple[model.Skill, ...]:
        """
        Return the texts that tell how to use each workflow.

        An organization key needs the scope `skills:read`.  Codika may refuse an
        instance key here; it is asked when there is no other, or when the
        organization key lacks the scope.
        """
        return self._call(self._async.skills())

    def instance_details(self, *, with_workflows: bool = True) -> model.InstanceDetails:
        """
        Return this process instance as Codika knows it.

        Needs an organization key with the scope `instances:read`.

        Args:
            with_workflows: With each workflow's triggers, cost and integrations.
        """
        return self._call(self._async.instance_details(with_workflows=with_workflows))

    def instances(
        self,
        *,
        environment: model.Environment | None = None,
        archived: bool = False,
        limit: int = MOST_LISTED,
    ) -> tuple[model.InstanceSummary, ...]:
        """
        List the instances that the key's owner may see, latest used first.

        Needs an organization key with the scope `instances:read`.

        Args:
            environment: Only those.
            archived: The archived ones *instead of* the others.
            limit: 1 to 100.
        """
        return self._call(
            self._async.instances(environment=environment, archived=archived, limit=limit)
        )

    def verify_key(self) -> model.KeyIdentity:
        """Return what Codika says about the organization key; needs no scope."""
        return self._call(self._async.verify_key())

    def check_key(self) -> None:
        """
        Make sure that the key which triggers and polls is accepted.

        Codika describes no instance keys, so the status of an execution that
        nobody has is asked for: "not found" is the answer of a good key.

        Raises:
            AuthenticationError: The key is unknown, expired or was regenerated.
            ForbiddenError: It is of another instance or organization, or lacks a scope.
            UnexpectedReplyError: Something answers that is not Codika's API.
        """
        return self._call(self._async.check_key())

    def activate(self) -> None:
        """
        Let the instance run again; fine if it already does.

        Needs an organization key with the scope `instances:manage`.  Activating
        prod may pause dev, and the reverse.
        """
        return self._call(self._async.activate())

    def deactivate(self) -> None:
        """
        Pause the instance, so that triggers are refused; fine if it already is.

        Needs an organization key with the scope `instances:manage`.
        """
        return self._call(self._async.deactivate())

    def _call(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Do the work on the loop; whatever ends the wait for it ends the work."""
        future = self._submit(work)
        try:
            return future.result()
        except BaseException:  # Ctrl-C here must stop the work over there
            future.cancel()
            raise

    def _call_looking(
        self, work: Callable[[OnLook | None], Coroutine[Any, Any, _T]], on_look: OnLook | None
    ) -> _T:
        """Do work that tells of its looks; they are told on here, in the caller's thread."""
        if on_look is None:
            return self._call(work(None))
        looks: queue.SimpleQueue[model.Execution | errors.CodikaError | None] = queue.SimpleQueue()
        future = self._submit(work(looks.put))
        future.add_done_callback(lambda _: looks.put(None))
        try:
            while (look := looks.get()) is not None:
                on_look(look)
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def _submit(self, work: Coroutine[Any, Any, _T]) -> Future[_T]:
        if self._loop.is_current:
            work.close()
            raise RuntimeError("this would block the event loop; use AsyncCodika here")
        return self._loop.submit(work)


def _close_later(loop: EventLoopThread, client: AsyncCodika) -> None:
    """Close without waiting: this may run in the middle of anything, even on the loop."""
    with contextlib.suppress(RuntimeError):  # the loop has ended, and closed it
        loop.submit(client.aclose())
