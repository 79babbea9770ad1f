"""
The few rules of style that Streamlit has no setting for.

Class names are those Streamlit gives to keyed containers, so they are ours.
"""

import streamlit as st

# The Run button stays in sight however long the form is; what scrolls below it is
# covered by the page’s own background.  3.75rem is the height of Streamlit’s header.
_RUN_BAR = """
[data-testid="stLayoutWrapper"]:has(> .st-key-run-bar) {
  position: sticky; top: 3.75rem; z-index: 30; padding: 0.6rem 0; margin: -0.6rem 0;
  background: light-dark(LIGHT, DARK);
}
"""

# Streamlit masks single lines only, and a key of several lines is no less secret.
_MASKED = """
[class*="st-key-masked"] textarea { -webkit-text-security: disc; }
"""


def apply() -> None:
    """Send the rules along with the page."""
    run_bar = _RUN_BAR
    for name in ("light", "dark"):
        color = st.get_option(f"theme.{name}.backgroundColor") or "Canvas"
        run_bar = run_bar.replace(name.upper(), color)
    st.html(f"<style>{run_bar}{_MASKED}</style>")
