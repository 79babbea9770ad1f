"""The connections page: what is configured, whether it answers, how to add one."""

import streamlit as st

from codika import Codika, errors
from codika.config import SECRETS_FILE
from codika.model import ProcessInstance, key_fingerprint
from ui import frame, notices, resources, status
from ui.formats import count, plain

CHECK_FOR = 60  # seconds an answer is shown before the connection is asked again

EXAMPLE = """\
[codika.acme-prod]                    # any name; it appears in links
label = "Acme"                        # what people see
environment = "prod"                  # dev or prod
process_instance_id = "…"             # Codika: instance › trigger panel
api_key = "ck_…"                      # Codika: Public API Access
organization_key = "cko_…"            # optional: forms, costs and run lists
"""


@st.cache_data(ttl=CHECK_FOR, max_entries=100, show_spinner=False)
def answers(instance_name: str) -> tuple[type[errors.CodikaError], str] | None:
    """Ask Codika whether a connection works; `None` means yes."""
    instance = next(known for known in resources.get().instances if known.name == instance_name)
    try:
        with Codika(instance) as codika:
            codika.check_key()
    except errors.CodikaError as error:
        return type(error), str(error)
    return None


def show_all() -> None:
    """Show a card for every connection."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Check again", icon=":material/refresh:"):
            answers.clear()
            for instance in resources.get().instances:
                resources.get().catalogues.refresh(instance)
    for instance in resources.get().instances:
        _show(instance)


def _show(instance: ProcessInstance) -> None:
    with st.container(border=True, key=f"connection-{instance.name}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            status.environment_badge(instance.environment)
            st.markdown(f"**{plain(instance.title)}**")
            with st.spinner("Asking…"):
                refusal = answers(instance.name)
            if refusal is None:
                st.badge("Answers", icon=":material/check_circle:", color="green")
            else:
                is_key = issubclass(refusal[0], errors.AuthenticationError | errors.ForbiddenError)
                word = "Refuses the key" if is_key else "Does not answer"
                st.badge(word, icon=":material/error:", color="red")
        if refusal is not None:
            notices.show(*refusal)
        keys = f"key `{instance.fingerprint}`"
        if instance.organization_key:
            keys += f", organization key `{key_fingerprint(instance.organization_key)}`"
        st.markdown(
            f"Instance `{_as_code(instance.id)}`"
            f" at `{_as_code(instance.endpoints.base_url)}`, {keys}"
        )
        catalogue = resources.get().catalogues.get(instance)
        known = sum(workflow.triggerable for workflow in catalogue.workflows)
        st.caption(f"{count(known, 'workflow')} to run · from {plain(instance.source)}")
        frame.show_problems(catalogue)


def _as_code(text: str) -> str:
    return text.replace("`", "'")


def show_how_to_add() -> None:
    """Show how another connection is made."""
    is_sandbox = any(instance.is_sandbox for instance in resources.get().instances)
    with st.expander("Connect your Codika", icon=":material/add_link:", expanded=is_sandbox):
        st.markdown(
            f"1. Copy `.streamlit/secrets.example.toml` to `{SECRETS_FILE}`.\n"
            "2. Fill in a section for each process instance, as below.\n"
            "3. Start the dashboard again; this page tells whether each one answers."
        )
        st.code(EXAMPLE, language="toml")
        st.caption(
            "Keys stay on the server: they are sent to Codika alone, and this page shows a"
            " fingerprint.  Take the section out again to come back to the sandbox."
        )
