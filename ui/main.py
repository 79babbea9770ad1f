"""The script every session runs: frame first, then the page that was asked for."""

import streamlit as st

from ui import frame

st.set_page_config(page_title="Codika", page_icon=":material/bolt:", layout="wide")

page = frame.menu()
frame.ready()
frame.sidebar()
frame.environment()
page.run()
