"""
Connect a Codika in three steps, with a look at each: the file, its sections, the answer.

Keys are for the file on the server alone.  This page reads it, says what is
missing, asks Codika with what it holds, and puts it to use; it takes no key,
shows none, and writes nothing into the file.
"""

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from codika.config import Settings
from codika.errors import ConfigurationProblem
from codika.language import later, retold, say
from codika.model import Environment, ProcessInstance
from codika.secrets_file import SecretsFile, example_section
from ui import addresses, asking, connections, notices, offering, resources, settings, status
from ui.formats import plain
from ui.settings import Offer, Reading

LOOK_EVERY = 3.0  # seconds between two looks at the file while something is left to do
MAX_LABEL = 60  # characters

State = tuple[str, str, str]
"""How a step stands: colour, icon and word of its badge."""
DONE: State = ("green", ":material/check_circle:", later("Done"))
TO_DO: State = ("gray", ":material/radio_button_unchecked:", later("To do"))
MEND: State = ("red", ":material/error:", later("To mend"))
CAREFUL: State = ("orange", ":material/warning:", later("Careful"))


def show() -> None:
    """Show the steps, live while something is left to do."""
    is_settled = _is_known(settings.read())
    is_new = st.session_state.pop("connected", False)
    with st.expander(
        say("Connect your Codika"),
        icon=":material/add_link:",
        expanded=is_new or not is_settled,
    ):
        st.caption(
            say(
                "Keys stay in a file on the server.  This page reads it and asks Codika with it; it"
                " takes no key, shows none, and writes nothing into the file."
            )
        )

        @st.fragment(run_every=None if is_settled else LOOK_EVERY)
        def live() -> None:
            with notices.shown():
                _show_steps(is_new=is_new)

        live()
        _show_section_to_copy()


def _is_known(reading: Reading) -> bool:
    """Whether the dashboard knows all that was read, and there is a connection in it."""
    known = resources.get().settings
    return reading.settings == known and bool(known.instances)


def _show_steps(*, is_new: bool) -> None:
    reading = settings.read()
    has_file = _show_file(reading.file)
    _show_sections(reading, has_file=has_file)
    all_answer = _show_answers(reading)
    with st.container(horizontal=True, vertical_alignment="center", key="use-connections"):
        if reading.settings is not None and not _is_known(reading):
            _offer_use(reading.settings, all_answer=all_answer)
        if st.button(say("Read the settings again"), icon=":material/refresh:"):
            asking.forget()
            st.rerun()
    if is_new and _is_known(reading):
        now = resources.get()
        st.success(
            f"**{say('In use now:')}** {offering.listed(now.settings.instances)}."
            f"  {say('Runs under way are watched on.')}",
            icon=":material/check_circle:",
        )
        st.page_link(
            addresses.page(addresses.HOME),
            label=say("To the workflows"),
            icon=":material/play_circle:",
        )


# -- the file -------------------------------------------------------------------


def _show_file(file: SecretsFile) -> bool:
    """Show step 1; return whether the file can be read."""
    name = _name(file.path)
    title = say("The file")
    words = plain(name or say("The secrets file, outside the dashboard's folder,"))
    if file.problem:
        _show_step(1, title, MEND, f"{words} {plain(retold(file.problem))}.")
        if not os.access(file.path, os.R_OK):
            st.caption(say("It has to be readable for whoever runs the dashboard."))
        return False
    if not file.exists:
        _show_step(1, title, TO_DO, say("{file} is not there yet.", file=words))
        if name:
            quoted = shlex.quote(name)
            folder = shlex.quote(str(Path(name).parent))
            _show_command(f"mkdir -p {folder} && touch {quoted} && chmod 600 {quoted}")
        return False
    if not file.is_private:
        said = say("{file} is there, and others on the server can read it.", file=words)
        _show_step(1, title, CAREFUL, said)
        if name:
            _show_command(f"chmod 600 {shlex.quote(name)}")
        return True
    said = say("{file} is there, for its owner alone to read.", file=words)
    _show_step(1, title, DONE, said)
    return True


def _name(path: Path) -> str:
    """Return a file's name as seen from the dashboard's folder; empty if it is outside."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100  `resolve` would follow links out of it
    here = Path.cwd()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else ""


def _show_command(command: str) -> None:
    if "`" in command:
        st.code(command, language="bash", wrap_lines=True)
    else:
        st.markdown(f"`{command}`")  # without the colours, as below
    st.caption(
        say("Run this on the server, in the dashboard's folder.  This page notices by itself.")
    )


def _show_step(number: int, title: str, state: State, words: str) -> None:
    color, icon, word = state
    st.markdown(f":{color}-badge[{icon} {say(word)}] **{number} · {title}** — {words}")


# -- its sections -----------------------------------------------------------------


def _show_sections(reading: Reading, *, has_file: bool) -> None:
    problems = [one for one in reading.problems if one.section or one.field]
    told = reading.settings
    title = say("A section for each process instance")
    if problems:
        _show_step(2, title, MEND, say("what is missing or wrong:"))
    elif told is not None and told.instances and not reading.sections:
        words = say(
            "not needed: connections come from {source}.  A section would win.",
            source=plain(connections.source_words(told.source)),
        )
        _show_step(2, title, DONE, words)
    elif reading.sections and has_file:
        names = ", ".join(plain(section) for section in reading.sections)
        _show_step(2, title, DONE, say("complete: {names}.", names=names))
    else:
        words = (
            say("paste one into it, such as the one below, and fill it in.")
            if has_file
            else say(
                "paste one into the file, once it is there, such as the one below, and fill it in."
            )
        )
        _show_step(2, title, TO_DO, words)
    if problems:
        st.markdown("\n".join(_lines(reading.sections, problems)))


def _lines(sections: Sequence[str], problems: Sequence[ConfigurationProblem]) -> list[str]:
    """Return a list as Markdown: each section with what is wrong in it, then what is elsewhere."""
    lines = []
    for section in sections:
        own = [one for one in problems if one.section == f"codika.{section}"]
        state = ":red[:material/error:]" if own else ":green[:material/check:]"
        lines.append(f"- {state} {plain(section)}")
        lines += [f"    - {_line(one)}" for one in own]
    named = {f"codika.{section}" for section in sections}
    return lines + [
        f"- {notices.problem_line(one)}" for one in problems if one.section not in named
    ]


def _line(problem: ConfigurationProblem) -> str:
    return f"**{plain(problem.field)}** {plain(retold(problem.message))}"


def _show_section_to_copy() -> None:
    # For colours in a piece of code a browser loads a megabyte and a half; few visits need it.
    place = st.expander(
        say("A section to copy"),
        icon=":material/content_copy:",
        key="section-to-copy",
        on_change="rerun",
    )
    with place:
        if not place.open:
            return
        left, right = st.columns([2, 1])
        label = left.text_input(
            say("What people call it"), value="Acme", key="new_label", max_chars=MAX_LABEL
        )
        environment = right.segmented_control(
            say("Environment"),
            list(map(str, Environment)),
            default=str(Environment.DEV),
            required=True,
            format_func=str.upper,
            key="new_environment",
        )
        taken = settings.read().sections
        chosen = Environment(environment or Environment.DEV)
        _, text = example_section(label or "", chosen, taken=taken)
        st.code(text, language="toml", wrap_lines=True)
        if chosen is Environment.PROD:
            effect = say("Prod: runs on it have real effects, and say so in red.")
            st.caption(f":material/warning: {effect}")
        st.caption(say("Put the id and the key in with an editor on the server, never here."))


# -- the answer -------------------------------------------------------------------


def _show_answers(reading: Reading) -> bool:
    """Show step 3; return whether everything that is configured answers."""
    title = say("Codika answers")
    told = reading.settings
    if told is None or not told.instances:
        _show_step(3, title, TO_DO, say("asked as soon as a section is complete."))
        return False
    with st.spinner(say("Asking Codika…")):
        refusals = [asking.ask(instance) for instance in told.instances]
    all_answer = not any(refusals)
    words = say("with every key.") if all_answer else say("not with every key.")
    _show_step(3, title, DONE if all_answer else MEND, words)
    for instance, refusal in zip(told.instances, refusals, strict=True):
        environment = status.environment_inline(instance.environment)
        st.markdown(
            f"{environment} {plain(instance.title)} {asking.word(refusal)}"
            f" :small[{asking.keys_of(instance)}]"
        )
        if instance not in resources.get().instances:  # those have said so above
            asking.show_reason(refusal)
    return all_answer


def _offer_use(told: Settings, *, all_answer: bool) -> None:
    now = resources.get()
    if not told.instances and not now.settings.instances:
        return
    is_sound = all_answer or not told.instances
    label = say("Use it now") if is_sound else say("Use it all the same")
    if st.button(label, icon=":material/bolt:", type="primary"):
        with st.spinner(say("Taking it over…")):
            # Whoever had gone back to the sandbox wants to leave it by this.
            is_back = settings.offer(now.data) is Offer.SANDBOX
            resources.reload(Offer.CONFIGURED if is_back else None)
        offering.forget()
        st.session_state["connected"] = True
        st.rerun()
    st.markdown(f":small[{_changes(now.settings.instances, told.instances)}]")


def _changes(before: Sequence[ProcessInstance], after: Sequence[ProcessInstance]) -> str:
    """Say which connections come, change and go."""
    old = {one.name: one for one in before}
    new = {one.name: one for one in after}
    changed = [one for name, one in new.items() if name in old and one != old[name]]
    parts = {
        later("Comes: {connections}"): [one for name, one in new.items() if name not in old],
        later("Changes: {connections}"): changed,
        later("Goes: {connections}"): [one for name, one in old.items() if name not in new],
    }
    said = [say(words, connections=offering.listed(some)) for words, some in parts.items() if some]
    if not after:
        said.append(say("The sandbox comes back."))
    return " · ".join(said) or say("Other settings change.")
