"""What stands around every page: the menu, the connection, who you are, and where you are."""

from collections.abc import Callable, Mapping

import streamlit as st

from codika import errors
from codika.language import retold, say, say_in
from codika.model import Environment, ProcessInstance
from codika.schema.discovery import Catalogue
from ui import addresses, decks, labels, languages, notices, people, resources, runs, status
from ui.formats import plain
from ui.parts import of_page

MENU: tuple[tuple[str, Callable[[], str], str, str, bool], ...] = (
    (addresses.HOME, lambda: say("Home"), ":material/home:", "", True),
    (addresses.RUN, lambda: say_in("verb", "Run"), ":material/play_circle:", "run", False),
    (addresses.RUNS, lambda: say("Runs"), ":material/history:", "runs", False),
    (addresses.CONNECTIONS, lambda: say("Connections"), ":material/cable:", "connections", False),
)

_CONNECTION = "connection"
"""Where the session and the address keep which one is armed."""
_ARM = "arm"


def menu() -> st.Page:
    """Draw the menu and return the page that was asked for."""
    return st.navigation(
        [
            st.Page(addresses.page(path), title=title(), icon=icon, url_path=url, default=first)
            for path, title, icon, url, first in MENU
        ],
        position="hidden" if decks.is_on() else "sidebar",
    )


def ready() -> resources.Resources:
    """Return the shared objects, or say what has to be mended and go no further."""
    try:
        return resources.get()
    except errors.ConfigurationError as error:
        notices.show(errors.ConfigurationError)
        for problem in error.problems:
            st.markdown(f"- {notices.problem_line(problem)}")
        st.button(
            say("Read the settings again"),
            icon=":material/refresh:",
            on_click=resources.forget_problem,
        )
    except errors.CodikaError as error:
        notices.show(type(error), str(error))
    return st.stop()


def connection() -> ProcessInstance:
    """Return the connection that is armed: what the sidebar shows and the URL says."""
    instances = resources.get().instances
    chosen = st.session_state.get(_CONNECTION)
    return next((known for known in instances if known.name == chosen), instances[0])


def sidebar() -> None:
    """Draw what stands under the menu; a presentation has neither."""
    by_name = {instance.name: instance for instance in resources.get().instances}
    addresses.chosen(_CONNECTION, list(by_name), next(iter(by_name)), stays=True)
    if decks.is_on():
        return
    with st.sidebar:
        _armed(by_name)
        _you()


def _armed(by_name: Mapping[str, ProcessInstance]) -> None:
    """Draw which connection is armed, and a menu of all: a box to choose from comes dearer."""
    armed = connection()
    titles = _titles(by_name)
    with st.container(key="armed", gap="xsmall"):
        # Prod is told by what stands over the menu: that itself would be drawn as another
        # one, and let go of the cursor.
        with st.container(key=f"armed-{armed.environment}"):
            st.markdown(
                f":small[{say('Connection')}]",
                help=say("Where runs are started.  Every link you share carries it along."),
            )
        st.menu_button(
            titles[armed.name],  # its words alone: who has it read out would hear the icon
            list(by_name),
            key=_ARM,
            icon=status.ENVIRONMENTS[armed.environment].icon,
            format_func=lambda name: (
                f"{status.ENVIRONMENTS[by_name[name].environment].icon} {titles[name]}"
            ),
            width="stretch",
            on_click=of_page(_arm),
        )


def _titles(by_name: Mapping[str, ProcessInstance]) -> dict[str, str]:
    """Return what each connection is called in the menu."""
    # The environment first: however long a title is, one knows where to look.
    return labels.distinct(
        {
            name: f"{instance.environment.upper()} · {plain(instance.title)}"
            for name, instance in by_name.items()
        },
        plain,
    )


def _arm() -> None:
    # Nothing where the choice is gone by now: what is armed stays.
    if chosen := st.session_state[_ARM]:
        st.session_state[_CONNECTION] = chosen


def _you() -> None:
    """Draw who you are and what you read in; what is chosen once is folded away."""
    with st.popover(
        plain(people.user()),
        icon=":material/person:",
        type="tertiary",
        key="you",
    ):
        if people.may_choose():
            st.text_input(
                say("Your name"),
                value=people.given_name(),
                key="name_box",
                placeholder=people.guest_name(),
                on_change=of_page(lambda: people.remember(st.session_state.name_box)),
                help=say("Colleagues see it beside the runs you start."),
            )
        languages.choose()


def environment(page: st.Page) -> None:
    """Say on top of every page what is dev and what is prod: the run shown, else what is armed."""
    shown = runs.named_in_url() if page.url_path == "runs" else None
    if shown is not None and shown.environment is Environment.PROD:
        where = plain(shown.instance_name)
        effect = say("This run was made in prod.")
        st.error(f"**PROD** · {where} — {effect}", icon=":material/warning:")
        return
    armed = connection()
    where = plain(armed.title)
    if armed.environment is Environment.PROD:
        effect = (
            say("This is the sandbox’s rehearsal of prod: nothing real happens.")
            if armed.is_sandbox
            else say("Runs started here have real effects.")
        )
        st.error(f"**PROD** · {where} — {effect}", icon=":material/warning:")
    elif not decks.is_on():
        note = f" — {say('built in, nothing real happens')}" if armed.is_sandbox else ""
        st.markdown(f"{status.environment_inline(armed.environment)} {where}{note}")


def show_problems(catalogue: Catalogue) -> None:
    """Say which source of the catalogue did not answer; the others are shown all the same."""
    for source, error in catalogue.problems:
        headline = say("{source}: could not be read.", source=plain(say(source)))
        rest = say("What other sources tell is shown.")
        st.warning(
            f"**{headline}** {plain(retold(str(error)))}  {rest}", icon=":material/cloud_off:"
        )
