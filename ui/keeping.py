"""Tidying up what people keep under names: said back to them, renamed, deleted, brought back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import streamlit as st

from codika import errors
from codika.language import retold, say
from codika.runs.named import MAX_NAME, Named, NamedStore
from ui import labels, people
from ui.formats import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Where somebody tidies up what they keep."""

    store: NamedStore
    key: Callable[[str], str]
    """Names its widgets, from what each is for."""
    place: str
    """Unique to it; under this session state remembers what was said."""
    link: Callable[[str], str]
    """Returns the address that shows one, from its id."""
    heading: str
    """Over what is kept: "Your views"."""
    shared: str
    """What the address of a shared one does."""
    private: str
    """What that of another does not."""
    changed: Callable[[], None] = lambda: None
    """Called when something is renamed, gone or back."""

    def say(self, words: str) -> None:
        """Say something beside it, from the next drawing on."""
        st.session_state[f"{self.place}#said"] = words

    def attempt(self, work: Callable[[], object], said: str) -> None:
        """Do something and say what came of it."""
        try:
            work()
        except errors.CodikaError as error:
            self.say(retold(str(error)))
        else:
            self.say(said)
            self.changed()


def line(named: Named) -> str:
    """Return what a list says of one."""
    if not named.is_shared:
        return f"{named.name} · {say('only you')}"
    is_mine = named.owner == people.identity()
    is_known_whose = named.by and not is_mine
    return f"{named.name} · " + (
        say("shared by {name}", name=named.by) if is_known_whose else say("shared")
    )


def lines(kept: Iterable[Named]) -> dict[str, str]:
    """Return what a list says of each, by its id."""
    return labels.distinct({named.id: line(named) for named in kept})


def ask_sharing(key: str) -> None:
    """Ask who may use what is kept."""
    if people.identity():
        st.toggle(say("Everybody may use it"), key=key)
    else:
        st.caption(say("This browser keeps no cookie, so everybody may use it."))


def is_shared(key: str) -> bool:
    """Return what was answered; without a cookie nobody could find it again otherwise."""
    return bool(st.session_state.get(key)) or not people.identity()


def is_known(name: str, mine: Sequence[Named]) -> bool:
    """Whether somebody has one of that name."""
    return any(named.name == " ".join(name.split()) for named in mine)


def show_said(shelf: Shelf) -> None:
    """Show what was said last, and what can be brought back."""
    if words := st.session_state.get(f"{shelf.place}#said"):
        st.caption(plain(words))
    _show_deleted(shelf)


def show_own(shelf: Shelf, mine: Sequence[Named]) -> None:
    """Show what somebody can tidy up."""
    if not mine:
        return
    by_id = {named.id: named for named in mine}
    chosen = st.selectbox(
        shelf.heading,
        list(by_id),
        index=None,
        key=shelf.key("own"),
        format_func=lines(mine).__getitem__,
        placeholder=say("Rename or delete one"),
    )
    if chosen is None or chosen not in by_id:
        return
    new_key = shelf.key(f"new-name/{chosen}")
    st.text_input(say("New name"), value=by_id[chosen].name, key=new_key, max_chars=MAX_NAME)
    with st.container(horizontal=True):
        st.button(
            say("Rename"),
            key=shelf.key("rename"),
            icon=":material/edit:",
            on_click=_rename,
            args=(shelf, chosen, new_key),
        )
        st.button(
            say("Delete"),
            key=shelf.key("delete"),
            icon=":material/delete:",
            on_click=_delete,
            args=(shelf, by_id[chosen]),
        )
    show_link(shelf, by_id[chosen])


def show_link(shelf: Shelf, named: Named) -> None:
    """Show the address that names one, and whom it serves."""
    st.code(shelf.link(named.id), language=None, wrap_lines=True)
    st.caption(shelf.shared if named.is_shared else shelf.private)


def _show_deleted(shelf: Shelf) -> None:
    deleted: tuple[str, str] | None = st.session_state.get(f"{shelf.place}#deleted")
    if deleted is None:
        return
    named_id, name = deleted
    st.caption(say("Deleted “{name}”.", name=plain(name)))
    st.button(
        say("Bring it back"),
        key=shelf.key("undo"),
        icon=":material/undo:",
        type="tertiary",
        on_click=_restore,
        args=(shelf, named_id),
    )


def _rename(shelf: Shelf, named_id: str, name_key: str) -> None:
    name = st.session_state.get(name_key) or ""
    owner = people.identity()
    shelf.attempt(lambda: shelf.store.rename(named_id, name, owner=owner), say("Renamed."))


def _delete(shelf: Shelf, named: Named) -> None:
    def work() -> None:
        shelf.store.delete(named.id, owner=people.identity())
        st.session_state[f"{shelf.place}#deleted"] = (named.id, named.name)

    shelf.attempt(work, "")


def _restore(shelf: Shelf, named_id: str) -> None:
    shelf.attempt(
        lambda: shelf.store.restore(named_id, owner=people.identity()),
        say("It is back."),
    )
    st.session_state.pop(f"{shelf.place}#deleted", None)
