import streamlit as st

from ui import frame, launching, notices, runs

st.title("Run a workflow", anchor=False)

with notices.shown():
    workflow = launching.chosen_workflow(frame.connection())
    if workflow is not None:
        left, right = st.columns([2, 3], gap="large")
        with left:
            launching.show_form(frame.connection(), workflow)
        with right:
            run = runs.open_from_url()
            if run is None:
                launching.show_expectation(frame.connection(), workflow)
            else:
                runs.show_outcome(run, wide=False)
                launching.show_permanent_link(run)
