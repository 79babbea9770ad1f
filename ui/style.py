"""
The few rules of style that Streamlit has no setting for.

Class names are those Streamlit gives to keyed containers, so they are ours.
"""

from pathlib import Path
from string import Template

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
  background: light-dark($light_background, $dark_background);
}
"""

# Streamlit masks single lines only, and a key of several lines is no less secret.
_MASKED = """
[class*="st-key-masked"] textarea { -webkit-text-security: disc; }
"""


# The accent on its own tint is hard to read on a dark page (3.5 to 1); the frame has it still.
_CHOSEN = """
button[role="radio"][aria-checked="true"][data-selected]:not([data-disabled]) {
  color: light-dark($light_text, $dark_text);
}
"""

# At 15 px Streamlit's smallest buttons are 22.5 px wide; WCAG 2.2 asks for 24 (2.5.8).
_TARGETS = """
button[aria-label="Clear value"] { min-width: 24px; }
"""

# What starts something real, and what says that it would, has not the colour of what does
# not.  Streamlit has one colour for all primary buttons; white words on this red have a
# contrast of 6.5 to 1.
_PROD = """
.st-key-run-in-prod button:enabled, .st-key-armed:has(.st-key-armed-prod) .st-key-arm button {
  background: #b3261e; border-color: #b3261e; color: #ffffff;
}
.st-key-run-in-prod button:enabled:hover,
.st-key-armed:has(.st-key-armed-prod) .st-key-arm button:hover {
  background: #8c1d18; border-color: #8c1d18;
}
"""

# What a key has done is said for a moment, over everything else.
_TOLD = """
#keyboard-told:not(:empty) {
  position: fixed; inset: auto auto 1.5rem 50%; transform: translateX(-50%); z-index: 1000000;
  padding: 0.5rem 1rem; border-radius: 0.5rem; font-family: "Source Sans", sans-serif;
  background: light-dark($light_text, $dark_text);
  color: light-dark($light_background, $dark_background);
}
"""

# Up to 640 px Streamlit stacks columns: what stands beside the form is below it then.
OUTCOME, OUTCOME_PLACE, WAY_DOWN = "outcome", "outcome-place", "way-down"
_WAY_DOWN = f"""
[data-testid="stLayoutWrapper"]:has(> .st-key-{OUTCOME_PLACE}) {{
  position: absolute; width: 0; overflow: hidden;
}}
#{OUTCOME} {{ scroll-margin-top: 4rem; }}
[data-testid="stLayoutWrapper"]:has(> .st-key-{WAY_DOWN}) {{
  position: sticky; top: 8.4rem; z-index: 29;
  background: light-dark($light_background, $dark_background);
}}
@media (min-width: 641px) {{
  [data-testid="stLayoutWrapper"]:has(> .st-key-{WAY_DOWN}) {{ display: none; }}
}}
"""

# What comes later has its place from the first paint on, so that nothing jumps: the menu
# (281.25 px wide), the whole width, a slide's larger letters; a field with its label, the
# number on a card and the rows of ours that are links (`linked.js`), whose part of Streamlit
# is still on its way; and what a run under way says.  A presentation has no menu, and once
# left it has one.
_STEADY = """
@media (min-width: 768px) {
  [data-has-menu] [data-testid="stAppViewContainer"]:not(:has(> [data-testid="stSidebar"])) > div {
    margin-left: 281.25px;
  }
}
[data-presents]:not(:has([data-testid="stSidebar"])) { font-size: 19px !important; }
[data-testid="stMainBlockContainer"] { max-width: initial !important; }
:is(.st-key-connection, .st-key-workflow, [class*="st-key-form-"][class*="---"])
  [data-testid="stSkeleton"] { height: 4.25rem; }
:is(.st-key-cards, .st-key-history):not(:has([data-filled])) { min-height: 100vh; }
.st-key-newcomer:not(:has([data-filled])) { min-height: 6.3rem; }
:is(.st-key-open, .st-key-trouble):not(:has([data-filled])) { min-height: 3.5rem; }
.st-key-latest:not(:has([data-filled])) { min-height: 20rem; }
@media (max-width: 640px) {
  .st-key-newcomer:not(:has([data-filled])) { min-height: 16.3rem; }
}
.st-key-figures [data-testid="stSkeleton"] { height: 5.75rem; min-width: 7rem; }
.st-key-moving { min-height: 5.2rem; }
"""
_KIND_OF_PAGE = (
    "<script>document.documentElement.toggleAttribute("
    'new URLSearchParams(location.search).has("present")?"data-presents":"data-has-menu")</script>'
)


_OURS: dict[str, str | None] = {}
"""The accent colours of `config.toml`, by theme, once others have taken their place."""


def adopt(settings: Settings) -> None:
    """Let every page that is opened from now on have the accent colour of the settings, or ours."""
    accent = settings.accent
    # On a dark page a dark button would be lost.
    lighter = accent and colors.lightest_under_white(accent)
    for theme, color in (("light", accent), ("dark", lighter)):
        option = f"theme.{theme}.primaryColor"
        ours = _OURS.setdefault(theme, st.get_option(option))
        config.set_option(option, color or ours)


def logo(settings: Settings | None = None) -> None:
    """Show the logo above the menu: that of the settings, else ours."""
    given = settings.logo if settings else None
    st.logo(str(given or ICON), size="large")


def enlarge() -> None:
    """Make everything on this page large enough for a wall, and take the empty rim away."""
    # Where another page was opened first, its place for the menu is kept.
    st.html(
        "<style>html { font-size: 19px !important; }"
        ' [data-testid="stAppViewContainer"] > div { margin-left: 0 !important; }</style>'
    )


def rules() -> str:
    """Return the rules, as they stand in the head of every page, and what they go by."""
    ours = f"{_RUN_BAR}{_MASKED}{_CHOSEN}{_TARGETS}{_PROD}{_TOLD}{_WAY_DOWN}{_STEADY}"
    return f"{_KIND_OF_PAGE}<style>{Template(ours).substitute(_colors())}</style>"


def _colors() -> dict[str, str]:
    """Return the theme's colours under the names that the rules have for them."""
    return {
        f"{theme}_{name}": st.get_option(f"theme.{theme}.{option}") or fallback
        for theme in ("light", "dark")
        for name, option, fallback in (
            ("background", "backgroundColor", "Canvas"),
            ("text", "textColor", "CanvasText"),
        )
    }
