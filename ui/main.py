"""The script every session runs: frame first, then the page that was asked for."""

import streamlit as st

from ui import decks, frame, keyboard, languages, style

st.set_page_config(page_title="Codika", page_icon=style.ICON, layout="wide")
languages.listen()
style.logo()

page = frame.menu()
settings = frame.ready().settings
st.set_page_config(page_title=f"{page.title} · {settings.title}")
style.logo(settings)
frame.sidebar()
frame.environment(page)
page.run()
if not decks.is_on():
    keyboard.show_offer()
# Below the page: even what shows nothing takes a line’s distance.
languages.announce()
