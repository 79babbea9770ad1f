import streamlit as st

from ui import addresses, dropped, history, notices, runs

with notices.shown():
    run = runs.open_from_url()
    if run is not None:
        addresses.show_way_back("All runs", addresses.RUNS, without="run")
        runs.show_detail(run)
    else:
        title, way_back = st.columns([3, 1], vertical_alignment="bottom")
        title.title("Runs", anchor=False)
        with way_back:
            dropped.show()
        history.show_list()
