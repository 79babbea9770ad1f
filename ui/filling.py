"""
What is filled in, in one form of one session: the payload, and how it got there.

The payload is the truth.  Widgets, the JSON editor, presets and earlier runs are
only ways to fill it: a widget is drawn from it and writes into it, so nothing
that no widget asks for is lost.  Every change is kept in the run log's file as a
draft that the address names, without its secrets; those live here alone.
"""

import copy
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from codika import errors
from codika.language import say
from codika.model import ProcessInstance
from codika.runs import Draft, new_id
from codika.schema import Workflow, parse_json, parse_payload
from codika.schema.redaction import redacted, restored, without_secrets
from codika.secrecy import sounds_secret
from ui import addresses, people, resources, tables, ways
from ui.ways import Asked

MOST = 30  # forms a session remembers
WHOLE = ""  # the place of the payload itself, as the JSON editor holds it


@dataclass(slots=True, kw_only=True)
class Filling:
    """
    One payload while it is filled in.

    Attributes:
        id: That of its draft.
        unread: What was typed and cannot be read yet, by its place.
        touched: Places where somebody has typed; problems elsewhere wait for Run.
        is_pressed: Whether Run was pressed and problems kept it from starting.
        origin: Where the payload came from, in words.
        asked: The widgets on screen, by key.
        generation: Counts how often something else than a widget filled it.
        session: Tells this session's widgets from those of one that the server has
            forgotten: a browser that reconnects shows what would be sent, and no more.
    """

    id: str
    instance: ProcessInstance
    workflow: Workflow
    payload: dict[str, Any]
    unread: dict[str, str] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    is_pressed: bool = False
    origin: str = ""
    rerun_of: str | None = None
    asked: dict[str, Asked] = field(default_factory=dict)
    generation: int = 0
    session: str = field(default_factory=lambda: secrets.token_hex(3))
    _asked_before: dict[str, Asked] = field(default_factory=dict)
    is_too_large: bool = False
    before: "Filling | None" = None
    """What stood here before it was filled from elsewhere, for as long as that can be undone."""

    def key_of(self, part: str) -> str:
        """Name one widget of this form, as it is filled now."""
        return f"form/{self.id}/{self.session}/{self.generation}/{part}"

    def take(self) -> set[str]:
        """Take over what widgets hold now; return the inputs that were changed since last time."""
        changed: set[str] = set()
        for asked in list(self.asked.values()):
            if asked.key in st.session_state:
                held = st.session_state[asked.key]
                if not same(held, asked.held):
                    asked.held = copy.deepcopy(held)
                    self._answer(asked.place, asked, held)
                    changed.add(asked.part)
        return changed

    def begin_to_draw(self) -> None:
        """Forget the widgets; those that are drawn again `register`."""
        self._asked_before, self.asked = self.asked, {}

    def begin_to_draw_part(self, part: str) -> None:
        """Forget the widgets of one input; those that are drawn again `register`."""
        inside = {key for key, asked in self.asked.items() if asked.part == part}
        self._asked_before = {key: self.asked.pop(key) for key in inside}

    def is_on_screen(self, key: str) -> bool:
        """Whether a widget was there when the form was last drawn."""
        return key in self._asked_before

    def register(self, asked: Asked) -> None:
        """
        Watch a widget that is drawn now.

        One that is on screen already holds what we last took from it, and a table
        goes on from the rows it was first drawn with.
        """
        before = self._asked_before.get(asked.key)
        if before is None:
            # What it held when it was last on screen may be long outdated.
            st.session_state.pop(asked.key, None)
        elif asked.key in st.session_state:
            asked.held, asked.rows = before.held, before.rows
        self.asked[asked.key] = asked

    def _answer(self, place: str, asked: Asked, held: Any) -> None:
        self.touched.add(place)
        try:
            if asked.field is None:
                self._answer_whole(held or "")
            elif asked.rows is not None:
                put(self.payload, asked.path, tables.edited(asked.field, asked.rows, held))
            else:
                put(self.payload, asked.path, ways.read(asked, held))
        except errors.PayloadError:
            self.unread[place] = str(held)
        else:
            self.unread.pop(place, None)

    def _answer_whole(self, text: str) -> None:
        before, self.payload = self.payload, restored(parse_payload(text), self.payload)
        self.unread.clear()
        self.touched |= {
            key for key in {*before, *self.payload} if before.get(key) != self.payload.get(key)
        }

    def fill(self, payload: Mapping[str, Any], origin: str, *, rerun_of: str | None = None) -> None:
        """Fill the form from elsewhere; `undo` brings back what was there."""
        before = replace(self, before=None, asked={})
        self.payload = copy.deepcopy(dict(payload))
        self.unread, self.touched, self.is_pressed = {}, set(), False
        self.origin, self.rerun_of, self.before = origin, rerun_of, before
        self._draw_anew()
        self.keep()

    def undo(self) -> None:
        """Take back the last filling."""
        if before := self.before:
            self.payload, self.unread, self.touched = before.payload, before.unread, before.touched
            self.is_pressed, self.before = before.is_pressed, None
            self.origin, self.rerun_of = before.origin, before.rerun_of
            self._draw_anew()
            self.keep()

    def _draw_anew(self) -> None:
        self.asked, self._asked_before = {}, {}
        self.generation += 1

    def drop_text(self) -> None:
        """Give up JSON that cannot be read; the payload stays, and `undo` brings the text back."""
        self.before = replace(self, before=None, asked={})
        self.unread = {place: text for place, text in self.unread.items() if place != WHOLE}
        self.origin = say("The JSON text is given up.")
        self._draw_anew()
        self.keep()

    def mark(self) -> int:
        """Return a number that is another one once the payload is."""
        return hash(repr(self.payload))

    def masked(self) -> dict[str, Any]:
        """Return the payload as it may be shown."""
        return redacted(self.workflow.inputs, self.payload)

    def without_secrets(self) -> dict[str, Any]:
        """Return the payload as it may be kept."""
        return without_secrets(self.workflow.inputs, self.payload)

    def draft(self, *, owner: str) -> Draft:
        """Return what may be kept of it."""
        unread = {
            place: text
            for place, text in self.unread.items()
            if not sounds_secret(text) and not self._is_secret(place)
        }
        return Draft(
            id=self.id,
            instance_id=self.instance.id,
            workflow_id=self.workflow.id,
            owner=owner,
            payload=self.without_secrets(),
            unread=unread,
            rerun_of=self.rerun_of,
        )

    def _is_secret(self, place: str) -> bool:
        if place == WHOLE:
            return any(asked.is_secret for asked in self.asked.values())
        return any(asked.is_secret for asked in self.asked.values() if asked.place == place)

    def keep(self, *, is_sent: bool = False) -> None:
        """
        Keep it as a draft, and let the address name it, so that a reload brings it back.

        Args:
            is_sent: Whether a run has it now, so that nobody needs to go on with it.
        """
        owner = "" if is_sent else people.identity()
        try:
            kept = resources.get().drafts.keep(self.draft(owner=owner))
        except (errors.RunLogError, ValueError):
            kept = False  # the form goes on; only a reload would lose it
        self.is_too_large = not kept
        remember(self, f"draft:{self.id}")
        if kept and st.query_params.get(addresses.DRAFT) != self.id:
            addresses.name_draft(self.id)


def put(holder: Any, path: tuple[str | int, ...], value: Any) -> None:
    """Put a value into a payload, making the objects on the way; `None` takes it out."""
    *outer, last = path
    for part in outer:
        if isinstance(holder, dict) and not isinstance(holder.get(str(part)), dict | list):
            holder[part] = {}
        holder = holder[part]
    if value is None and isinstance(holder, dict):
        holder.pop(last, None)
    else:
        holder[last] = value


def same(held: Any, before: Any) -> bool:
    """Whether a widget holds what it held before; 1 is not `True` here."""
    if isinstance(held, Mapping) and isinstance(before, Mapping):
        return dict(held) == dict(before)
    return type(held) is type(before) and bool(held == before)


def unread_problem(text: str) -> str:
    """Say why what was typed cannot be read."""
    try:
        parse_json(text)
    except errors.PayloadError as error:
        return error.problems[0].message
    return say("was rounded by the browser, so type all its digits again")


def remember(filling: Filling, slot: str) -> None:
    """Keep a filling in this session, to be found under a name."""
    slots: dict[str, Filling] = st.session_state.setdefault("form/slots", {})
    slots.pop(_slot(filling.instance, filling.workflow, slot), None)
    slots[_slot(filling.instance, filling.workflow, slot)] = filling
    while len(slots) > MOST:
        del slots[next(iter(slots))]


def remembered(instance: ProcessInstance, workflow: Workflow, slot: str) -> Filling | None:
    """Return what this session has filled in under a name; the workflow may be known better now."""
    slots: dict[str, Filling] = st.session_state.get("form/slots", {})
    found = slots.get(_slot(instance, workflow, slot))
    if found is not None:
        found.instance, found.workflow = instance, workflow
    return found


def let_go(filling: Filling) -> None:
    """Begin anew the next time, but for an address that names the draft."""
    slots: dict[str, Filling] = st.session_state.get("form/slots", {})
    own = _slot(filling.instance, filling.workflow, f"draft:{filling.id}")
    for name in [name for name, one in slots.items() if one is filling and name != own]:
        del slots[name]


def begun(instance: ProcessInstance, workflow: Workflow, payload: Mapping[str, Any]) -> Filling:
    """Return a new filling."""
    return Filling(
        id=new_id(), instance=instance, workflow=workflow, payload=copy.deepcopy(dict(payload))
    )


def _slot(instance: ProcessInstance, workflow: Workflow, slot: str) -> str:
    return f"{instance.name}/{workflow.id}/{slot}"
