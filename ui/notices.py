"""
What people read when something goes wrong: what happened, and what to do next.

One table, by class; a class without an entry of its own takes its nearest
ancestor's.  A run keeps the name of the class, so its page says the same
tomorrow as at the moment it happened.
"""

import contextlib
import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import streamlit as st

from codika import errors
from codika.language import later, retold, say
from codika.model import RunError
from ui.formats import plain

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notice:
    """A headline and an advice, both plain text, and in English until they are said."""

    headline: str
    advice: str


NOTICES: dict[type[errors.CodikaError], Notice] = {
    errors.CodikaError: Notice(
        later("Something went wrong."),
        later("Try again; if it stays, ask whoever runs this dashboard to look at its log."),
    ),
    errors.ConfigurationError: Notice(
        later("A setting needs attention."),
        later("Mend what is named below, then have the settings read again."),
    ),
    errors.PayloadError: Notice(
        later("The inputs are not complete yet."),
        later("Mend the fields marked below; nothing was sent and nothing you typed is lost."),
    ),
    errors.TransportError: Notice(
        later("Codika did not answer."),
        later("Check the network, then try again.  Nothing was lost."),
    ),
    errors.NotConnectedError: Notice(
        later("Codika could not be reached."),
        later(
            "Nothing was started.  Check the network and the address in the settings, then try"
            " again."
        ),
    ),
    errors.UnconfirmedTriggerError: Notice(
        later("We sent the run, but no usable answer came back."),
        later(
            "It may have started.  Look for it in Codika before you start it again: a second"
            " run repeats everything the first one does."
        ),
    ),
    errors.ApiError: Notice(
        later("Codika refused."),
        later("Its own words are below.  Nothing was started."),
    ),
    errors.AuthenticationError: Notice(
        later("Codika does not accept the key of this connection."),
        later(
            "It may have expired or been regenerated.  Put the new key into the settings"
            " and press *Use it now* under Connections."
        ),
    ),
    errors.ForbiddenError: Notice(
        later("The key of this connection may not do that."),
        later("Codika says below what is missing.  Ask whoever made the key to widen it."),
    ),
    errors.NotFoundError: Notice(
        later("Codika does not know this."),
        later(
            "The workflow, the instance or the execution may have been removed, or the"
            " address under Connections is wrong."
        ),
    ),
    errors.InactiveInstanceError: Notice(
        later("This process instance is paused, so nothing was started."),
        later("Activate it in Codika, then run it again."),
    ),
    errors.RateLimitError: Notice(
        later("Codika asks us to slow down, so nothing was started."),
        later("Wait a minute, then run it again."),
    ),
    errors.WatchRefusedError: Notice(
        later("Codika took the run, but refuses to tell how it stands."),
        later(
            "It may be running still, or have ended.  Look again, or check in Codika before you"
            " start it again."
        ),
    ),
    errors.ServerError: Notice(
        later("Codika is in trouble."),
        later("Try again in a few minutes."),
    ),
    errors.UnexpectedReplyError: Notice(
        later("Codika's answer could not be understood."),
        later("Check the address under Connections; a proxy or a login page may stand in between."),
    ),
    errors.ReplyTooLargeError: Notice(
        later("The result is larger than the dashboard reads."),
        later("The run may have ended well; open it in Codika, or let the workflow return less."),
    ),
    errors.ExecutionFailedError: Notice(
        later("The workflow failed."),
        later("Its own words are below.  Mend the inputs or the workflow, then run it again."),
    ),
    errors.WaitTimeoutError: Notice(
        later("It had not ended when we stopped looking."),
        later(
            "It may be running still: some workflows never report their end.  Look again, or"
            " check in Codika."
        ),
    ),
    errors.KeepingError: Notice(
        later("It stays as it was."),
        later("The reason is below."),
    ),
    errors.RunLogError: Notice(
        later("The run log cannot be read or written."),
        later("The disk may be full or the file in use.  Nothing was sent."),
    ),
    errors.RunNotFoundError: Notice(
        later("There is no such run."),
        later("The link may be incomplete, or of another dashboard."),
    ),
    errors.RunStateError: Notice(
        later("The run has moved on in the meantime."),
        later("What you see now is its present state."),
    ),
    errors.TooMuchWorkError: Notice(
        later("The result is too large to be laid out here."),
        later("Download it as JSON, or let the workflow return less."),
    ),
    errors.ForeignFileError: Notice(
        later("This file does not say which run it came from."),
        later(
            "Drop a file that was downloaded from a run.  A CSV or NDJSON file says it in its"
            " name only, so it must not be renamed."
        ),
    ),
}


OPEN_QUESTIONS = (errors.UnconfirmedTriggerError, errors.WaitTimeoutError)
"""No failures: nobody knows yet how they end."""


def notice_for(kind: type[errors.CodikaError]) -> Notice:
    """Return the notice of a class, or of its nearest ancestor."""
    return next(NOTICES[cls] for cls in kind.__mro__ if cls in NOTICES)


def class_named(name: str) -> type[errors.CodikaError]:
    """Return the error class of this name; `CodikaError` for one we do not have."""
    found = getattr(errors, name, None)
    if isinstance(found, type) and issubclass(found, errors.CodikaError):
        return found
    return errors.CodikaError  # written by another version


def show(kind: type[errors.CodikaError], details: str = "") -> None:
    """Show the notice of a class, and in small print what exactly was said."""
    notice = notice_for(kind)
    small = f"\n\n{plain(retold(details))}" if details else ""
    text = f"**{say(notice.headline)}** {say(notice.advice)}{small}"
    if issubclass(kind, OPEN_QUESTIONS):
        st.warning(text, icon=":material/help:")
    else:
        st.error(text, icon=":material/error:")


def show_run_error(error: RunError) -> None:
    """Show what went wrong with a run."""
    message = retold(error.message)
    parts = [message if message.endswith((".", "!", "?")) else f"{message}."]
    if error.failed_node:
        parts.append(say("At the step “{name}”.", name=error.failed_node))
    if error.request_id:
        parts.append(say("Request {id}.", id=error.request_id))
    show(class_named(error.kind), " ".join(parts))


def problem_line(problem: errors.ConfigurationProblem) -> str:
    """Return which setting is wrong, and why, as Markdown."""
    place = " › ".join(part for part in (retold(problem.source), problem.section) if part)
    field = f" **{plain(problem.field)}**" if problem.field else ""
    return f"{plain(place)}{field} {plain(retold(problem.message))}"


@contextlib.contextmanager
def shown() -> Iterator[None]:
    """Show any error of ours that is raised inside, and go on with the page after it."""
    try:
        yield
    except errors.CodikaError as error:
        log.warning("%s: %s", type(error).__name__, error)
        show(type(error), str(error))


def log_script_error(error: Exception) -> bool:
    """
    Log what no page expected, and show a short id of it in place of a traceback.

    An exception's text may hold anything; it stays in the log.
    """
    bug_id = secrets.token_hex(3)
    log.error("bug %s", bug_id, exc_info=error)
    headline = say("This page has a bug.")
    advice = say(
        "Your runs are safe.  Reload the page; if it comes back, tell whoever runs this dashboard"
        " the number **{id}**.",
        id=bug_id,
    )
    st.error(f"**{headline}** {advice}", icon=":material/bug_report:")
    return True
