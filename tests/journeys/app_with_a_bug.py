"""The dashboard with a bug on its first page: an exception whose text holds a key."""

import os

import streamlit as st

from ui import cards, notices, resources, web


def show_workflows(*_):
    raise RuntimeError(f"no route with {os.environ['DEV_CODIKA_API_KEY']}")


cards.show_workflows = show_workflows

app = st.App(
    "../../ui/main.py",
    lifespan=resources.lifespan,
    routes=web.ROUTES,
    middleware=web.MIDDLEWARE,
    on_script_error=notices.log_script_error,
)
