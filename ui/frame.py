"""What stands around every page: the menu, the connection, who you are, and where you are."""

import streamlit as st

from codika import errors
from codika.model import Environment, ProcessInstance
from codika.schema.discovery import Catalogue
from ui import addresses, decks, notices, people, resources, runs, status
from ui.formats import plain

MENU = (
    (addresses.HOME, "Home", ":material/home:", "", True),
    (addresses.RUN, "Run", ":material/play_circle:", "run", False),
    (addresses.RUNS, "Runs", ":material/history:", "runs", False),
    (addresses.CONNECTIONS, "Connections", ":material/cable:", "connections", False),
)


def menu() -> st.Page:
    """Draw the menu and return the page that was asked for."""
    return st.navigation(
        [
            st.Page(addresses.page(path), title=title, icon=icon, url_path=url, default=default)
            for path, title, icon, url, default in MENU
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
            "Read the settings again",
            icon=":material/refresh:",
            on_click=resources.forget_problem,
        )
    except errors.CodikaError as error:
        notices.show(type(error), str(error))
    return st.stop()


def connection() -> ProcessInstance:
    """Return the connection that is armed: what the sidebar shows and the URL says."""
    instances = resources.get().instances
    chosen = st.session_state.get("connection")
    return next((known for known in instances if known.name == chosen), instances[0])


def sidebar() -> None:
    """Draw what stands under the menu; a presentation has neither."""
    by_name = {instance.name: instance for instance in resources.get().instances}
    addresses.chosen("connection", list(by_name), next(iter(by_name)), stays=True)
    if decks.is_on():
        return
    with st.sidebar:
        st.selectbox(
            "Connection",
            list(by_name),
            key="connection",
            format_func=lambda name: f"{by_name[name].title} · {by_name[name].environment.upper()}",
            help="Where runs are started.  Every link you share carries it along.",
        )
        if people.may_choose():
            st.text_input(
                "Your name",
                value=people.given_name(),
                key="name_box",
                placeholder=people.guest_name(),
                on_change=lambda: people.remember(st.session_state.name_box),
                help="Colleagues see it beside the runs you start.",
            )
        else:
            st.caption(f":material/person: {plain(people.user())}")


def environment(page: st.Page) -> None:
    """Say on top of every page what is dev and what is prod: the run shown, else what is armed."""
    shown = runs.named_in_url() if page.url_path == "runs" else None
    if shown is not None and shown.environment is Environment.PROD:
        where = plain(shown.instance_name)
        st.error(f"**PROD** · {where} — This run was made in prod.", icon=":material/warning:")
        return
    armed = connection()
    where = plain(armed.title)
    if armed.environment is Environment.PROD:
        effect = (
            "This is the sandbox’s rehearsal of prod: nothing real happens."
            if armed.is_sandbox
            else "Runs started here have real effects."
        )
        st.error(f"**PROD** · {where} — {effect}", icon=":material/warning:")
    elif not decks.is_on():
        note = " — built in, nothing real happens" if armed.is_sandbox else ""
        st.markdown(f"{status.environment_inline(armed.environment)} {where}{note}")


def show_problems(catalogue: Catalogue) -> None:
    """Say which source of the catalogue did not answer; the others are shown all the same."""
    for source, error in catalogue.problems:
        st.warning(
            f"**{plain(source)}: could not be read.** {plain(str(error))}"
            "  What other sources tell is shown.",
            icon=":material/cloud_off:",
        )
