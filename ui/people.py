"""
Whose run it is.

A trusted proxy's header, else Streamlit's own login, else the name a person
gave in this browser.  Without any of them a guest has a number, so that two
guests can be told apart.
"""

import hashlib

import streamlit as st

from ui import resources, web

LONGEST = 60  # characters of a name


def user() -> str:
    """Return the name under which this session starts runs."""
    header = resources.get().settings.user_header
    if header and (named := st.context.headers.get(header)):
        return _cleaned(named)
    if getattr(st.user, "is_logged_in", False):
        return _cleaned(str(st.user.get("name") or st.user.get("email") or ""))
    return given_name() or guest_name()


def identity() -> str:
    """
    Return who this is, for what only they may change; empty when nothing tells.

    A cookie is no login: it tells browsers apart, and keeps nothing from anybody.
    """
    header = resources.get().settings.user_header
    if header and (named := st.context.headers.get(header)):
        return f"proxy:{named[:200]}"
    if getattr(st.user, "is_logged_in", False):
        return f"login:{st.user.get('email') or st.user.get('sub') or ''}"[:200]
    browser = this_browser()
    return f"browser:{browser[:200]}" if browser else ""


def may_choose() -> bool:
    """Whether the name is a person's own to give, because nobody else vouches for it."""
    header = resources.get().settings.user_header
    return not (header and st.context.headers.get(header)) and not getattr(
        st.user, "is_logged_in", False
    )


def given_name() -> str:
    """Return the name given in this browser; empty if none."""
    if "given_name" not in st.session_state:
        browser = this_browser()
        st.session_state.given_name = resources.get().runs.store.name_of(browser) if browser else ""
    return str(st.session_state.given_name)


def guest_name() -> str:
    """Return a name for somebody who gave none."""
    browser = this_browser()
    return f"Guest {hashlib.sha256(browser.encode()).hexdigest()[:3]}" if browser else "Guest"


def remember(name: str) -> None:
    """Keep a name for this browser."""
    name = _cleaned(name)
    st.session_state.given_name = name
    if browser := this_browser():
        resources.get().runs.store.remember_name(browser, name)


def this_browser() -> str:
    """Return what tells this browser from others; empty for one that keeps no cookies."""
    return str(st.context.cookies.get(web.BROWSER_COOKIE, ""))


def _cleaned(name: str) -> str:
    printable = "".join(filter(str.isprintable, " ".join(name.split())))
    return " ".join(printable.split())[:LONGEST].strip()
