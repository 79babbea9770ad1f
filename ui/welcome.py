"""What a newcomer meets on the sandbox: three workflows to try, and runs to look at."""

import streamlit as st

from codika.language import later, say
from codika.model import ProcessInstance
from codika.runs import RunFilter
from codika.schema import Workflow
from ui import addresses, linked, samples, snapshots

TO_TRY = (
    (
        "lead-scoring",
        ":material/table_chart:",
        later("A table of leads to filter, with charts beside it"),
    ),
    (
        "stock-history",
        ":material/show_chart:",
        later("Prices over time, as lines and as numbers"),
    ),
    ("batch-send", ":material/forum:", later("Many deliveries at once, some of which fail")),
)
"""Workflow of the sandbox, icon, and what its result shows."""


def show(instance: ProcessInstance, workflows: list[Workflow]) -> None:
    """Greet whoever has run nothing yet on the sandbox but samples; nobody else."""
    if not instance.is_sandbox or snapshots.page(RunFilter(is_sample=False), 1, None).total:
        return
    by_id = {workflow.id: workflow for workflow in workflows}
    with st.container(border=True, key="welcome"):
        advice = say("Open one of these and press Run: its form is filled in.")
        st.markdown(f"**{say('New here?')}** {advice}")
        known = [one for one in TO_TRY if one[0] in by_id]
        linked.show(
            [
                linked.Row(
                    id=workflow_id,
                    address=addresses.of_form(workflow_id),
                    icon=icon,
                    cells=(linked.Cell(by_id[workflow_id].title), linked.Cell(say(shows))),
                )
                for workflow_id, icon, shows in known
            ],
            name=say("New here?"),
            key="newcomer",
            layout=linked.Layout.CARDS,
            least=150,
        )
        samples.offer(instance, workflows)
        st.page_link(
            addresses.page(addresses.CONNECTIONS),
            label=say("Connect your own Codika"),
            icon=":material/add_link:",
        )
