"""What is wrong with a filling, and which of it is told by now."""

from collections.abc import Iterable

from codika import errors
from codika.language import say
from codika.schema import problems as problems_of
from ui.filling import WHOLE, Filling, unread_problem


def found_in(filling: Filling) -> list[errors.FieldProblem]:
    """Return all that is wrong, what cannot be read first; each place once."""
    unread = [
        errors.FieldProblem(path=place, label=_label(filling, place), message=unread_problem(text))
        for place, text in filling.unread.items()
    ]
    broken = problems_of(filling.workflow.inputs, filling.payload)
    return [*unread, *(problem for problem in broken if problem.path not in filling.unread)]


def _label(filling: Filling, place: str) -> str:
    if place == WHOLE:
        return say("The JSON")
    known = (
        asked.field.title
        for asked in filling.asked.values()
        if asked.place == place and asked.field
    )
    return next(known, place)


def told_now(filling: Filling, found: Iterable[errors.FieldProblem]) -> list[errors.FieldProblem]:
    """Return the problems that are told by now: none where nobody has typed."""
    if filling.is_pressed:
        return list(found)
    return [
        problem
        for problem in found
        if any(
            is_inside(problem.path, place) and not _is_blank_cell(problem, place)
            for place in filling.touched
        )
    ]


def _is_blank_cell(problem: errors.FieldProblem, table: str) -> bool:
    """Whether this is a cell of a table that nobody has come to yet."""
    return problem.message == say("is required") and problem.path[len(table) :].startswith("[")


def is_inside(path: str, place: str) -> bool:
    """Whether a problem's path is a place, or inside it."""
    if place == WHOLE:
        return path == WHOLE
    return path == place or (path.startswith(place) and path[len(place)] in ".[")
