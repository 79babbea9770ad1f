"""The ASGI app: `streamlit run app.py` finds `app` and serves it."""

import streamlit as st

from ui import notices, resources, web

app = st.App(
    "ui/main.py",
    lifespan=resources.lifespan,
    routes=web.ROUTES,
    middleware=web.MIDDLEWARE,
    on_script_error=notices.log_script_error,
)
