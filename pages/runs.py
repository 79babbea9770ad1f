import streamlit as st

from ui import addresses, history, notices, runs

with notices.shown():
    run = runs.open_from_url()
    if run is not None:
        addresses.show_way_back("All runs", addresses.RUNS, without="run")
        runs.show_detail(run)
    else:
        st.title("Runs", anchor=False)
        history.show_list()
