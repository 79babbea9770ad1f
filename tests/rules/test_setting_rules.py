"""Settings of Streamlit's server that decide life or death."""

import tomllib
from pathlib import Path

import pytest

from codika.colors import contrast

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        pytest.param("runner", "postScriptGC", False, id="no full collection after every tick"),
        pytest.param("client", "showErrorDetails", "none", id="no exception text to browsers"),
        pytest.param("client", "showErrorLinks", False, id="no exception text to search engines"),
        pytest.param("client", "toolbarMode", "viewer", id="no developer menu"),
        pytest.param("server", "address", "127.0.0.1", id="loopback, and no foreign host asked"),
        pytest.param("server", "headless", True, id="no question at the start"),
        pytest.param("server", "fileWatcherType", "none", id="no second tracker by reload"),
        pytest.param("server", "enableStaticServing", False, id="no files served"),
        pytest.param("server", "maxUploadSize", 20, id="bounded uploads"),
        pytest.param("server", "maxMessageSize", 50, id="bounded pages"),
        pytest.param("browser", "gatherUsageStats", False, id="nobody is told of visits"),
        pytest.param("browser", "serverAddress", "localhost", id="no foreign host asked"),
    ],
)
def test_setting(section, name, value):
    """
    Each of these was needed; the comment beside it in the file says why.
    """
    assert value == CONFIG[section][name]


def test_protections_that_are_on_by_default_stay_on():
    """
    Nobody has switched off what keeps other web pages from talking to the server.
    """
    server = CONFIG["server"]

    assert (True, True) == (
        server.get("enableCORS", True),
        server.get("enableXsrfProtection", True),
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_have_ten_colours(theme):
    """
    With fewer, Streamlit hands plotly an unfinished palette.
    """
    shared = CONFIG["theme"]["chartCategoricalColors"]
    colors = CONFIG["theme"][theme].get("chartCategoricalColors", shared)

    assert 10 == len(set(colors))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("over", "under", "least"),
    [
        pytest.param("textColor", "backgroundColor", 7.0, id="text"),
        pytest.param("textColor", "secondaryBackgroundColor", 7.0, id="text in boxes"),
        pytest.param("linkColor", "backgroundColor", 4.5, id="links"),
        pytest.param("linkColor", "secondaryBackgroundColor", 4.5, id="links in boxes"),
        pytest.param("primaryColor", "backgroundColor", 3.0, id="controls"),
    ],
)
def test_colours_can_be_told_apart(theme, over, under, least):
    """
    Contrast is what WCAG 2 asks for, and more for text that is read at length.
    """
    colors = CONFIG["theme"][theme]

    assert contrast(colors[over], colors[under]) >= least


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_word_on_a_primary_button_can_be_read(theme):
    """
    Streamlit writes it in white.
    """
    assert contrast("#ffffff", CONFIG["theme"][theme]["primaryColor"]) >= 4.5
