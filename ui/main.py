"""The script every session runs: frame first, then the page that was asked for."""

from pathlib import Path

import streamlit as st

from ui import frame

ASSETS = Path(__file__).parent / "assets"

# A file of ours: Streamlit would fetch an icon named by word from a foreign host.
st.set_page_config(page_title="Codika", page_icon=str(ASSETS / "icon.png"), layout="wide")
st.logo(str(ASSETS / "icon.png"), size="large")

page = frame.menu()
title = frame.ready().settings.title
st.set_page_config(page_title=f"{page.title} · {title}")
frame.sidebar()
frame.environment(page)
page.run()
