import streamlit as st

from codika.language import say
from ui import dropped, history, notices, runs

with notices.shown():
    run = runs.open_from_url()
    if run is not None:
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            history.show_way_back()
            history.show_neighbours(run)
        runs.show_detail(run)
    else:
        title, way_back = st.columns([3, 1], vertical_alignment="bottom")
        title.title(say("Runs"), anchor=False)
        with way_back:
            dropped.show()
        history.show_list()
