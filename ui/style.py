"""
The few rules of style that Streamlit has no setting for.

Class names are those Streamlit gives to keyed containers, so they are ours.
"""

from pathlib import Path

import streamlit as st
from streamlit import config

from codika import colors
from codika.config import Settings

_ASSETS = Path(__file__).parent / "assets"
ICON = str(_ASSETS / "icon.png")
"""A file of ours: Streamlit would fetch an icon named by word from a foreign host."""

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


# What starts something real is not the colour of what does not.  Streamlit has one
# colour for all primary buttons; white words on this red have a contrast of 6.5 to 1.
_RUN_IN_PROD = """
.st-key-run-in-prod button:enabled { background: #b3261e; border-color: #b3261e; color: #ffffff; }
.st-key-run-in-prod button:enabled:hover { background: #8c1d18; border-color: #8c1d18; }
"""


def adopt(settings: Settings) -> None:
    """Let every page that is opened from now on have the accent colour of the settings."""
    if settings.accent is not None:
        config.set_option("theme.light.primaryColor", settings.accent)
        # On a dark page a dark button would be lost.
        lighter = colors.lightest_under_white(settings.accent)
        config.set_option("theme.dark.primaryColor", lighter)


def logo(settings: Settings | None = None) -> None:
    """Show the logo above the menu: that of the settings, else ours."""
    given = settings.logo if settings else None
    st.logo(str(given or ICON), size="large")


def enlarge() -> None:
    """Make everything on this page large enough for a wall, and take the empty rim away."""
    st.html("<style>html { font-size: 19px !important; }</style>")


def apply() -> None:
    """Send the rules along with the page."""
    run_bar = _RUN_BAR
    for name in ("light", "dark"):
        color = st.get_option(f"theme.{name}.backgroundColor") or "Canvas"
        run_bar = run_bar.replace(name.upper(), color)
    st.html(f"<style>{run_bar}{_MASKED}{_RUN_IN_PROD}</style>")
