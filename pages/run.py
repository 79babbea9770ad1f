import streamlit as st

from codika.language import say
from ui import decks, frame, inference, launching, notices, origins, presenting, runs

with notices.shown():
    connection = frame.connection()
    workflow = None
    # No st.stop(): after it Streamlit keeps the widgets of other slides, and shows them empty.
    if decks.is_on():
        presenting.show(connection)
    else:
        st.title(say("Run a workflow"), anchor=False)
        workflow = launching.chosen_workflow(connection)
    if workflow is not None:
        left, right = st.columns([2, 3], gap="large")
        with right:
            run = runs.open_from_url()
            outcome, beside = st.container(), st.container()
        # From top to bottom as on a narrow screen: what comes later would push the rest down.
        with left:
            if run is not None:
                launching.show_way_down()
            launching.show_form(connection, workflow, beside)
            inference.show(workflow)
        if run is not None:
            with outcome:
                launching.mark_outcome()
                runs.show_outcome(run, wide=False)
                launching.show_permanent_link(run)
        with right:
            origins.show(workflow)
