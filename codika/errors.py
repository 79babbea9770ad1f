"""
Every error this package raises on purpose.

    CodikaError
    |-- ConfigurationError           a setting is missing or wrong; names file, section and field
    |-- PayloadError                 the payload breaks the input schema; nothing was sent
    |-- TransportError               no answer arrived: DNS, TLS, refused, reset, timed out
    |   `-- NotConnectedError            ...and the request never left: nothing can have started
    |-- UnconfirmedTriggerError      a trigger was sent, no usable answer came: it may have started
    |-- ApiError                     Codika answered, and the answer is a refusal
    |   |-- BadRequestError              400, and any 4xx without a class of its own
    |   |-- AuthenticationError          401: the key is unknown, expired or regenerated
    |   |-- ForbiddenError               403: the key lacks a scope, or is of another organization
    |   |-- NotFoundError                404: unknown, or not yet registered
    |   |-- ConflictError                409: already in the wanted state
    |   |-- InactiveInstanceError        412: the instance is paused or its deployment failed
    |   |-- RateLimitError               429: too many requests
    |   |-- WatchRefusedError            any other refusal to tell how a run stands that was started
    |   `-- ServerError                  5xx: Codika or a gateway before it is in trouble
    |-- UnexpectedReplyError         an answer that is not what the API describes
    |   `-- ReplyTooLargeError           ...because it is longer than we are willing to read
    |-- ExecutionFailedError         the workflow ran and failed
    |-- WaitTimeoutError             still pending when the wait ran out; not a failure
    |-- OverruleError                a column cannot be said to be that
    |-- KeepingError                 something cannot be kept under a name, or changed so
    |   |-- PresetError                  ...a preset
    |   `-- ViewError                    ...a view of results
    |-- RunLogError                  the run log could not be read or written
    |   |-- RunNotFoundError             no run of that id
    |   `-- RunStateError                the run is not in a state that allows this
    |-- TooMuchWorkError             a result that takes more time or memory than it may
    |-- NobodyWaitsError             work that was given up, since nobody waits for it any more
    `-- ForeignFileError             a file that names no run: not made here, or changed since

Catch the branch you can do something about.  Messages are for developers and
never hold a key; what a user of the dashboard reads is decided in
`ui/notices.py`, by class.
"""

from dataclasses import dataclass


class CodikaError(Exception):
    """Root of the tree: everything that can go wrong here on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationProblem:
    """One wrong setting, and where to mend it."""

    source: str
    """The file, or `environment`."""
    section: str
    """Such as `codika.acme`; empty where the source has none."""
    field: str
    """The setting's name; empty when the problem is the section as a whole."""
    message: str
    """What is wrong and what would be right; never the value of a key."""

    def __str__(self) -> str:
        place = " > ".join(part for part in (self.source, self.section, self.field) if part)
        return f"{place}: {self.message}"


class ConfigurationError(CodikaError):
    """
    Settings that cannot be used; found before any request is sent.

    Attributes:
        problems: All of them, not only the first.
    """

    def __init__(self, *problems: ConfigurationProblem) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """What is wrong with one value of a payload."""

    path: str
    """Where the value is: `country`, `lines[2].amount`; empty for the payload itself."""
    label: str
    """What a person calls the field."""
    message: str
    """Continues the label: "must be at least 1"."""

    def __str__(self) -> str:
        from codika.language import say  # noqa: PLC0415 - these classes load at once

        return f"{self.label or say('The payload')} {self.message}"


class PayloadError(CodikaError):
    """
    The payload breaks the workflow's input schema; nothing was sent.

    Attributes:
        problems: One per offending value, in the order of the schema.
    """

    def __init__(self, *problems: FieldProblem) -> None:
        super().__init__("; ".join(str(problem) for problem in problems))
        self.problems = problems


class TransportError(CodikaError):
    """No answer arrived: DNS, TLS, connection refused or reset, timed out."""


class NotConnectedError(TransportError):
    """No connection came about, so the request never left this machine."""


class UnconfirmedTriggerError(CodikaError):
    """
    A trigger was sent and no usable answer came back.

    The workflow may or may not be running, and Codika's triggers are not
    idempotent, so nothing here tries again: only a person can decide to.

    Attributes:
        status_code: The HTTP status of the unusable answer; `None` when none arrived.
    """

    def __init__(self, message: str, *, status_code: int | None = None) -> None:
        super().__init__(message)
        self.status_code = status_code


class ApiError(CodikaError):
    """
    Codika answered with a refusal.

    Attributes:
        message: Codika's own words, from whichever of its error shapes they came.
        status_code: The HTTP status.
        code: Codika's code.  Its values are not published: show it, never branch on it.
        request_id: What Codika's support asks for.
        retry_after: Seconds the server asked us to wait; `None` when it did not say.
    """

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{status_code}: {message}")
        self.message = message
        self.status_code = status_code
        self.code = code
        self.request_id = request_id
        self.retry_after = retry_after


class BadRequestError(ApiError):
    """400, a 4xx without a class of its own, or a 2xx whose body says `success: false`."""


class AuthenticationError(ApiError):
    """401: the key is unknown, expired or was regenerated.  Will not heal by itself."""


class ForbiddenError(ApiError):
    """403: a scope is missing (the message names it) or the instance is not ours to see."""


class NotFoundError(ApiError):
    """404: no such instance, workflow or execution; or an execution not registered yet."""


class ConflictError(ApiError):
    """409: the instance is already in the state that was asked for."""


class InactiveInstanceError(ApiError):
    """412: the instance is paused, or its deployment failed."""


class RateLimitError(ApiError):
    """429: too many requests."""


class WatchRefusedError(ApiError):
    """
    Codika had started a run and refuses to tell how it stands; it may well end.

    What a refused look leaves on record in place of `BadRequestError`,
    `ConflictError` or `InactiveInstanceError`, which say that nothing happened.
    """


class ServerError(ApiError):
    """5xx: Codika, or a gateway before it, is in trouble."""


class UnexpectedReplyError(CodikaError):
    """
    An answer that is not what the API describes: HTML, broken JSON, a wrong shape.

    Attributes:
        status_code: The HTTP status it came with.
    """

    def __init__(self, message: str, *, status_code: int | None = None) -> None:
        super().__init__(message)
        self.status_code = status_code


class ReplyTooLargeError(UnexpectedReplyError):
    """
    An answer longer than we are willing to hold in memory.

    Attributes:
        limit: How much we read at most, in bytes.
    """

    def __init__(self, limit: int, *, status_code: int | None = None) -> None:
        from codika.language import in_english  # noqa: PLC0415 - these classes load at once

        told = in_english("reply is larger than {limit} bytes", limit=str(limit))
        super().__init__(told, status_code=status_code)
        self.limit = limit


class ExecutionFailedError(CodikaError):
    """
    The workflow ran and failed.

    Attributes:
        execution_id: The execution that failed.
        kind: Codika's label, such as `node_failure`; `None` when it gave none.
        failed_node: The n8n node it failed at, where Codika says so.
    """

    def __init__(
        self,
        message: str,
        *,
        execution_id: str,
        kind: str | None = None,
        failed_node: str | None = None,
    ) -> None:
        super().__init__(message)
        self.execution_id = execution_id
        self.kind = kind
        self.failed_node = failed_node


class WaitTimeoutError(CodikaError):
    """
    The execution was still pending when the wait ran out; it may well end later.

    Attributes:
        execution_id: What to pass to `Codika.wait` to go on watching.
        waited: How long we watched, in seconds.
    """

    def __init__(self, execution_id: str, waited: float) -> None:
        from codika.language import in_english  # noqa: PLC0415 - these classes load at once

        seconds = f"{waited:.0f}"
        super().__init__(
            in_english("{execution} still pending after {n} s", execution=execution_id, n=seconds)
        )
        self.execution_id = execution_id
        self.waited = waited


class OverruleError(CodikaError):
    """What somebody says of a column is nothing that a column can be; the text says why."""


class KeepingError(CodikaError):
    """Something cannot be kept under that name, or is not theirs to change; the text says why."""


class PresetError(KeepingError):
    """A preset cannot be kept or changed so."""


class ViewError(KeepingError):
    """A view of results cannot be kept or changed so."""


class RunLogError(CodikaError):
    """The run log could not be read or written: disk full, locked, or of a newer version."""


class RunNotFoundError(RunLogError):
    """
    The run log holds no run of this id.

    Attributes:
        run_id: The id that was asked for.
    """

    def __init__(self, run_id: str) -> None:
        super().__init__(f"no run {run_id!r}")
        self.run_id = run_id


class RunStateError(RunLogError):
    """The run is not in a state that allows what was asked, such as watching an ended run."""


class TooMuchWorkError(CodikaError):
    """A result takes more time or memory to be read or written than a process may take."""


class NobodyWaitsError(CodikaError):
    """Work was given up in the middle, since nobody waits for what comes of it."""


class ForeignFileError(CodikaError):
    """A file that does not say which run it came from: not made here, or changed since."""
