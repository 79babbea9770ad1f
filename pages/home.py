import streamlit as st

from ui import cards, frame, notices

st.title("Workflows", anchor=False)
st.caption("Pick one, fill in its form, press Run.  Every run is kept.")

with notices.shown():
    cards.show_workflows(frame.connection())
    cards.show_activity()
