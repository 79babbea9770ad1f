"""
Codika's public HTTP API as Python calls.

`AsyncCodika` is the only implementation; `codika.api.sync.Codika` offers the
same to code without an event loop.  A trigger is sent once, on a connection of
its own, and never again by code: without a usable answer it is *unconfirmed*,
and a person decides.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self

import httpx

from codika import checks, errors, model
from codika.api import wire
from codika.api.apart import APART_FROM, ReaderApart
from codika.api.calls import Calls, Key, understood
from codika.api.details import read_details
from codika.api.exchange import DEFAULT_TIMEOUTS, MAX_REPLY_BYTES, Exchange, Timeouts
from codika.api.paths import Endpoint
from codika.api.refusals import is_from_codika, refusal
from codika.api.waiting import MEDIUM, OnLook, PollPlan, until_ended
from codika.language import in_english, later

MOST_LISTED = 100  # the most that one list call gives


class AsyncCodika:
    """
    One process instance of Codika, for code with an event loop.

    Use it with `async with`, or call `aclose`.  It belongs to the event loop it
    was first used on.  Every method raises a `codika.errors.CodikaError` when
    Codika refuses or cannot be reached.

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
        if problems := checks.instance_problems(instance):
            raise errors.ConfigurationError(*problems)
        self.instance = instance
        self._calls = Calls(
            instance,
            Exchange(transport=transport, max_reply_bytes=max_reply_bytes, timeouts=timeouts),
        )
        self._apart = ReaderApart() if read_apart else None

    def __repr__(self) -> str:
        return f"<AsyncCodika {self.instance.title!r} {self.instance.fingerprint}>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._calls.exchange.aclose()

    async def trigger(self, workflow_id: str, payload: Mapping[str, Any]) -> str:
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
        content = wire.trigger_body(payload)
        try:
            reply = await self._calls.send(
                Endpoint.TRIGGER, self.instance.id, workflow_id, content=content, slow=True
            )
            if reply.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or (
                reply.status_code == HTTPStatus.REQUEST_TIMEOUT
            ):
                raise _unconfirmed(refusal(reply.status_code, reply.body, reply.headers))
            return await understood(reply, wire.read_trigger)
        except errors.NotConnectedError:
            raise
        except (errors.TransportError, errors.UnexpectedReplyError) as error:
            raise _unconfirmed(error) from error

    async def get(self, execution_id: str) -> model.Execution:
        """Ask once how an execution stands."""
        reply = await self._calls.send(Endpoint.STATUS, self.instance.id, execution_id)
        if self._apart and len(reply.body) > APART_FROM:
            return await self._apart.execution(reply, execution_id)
        return await understood(reply, lambda body: wire.read_execution(body, execution_id))

    async def wait(
        self,
        execution_id: str,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - a wait that runs out is no cancellation
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
        if timeout is not None:
            plan = replace(plan, timeout=timeout)
        return await until_ended(
            lambda: self.get(execution_id), execution_id, plan, on_look or (lambda _: None)
        )

    async def run(
        self,
        workflow_id: str,
        payload: Mapping[str, Any],
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - see wait
        plan: PollPlan = MEDIUM,
        on_look: OnLook | None = None,
    ) -> model.Execution:
        """
        Trigger a workflow, wait for it, and return the execution.

        See `trigger` and `wait` for the arguments and for what is raised.
        """
        execution_id = await self.trigger(workflow_id, payload)
        return await self.wait(execution_id, timeout=timeout, plan=plan, on_look=on_look)

    async def executions(
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
        self._calls.need_organization_key(later("list executions"), "executions:read")
        return await self._calls.ask(
            Endpoint.EXECUTIONS,
            wire.read_executions,
            self.instance.id,
            by=Key.ORGANIZATION,
            params={"workflowId": workflow_id, "status": status, "limit": _limit(limit)},
        )

    async def execution_details(
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
        self._calls.need_organization_key(later("read node details"), "executions:read")
        return await self._calls.ask(
            Endpoint.DETAILS,
            lambda body: read_details(body, execution_id),
            self.instance.id,
            execution_id,
            by=Key.ORGANIZATION,
            # Anything but `true` may count as true: what is off is left out.
            params={"deep": "true" if deep else None, "slim": "true" if slim else None},
            slow=True,
        )

    async def skills(self) -> tuple[model.Skill, ...]:
        """
        Return the texts that tell how to use each workflow.

        An organization key needs the scope `skills:read`.  Codika may refuse an
        instance key here; it is asked when there is no other, or when the
        organization key lacks the scope.
        """
        instance_id = self.instance.id
        if not self._calls.has_organization_key:
            return await self._calls.ask(Endpoint.SKILLS, wire.read_skills, instance_id)
        try:
            return await self._calls.ask(
                Endpoint.SKILLS, wire.read_skills, instance_id, by=Key.ORGANIZATION
            )
        except errors.ForbiddenError as missing_scope:
            if self.instance.organization_key is None:
                raise
            try:
                return await self._calls.ask(Endpoint.SKILLS, wire.read_skills, instance_id)
            except errors.ApiError:
                raise missing_scope from None

    async def instance_details(self, *, with_workflows: bool = True) -> model.InstanceDetails:
        """
        Return this process instance as Codika knows it.

        Needs an organization key with the scope `instances:read`.

        Args:
            with_workflows: With each workflow's triggers, cost and integrations.
        """
        self._calls.need_organization_key(later("describe the instance"), "instances:read")
        more = {"includeWorkflowDetails": True} if with_workflows else {}
        return await self._calls.ask(
            Endpoint.INSTANCE,
            wire.read_instance,
            by=Key.ORGANIZATION,
            content=wire.json_bytes({"processInstanceId": self.instance.id, **more}),
        )

    async def instances(
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
        self._calls.need_organization_key(later("list instances"), "instances:read")
        return await self._calls.ask(
            Endpoint.INSTANCES,
            wire.read_instances,
            by=Key.ORGANIZATION,
            params={
                "environment": environment,
                "archived": "true" if archived else None,
                "limit": _limit(limit),
            },
        )

    async def verify_key(self) -> model.KeyIdentity:
        """Return what Codika says about the organization key; needs no scope."""
        self._calls.need_organization_key(later("verify a key"), "any")
        return await self._calls.ask(
            Endpoint.VERIFY_KEY, wire.read_key_identity, by=Key.ORGANIZATION, content=b""
        )

    async def check_key(self) -> None:
        """
        Make sure that the key which triggers and polls is accepted.

        Codika describes no instance keys, so the status of an execution that
        nobody has is asked for: "not found" is the answer of a good key.

        Raises:
            AuthenticationError: The key is unknown, expired or was regenerated.
            ForbiddenError: It is of another instance or organization, or lacks a scope.
            UnexpectedReplyError: Something answers that is not Codika's API.
        """
        reply = await self._calls.send(Endpoint.STATUS, self.instance.id, str(uuid.uuid4()))
        if reply.status_code == HTTPStatus.NOT_FOUND and is_from_codika(reply.body):
            return
        if reply.status_code == HTTPStatus.NOT_FOUND:
            raise errors.UnexpectedReplyError(
                later("no Codika API at this address"), status_code=reply.status_code
            )
        await understood(reply, lambda _: None)

    async def activate(self) -> None:
        """
        Let the instance run again; fine if it already does.

        Needs an organization key with the scope `instances:manage`.  Activating
        prod may pause dev, and the reverse.
        """
        await self._switch(Endpoint.ACTIVATE)

    async def deactivate(self) -> None:
        """
        Pause the instance, so that triggers are refused; fine if it already is.

        Needs an organization key with the scope `instances:manage`.
        """
        await self._switch(Endpoint.DEACTIVATE)

    async def _switch(self, endpoint: Endpoint) -> None:
        self._calls.need_organization_key(later("switch the instance"), "instances:manage")
        content = wire.json_bytes({"processInstanceId": self.instance.id})
        try:
            await self._calls.ask(endpoint, lambda _: None, by=Key.ORGANIZATION, content=content)
        except errors.ConflictError:
            return  # it is in the wanted state already


def _unconfirmed(error: errors.CodikaError) -> errors.UnconfirmedTriggerError:
    return errors.UnconfirmedTriggerError(
        in_english("sent, but not confirmed: {reason}", reason=str(error)),
        status_code=getattr(error, "status_code", None),
    )


def _limit(limit: int) -> str:
    if not 1 <= limit <= MOST_LISTED:
        raise ValueError(f"limit must be between 1 and {MOST_LISTED}")
    return str(limit)
