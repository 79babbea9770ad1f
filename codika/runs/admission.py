"""What a service lets in: which instances it starts runs in, and which ids it takes."""

from collections.abc import Collection

from codika import checks, errors
from codika.language import later, retold
from codika.model import ProcessInstance


def check_start(
    asked: ProcessInstance,
    known: ProcessInstance | None,
    *,
    set_aside: Collection[str],
    is_sample: bool,
) -> None:
    """
    Make sure that a run may be started where somebody asks for it.

    Args:
        asked: The instance as whoever asks knows it.
        known: The same as the service knows it, if it does.
        set_aside: Ids of the instances where none is started.
        is_sample: Whether the run is only there to have something to show.

    Raises:
        ConfigurationError: It may not.
    """
    check_known(known, asked.title)
    if asked.id in set_aside:
        raise _refusal(asked.title, "", later("is set aside, so nothing is started there"))
    # A page may have been open since before the settings changed: what it called a
    # trial must not turn out to be real.
    if known is None or known.environment is not asked.environment:
        raise _refusal(
            asked.title,
            "environment",
            later("has changed; look at the page again before you run it"),
        )
    if is_sample and not known.is_sandbox:
        raise _refusal(asked.title, "", later("is no sandbox, and samples are run in one only"))


def check_known(known: ProcessInstance | None, title: str) -> None:
    """
    Make sure that there is a key to reach an instance with.

    Raises:
        ConfigurationError: There is none.
    """
    if known is None:
        raise _refusal(
            title,
            "process_instance_id",
            later("is not configured, so there is no key to reach it with"),
        )


def check_id(value: str, label: str) -> None:
    """
    Make sure that an id can go into a URL.

    Raises:
        PayloadError: It cannot.
    """
    if wrong := checks.path_segment(value):
        told = errors.FieldProblem(path="", label=label, message=retold(wrong))
        raise errors.PayloadError(told)


def _refusal(section: str, field: str, message: str) -> errors.ConfigurationError:
    return errors.ConfigurationError(
        errors.ConfigurationProblem(
            source="process instances", section=section, field=field, message=message
        )
    )
