"""A workflow on a wall."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from ui import decks

DECK = [
    urlencode({"workflow": "lead-scoring", "p.country": "France", "show": "country"}),
    urlencode({"workflow": "validate-iban"}),
]


@pytest.fixture
def slide(screen):
    """Lead scoring with one input, the first of two slides."""
    return screen.open("run", present="1", deck=DECK, **flat(DECK[0]))


def flat(slide):
    return {name: values[0] for name, values in parse_qs(slide).items()}


def labels(screen):
    """Return what can be filled in or pressed on the page itself."""
    at = screen.at
    widgets = [*at.main.text_input, *at.main.selectbox, *at.main.multiselect, *at.main.number_input]
    return [widget.label for widget in widgets], [button.label for button in at.button]


def test_a_slide_has_one_button_and_the_inputs_that_were_chosen(slide):
    """
    No menu, no name, no way to fill, no JSON: what is not shown keeps its value.
    """
    assert (["Country"], ["Run", "Previous", "Next", "End the presentation"]) == labels(slide)
    assert [] == list(slide.at.sidebar.selectbox)
    assert ["Lead scoring"] == [one.value for one in slide.at.title]
    assert "Nobody knows yet how long it takes." in slide.text


def test_a_slide_runs_with_what_it_shows_and_what_it_does_not(slide, ended, store):
    """
    The payload is the one of the run page, the hidden inputs included.
    """
    run = ended(slide.press_run())
    slide.again()

    assert {"country": "France", "include_customers": False, "model": "balanced",
            "min_score": 20} == store().payload(run.id)  # fmt: skip
    assert "Succeeded" in slide.text
    assert ["Run", "Previous", "Next", "End the presentation"] == labels(slide)[1]
    assert [] == [one.label for one in slide.at.expander]
    assert 1 == len(slide.at.dataframe)
    assert ["1"] == slide.address["present"]


def test_an_audience_gets_the_chart_alone(slide, ended):
    """
    Neither how it is saved nor why it was suggested nor how it is clicked on.
    """
    run = ended(slide.press_run())
    slide.again()
    on_slide = [one.label for one in slide.at.button_group]
    said = [one.value for one in slide.at.caption]
    charts = slide.at.get("plotly_chart")
    slide.open("runs", run=run.id)

    assert 1 == len(charts)
    assert "The camera saves" not in on_slide
    assert [] == [one for one in said if one.startswith(("Suggested", "A click on"))]
    assert "The camera saves" in [one.label for one in slide.at.button_group]
    assert "A click on a mark" in slide.text


def test_a_slide_without_chosen_inputs_is_filled_with_the_example(screen, ended, store):
    """
    A presenter opens the address of a workflow, presses one button, and it works.
    """
    screen.open("run", present="1", workflow="validate-iban")
    run = ended(screen.press_run())

    assert ([], ["Run", "End the presentation"]) == labels(screen)
    assert {"iban": "BE68 5390 0754 7035"} == store().payload(run.id)


def test_slides_are_turned_and_come_back_as_they_were_left(slide, ended):
    """
    The next one begins as its address says; the run of the first is there on the way back.
    """
    run = ended(slide.press_run())
    slide.press("Next")
    second = (slide.at.title[0].value, slide.at.query_params.get("run"))
    slide.press("Previous")

    assert ("Validate IBAN", None) == second
    assert "Lead scoring" == slide.at.title[0].value
    assert ([run.id], DECK) == (slide.address["run"], slide.address["deck"])


def test_ending_goes_on_with_the_same_workflow(slide):
    """
    The usual page, with what was filled in, and nothing left of the presentation.
    """
    slide.press("End the presentation")

    assert ["Run a workflow"] == [one.value for one in slide.at.title]
    assert {"workflow": ["lead-scoring"], "p.country": ["France"]} == slide.address


@pytest.mark.parametrize("number", ["0", "9", "-1", "x", "²", "1" * 5000, ""])
def test_any_number_of_a_slide_is_one_of_them(screen, number):
    screen.open("run", present="1", deck=DECK, slide=number, **flat(DECK[0]))

    assert {"1 of 2", "2 of 2"} & set(screen.text.splitlines())


def test_a_presentation_without_a_workflow_says_so(screen):
    screen.open("run", present="1")

    assert ["This presentation names no workflow."] == [one.value for one in screen.at.info]


def test_prod_is_unmistakable_on_a_wall_too(screen):
    """
    The one technical thing that everybody has to see.
    """
    screen.open("run", present="1", workflow="validate-iban", connection="sandbox-prod")

    assert [True] == [one.value.startswith("**PROD**") for one in screen.at.error]
    assert ["Run in PROD", "End the presentation"] == labels(screen)[1]


def test_a_presentation_is_made_beside_the_form(screen):
    """
    It holds what is filled in, the inputs to show, and the workflows that follow.
    """
    screen.open("run", workflow="lead-scoring", **{"p.country": "France"})
    screen.widget("Inputs to show").set_value(["country"])
    screen.widget("Then").set_value(["validate-iban"])
    screen.again()
    (link,) = [one for one in screen.at.get("link_button") if "presentation" in one.proto.label]
    found = parse_qs(urlsplit(link.proto.url).query)

    assert (["1"], ["France"], ["country"]) == (found["present"], found["p.country"], found["show"])
    assert ["lead-scoring", "validate-iban"] == [flat(one)["workflow"] for one in found["deck"]]


def test_slides_are_bounded(screen):
    """
    An address may name any number of them; so many are shown.
    """
    screen.open("run", present="1", deck=DECK * 100, **flat(DECK[0]))

    assert f"1 of {decks.MOST_SLIDES}" in screen.text
