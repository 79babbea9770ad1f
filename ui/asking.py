"""Whether a connection answers: asked of Codika with its key, and shown in a word."""

import streamlit as st

from codika import Codika, errors
from codika.language import say
from codika.model import ProcessInstance, key_fingerprint
from ui import notices

CHECK_FOR = 60  # seconds an answer is shown before the connection is asked again

Refusal = tuple[type[errors.CodikaError], str] | None
"""What kept it from answering, and what exactly was said; `None` if it answers."""


def ask(instance: ProcessInstance) -> Refusal:
    """Return how Codika takes the key of a connection, as of the last minute."""
    return _answer(_mark(instance), instance)


def forget() -> None:
    """Ask anew."""
    _answer.clear()


def _mark(instance: ProcessInstance) -> str:
    """Return what makes two questions the same; holds no key."""
    return repr((instance.id, instance.fingerprint, instance.endpoints, instance.is_sandbox))


@st.cache_data(ttl=CHECK_FOR, max_entries=100, show_spinner=False)
def _answer(mark: str, _instance: ProcessInstance) -> Refusal:  # noqa: ARG001  tells them apart
    try:
        with Codika(_instance) as codika:
            codika.check_key()
    except errors.CodikaError as error:
        return type(error), str(error)
    return None


def word(refusal: Refusal) -> str:
    """Return in a word whether it answers, as Markdown."""
    if refusal is None:
        return f":green-badge[:material/check_circle: {say('Answers')}]"
    is_key = issubclass(refusal[0], errors.AuthenticationError | errors.ForbiddenError)
    what = say("Refuses the key") if is_key else say("Does not answer")
    return f":red-badge[:material/error: {what}]"


def show_reason(refusal: Refusal) -> None:
    """Say what kept it from answering, if anything did."""
    if refusal is not None:
        notices.show(*refusal)


def keys_of(instance: ProcessInstance) -> str:
    """Return the fingerprints of a connection's keys, as Markdown."""
    keys = [say("key `{mark}`", mark=instance.fingerprint)]
    if instance.organization_key:
        mark = key_fingerprint(instance.organization_key)
        keys.append(say("organization key `{mark}`", mark=mark))
    return ", ".join(keys)
