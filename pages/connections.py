import streamlit as st

from ui import connections, notices, traffic

st.title("Connections", anchor=False)
st.caption("Where runs are started: one process instance in one environment each.")

with notices.shown():
    connections.show_all()
    connections.show_how_to_add()
    traffic.show()
