import streamlit as st

from codika.language import say
from ui import connecting, connections, notices, offering, samples, traffic

st.title(say("Connections"), anchor=False)
st.caption(say("Where runs are started: one process instance in one environment each."))

with notices.shown():
    connections.show_all()
    offering.show()
    connecting.show()
    samples.show_removal()
    traffic.show()
