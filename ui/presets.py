"""Presets in the form: fill it from one, keep what it holds, tidy up."""

import streamlit as st

from codika.language import say
from codika.runs import Preset
from codika.runs.named import MAX_NAME
from codika.schema import filled
from ui import addresses, keeping, people, resources
from ui.filling import Filling
from ui.keeping import Shelf


def _known(filling: Filling) -> tuple[Preset, ...]:
    return resources.get().presets.find(filling.instance.id, filling.workflow.id, people.identity())


def show_choice(filling: Filling) -> None:
    """Offer the presets to fill the form from."""
    by_id = {preset.id: preset for preset in _known(filling)}
    if not by_id:
        return
    key = filling.key_of("#preset")
    st.selectbox(
        say("A preset"),
        list(by_id),
        index=None,
        key=key,
        format_func=keeping.lines(by_id.values()).__getitem__,
        placeholder=say("Choose a preset"),
        on_change=lambda: _fill(filling, by_id.get(st.session_state[key] or "")),
    )


def _fill(filling: Filling, preset: Preset | None) -> None:
    if preset is not None:
        filling.take()
        payload = filled(filling.workflow.inputs, preset=preset.payload)
        filling.fill(payload, say("Filled in from the preset “{name}”.", name=preset.name))


def show(filling: Filling) -> None:
    """Show how to keep what is filled in under a name, and what is kept already."""
    mine = [preset for preset in _known(filling) if preset.owner == people.identity()]
    name_key = filling.key_of("#preset-name")
    name = st.text_input(
        say("Keep as a preset"), key=name_key, placeholder=say("Its name"), max_chars=MAX_NAME
    )
    shared_key = filling.key_of("#preset-shared")
    keeping.ask_sharing(shared_key)
    st.button(
        say("Overwrite") if keeping.is_known(name, mine) else say("Save preset"),
        key=filling.key_of("#preset-save"),
        icon=":material/save:",
        on_click=_save,
        args=(filling, name_key, shared_key),
    )
    keeping.show_said(_shelf(filling))
    keeping.show_own(_shelf(filling), mine)


def _shelf(filling: Filling) -> Shelf:
    return Shelf(
        store=resources.get().presets,
        key=lambda part: filling.key_of(f"#preset-{part}"),
        place=f"form/{filling.id}/#preset",
        link=lambda preset_id: addresses.link(
            workflow=filling.workflow.id, connection=filling.instance.name, preset=preset_id
        ),
        heading=say("Your presets"),
        shared=say(
            "Its link.  Whoever opens it has the form filled in from this preset, as it will be"
            " then."
        ),
        private=say("Its link, for you alone: the preset is private."),
    )


def _save(filling: Filling, name_key: str, shared_key: str) -> None:
    filling.take()
    name = st.session_state.get(name_key) or ""

    def work() -> None:
        resources.get().presets.save(
            filling.instance.id,
            filling.workflow.id,
            name,
            filling.without_secrets(),
            owner=people.identity(),
            by=people.user(),
            is_shared=keeping.is_shared(shared_key),
        )

    _shelf(filling).attempt(work, say("Kept as “{name}”.", name=" ".join(name.split())))
