import streamlit as st

from codika.language import say
from ui import addresses, cards, frame, notices

st.title(say("Workflows"), anchor=False)
st.caption(say("Pick one, fill in its form, press Run.  Every run is kept."))

with notices.shown():
    addresses.follow_short_link()
    left, right = st.columns([5, 3], gap="large")
    # From top to bottom as on a narrow screen: what comes later would push the rest down.
    with left:
        cards.show_workflows(frame.connection())
    with right:
        cards.show_activity()
