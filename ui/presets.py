"""Presets in the form: fill it from one, keep what it holds, tidy up."""

import streamlit as st

from codika import errors
from codika.runs import Preset
from codika.runs.named import MAX_NAME
from codika.schema import filled
from ui import addresses, people, resources
from ui.filling import Filling
from ui.formats import plain


def _known(filling: Filling) -> tuple[Preset, ...]:
    return resources.get().presets.find(filling.instance.id, filling.workflow.id, people.identity())


def _line(preset: Preset) -> str:
    if not preset.is_shared:
        return f"{preset.name} · only you"
    is_mine = preset.owner == people.identity()
    return f"{preset.name} · shared" + (f" by {preset.by}" if preset.by and not is_mine else "")


def show_choice(filling: Filling) -> None:
    """Offer the presets to fill the form from."""
    by_id = {preset.id: preset for preset in _known(filling)}
    if not by_id:
        return
    key = filling.key_of("#preset")
    st.selectbox(
        "A preset",
        list(by_id),
        index=None,
        key=key,
        format_func=lambda preset_id: _line(by_id[preset_id]),
        placeholder="Choose a preset",
        on_change=lambda: _fill(filling, by_id.get(st.session_state[key] or "")),
    )


def _fill(filling: Filling, preset: Preset | None) -> None:
    if preset is not None:
        filling.take()
        payload = filled(filling.workflow.inputs, preset=preset.payload)
        filling.fill(payload, f"Filled in from the preset “{preset.name}”.")


def show(filling: Filling) -> None:
    """Show how to keep what is filled in under a name, and what is kept already."""
    mine = [preset for preset in _known(filling) if preset.owner == people.identity()]
    name_key = filling.key_of("#preset-name")
    name = st.text_input(
        "Keep as a preset", key=name_key, placeholder="Its name", max_chars=MAX_NAME
    )
    shared_key = filling.key_of("#preset-shared")
    if people.identity():
        st.toggle("Everybody may use it", key=shared_key)
    else:
        st.caption("This browser keeps no cookie, so everybody may use it.")
    is_known = any(preset.name == " ".join(name.split()) for preset in mine)
    st.button(
        "Overwrite" if is_known else "Save preset",
        key=filling.key_of("#preset-save"),
        icon=":material/save:",
        on_click=_save,
        args=(filling, name_key, shared_key),
    )
    if words := st.session_state.get(_place(filling, "#said")):
        st.caption(plain(words))
    _show_deleted(filling)
    if mine:
        _show_own(filling, mine)


def _show_own(filling: Filling, mine: list[Preset]) -> None:
    by_id = {preset.id: preset for preset in mine}
    chosen = st.selectbox(
        "Your presets",
        list(by_id),
        index=None,
        key=filling.key_of("#preset-own"),
        format_func=lambda preset_id: _line(by_id[preset_id]),
        placeholder="Rename or delete one",
    )
    if chosen is None or chosen not in by_id:
        return
    new_key = filling.key_of(f"#preset-new-name/{chosen}")
    st.text_input("New name", value=by_id[chosen].name, key=new_key, max_chars=MAX_NAME)
    with st.container(horizontal=True):
        st.button(
            "Rename",
            key=filling.key_of("#preset-rename"),
            icon=":material/edit:",
            on_click=_rename,
            args=(filling, chosen, new_key),
        )
        st.button(
            "Delete",
            key=filling.key_of("#preset-delete"),
            icon=":material/delete:",
            on_click=_delete,
            args=(filling, by_id[chosen]),
        )
    _show_link(filling, by_id[chosen])


def _show_link(filling: Filling, preset: Preset) -> None:
    """Show the address that fills the form from a preset, as the preset will be then."""
    named = {"workflow": filling.workflow.id, "connection": filling.instance.name}
    st.code(addresses.link(**named, preset=preset.id), language=None, wrap_lines=True)
    st.caption(
        "Its link.  Whoever opens it has the form filled in from this preset."
        if preset.is_shared
        else "Its link, for you alone: the preset is private."
    )


def _show_deleted(filling: Filling) -> None:
    deleted: tuple[str, str] | None = st.session_state.get(_place(filling, "#deleted"))
    if deleted is None:
        return
    preset_id, name = deleted
    st.caption(f"Deleted “{plain(name)}”.")
    st.button(
        "Bring it back",
        key=filling.key_of("#preset-undo"),
        icon=":material/undo:",
        type="tertiary",
        on_click=_restore,
        args=(filling, preset_id),
    )


def _place(filling: Filling, part: str) -> str:
    return f"form/{filling.id}/#preset{part}"


def _say(filling: Filling, words: str) -> None:
    st.session_state[_place(filling, "#said")] = words


def _save(filling: Filling, name_key: str, shared_key: str) -> None:
    filling.take()
    owner = people.identity()
    try:
        preset = resources.get().presets.save(
            filling.instance.id,
            filling.workflow.id,
            st.session_state.get(name_key) or "",
            filling.without_secrets(),
            owner=owner,
            by=people.user(),
            is_shared=bool(st.session_state.get(shared_key)) or not owner,
        )
    except errors.CodikaError as error:
        _say(filling, str(error))
    else:
        _say(filling, f"Kept as “{preset.name}”.")


def _rename(filling: Filling, preset_id: str, name_key: str) -> None:
    try:
        resources.get().presets.rename(
            preset_id, st.session_state.get(name_key) or "", owner=people.identity()
        )
    except errors.CodikaError as error:
        _say(filling, str(error))
    else:
        _say(filling, "Renamed.")


def _delete(filling: Filling, preset: Preset) -> None:
    try:
        resources.get().presets.delete(preset.id, owner=people.identity())
    except errors.CodikaError as error:
        _say(filling, str(error))
    else:
        _say(filling, "")
        st.session_state[_place(filling, "#deleted")] = (preset.id, preset.name)


def _restore(filling: Filling, preset_id: str) -> None:
    try:
        resources.get().presets.restore(preset_id, owner=people.identity())
    except errors.CodikaError as error:
        _say(filling, str(error))
    else:
        _say(filling, "It is back.")
    st.session_state.pop(_place(filling, "#deleted"), None)
