"""Who says what, asking anew, and forms from pasted examples."""

import json

import pytest
from runs_on_record import put

from codika.model import RunStatus
from ui import resources

SCHEMA = [{"key": "country", "type": "string", "label": "Country of the leads"}]


@pytest.fixture
def declare(tmp_path):
    """Write `workflows.json`."""

    def declare(content):
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        text = content if isinstance(content, str) else json.dumps({"workflows": content})
        (folder / "workflows.json").write_text(text)

    return declare


def test_every_part_says_where_it_comes_from(screen):
    """
    Title, inputs, example and cost each name their source.
    """
    screen.open("run", workflow="lead-scoring")

    for line in (
        "Title from its skill",
        "Inputs from Codika, by the organization key",
        "Example from its skill",
        "Cost from Codika, by the organization key",
    ):
        assert f"- {line}" in screen.text


@pytest.mark.parametrize("page", ["run", "home"])
def test_one_click_asks_anew(screen, declare, page):
    """
    What was written into the file since is there, without a restart.
    """
    screen.open(page)
    declare([{"workflowId": "new-one", "title": "Brand new", "inputSchema": SCHEMA}])
    before = offered(screen.again())
    screen.press("Refresh")

    assert (False, True) == ("Brand new" in before, "Brand new" in offered(screen))


def offered(screen):
    """Return the workflows that the page offers, by title."""
    cards = [label for label, *_ in screen.links]
    return [*cards, *(title for box in screen.at.selectbox for title in box.options)]


def test_a_broken_file_is_told_and_the_rest_works(screen, declare, ended):
    """
    A comma too many in a file of ours stops nobody from working.
    """
    declare('{"workflows": [,]}')
    screen.open("run", workflow="validate-iban")
    run = ended(screen.fill(IBAN="BE68 5390 0754 7034").press_run())

    assert "Workflows on file: could not be read." in screen.text
    assert "workflows.json" in screen.text
    assert RunStatus.SUCCESS is run.status


def test_skills_that_fail_are_told_and_the_rest_works(screen, codika):
    """
    Codika's trouble with one question is no trouble with the others.
    """
    codika.misbehave("skills", times=None, answer={"status": 500})
    screen.open("run", workflow="validate-iban")

    assert "How to use the workflows: could not be read." in screen.text
    assert "Inputs from Codika, by the organization key" in screen.text
    assert screen.widget("IBAN")


def test_a_skill_that_contradicts_the_schema_is_doubted(screen, declare, codika, tmp_path):
    """
    The form follows the schema, and the page says that the skill does not.
    """
    (tmp_path / "secrets.toml").write_text(
        "[codika.acme]\n"
        f'process_instance_id = "{codika.instances["dev"]}"\n'
        f'api_key = "{codika.keys["dev"]}"\n'
        f'environment = "dev"\nbase_url = "{codika.base_url}"\n'
    )
    declare([{"workflowId": "validate-iban", "inputSchema": SCHEMA}])
    trusted = screen.open("run", workflow="batch-send").text
    doubtful = screen.open("run", workflow="validate-iban").text

    assert ("Its skill is doubtful" in trusted, "Its skill is doubtful" in doubtful) == (
        False,
        True,
    )
    assert "skill: asks for iban, unknown to the schema" in doubtful
    assert "Inputs from data/workflows.json" in doubtful
    assert screen.widget("Country of the leads")


# -- forms from examples ----------------------------------------------------------------


@pytest.fixture
def unknown(screen):
    """The page of a workflow that nobody tells of."""
    return screen.open("run", workflow="no-such-workflow")


def paste(screen, text):
    screen.widget("Example inputs as JSON").set_value(text)
    return screen.again()


def test_an_example_becomes_a_form(unknown, new_screen):
    """
    Paste, look, keep: everybody has the form then, marked as a guess.
    """
    paste(unknown, '{"country": "Belgium", "lines": [{"amount": 1.5}]}')
    seen = unknown.text
    unknown.press("Use a form with 2 fields")
    other = new_screen().open("run", workflow="no-such-workflow")

    assert "- **Country**: text" in seen
    assert "- **Lines**: table\n    - **Amount**: number" in seen
    for one in (unknown, other):
        assert "This form is inferred" in one.text
        assert "Inputs from an example that somebody pasted here" in one.text
        assert one.widget("Country")


def test_a_workflow_of_earlier_runs_has_its_form_at_once(screen, codika, store):
    """
    What the catalogue knew before is not shown for minutes after somebody knew better.
    """
    screen.open("run")
    put(store(), instance_id=codika.instances["dev"], workflow_id="old", workflow_title="Old one")
    screen.press("Refresh")
    screen.open("run", workflow="old")
    paste(screen, '{"country": "Belgium"}').press("Use a form with 1 field")

    assert "Title from earlier runs from here" in screen.text
    assert screen.widget("Country")


def test_an_inferred_form_can_be_dropped(unknown):
    """
    What was a wrong guess is JSON again.
    """
    paste(unknown, '{"country": "Belgium"}').press("Use a form with 1 field")
    unknown.press("Drop this form")

    assert unknown.widget("Input as JSON")
    assert {} == resources.get().catalogues.pasted.all()


def test_a_dropped_form_can_be_brought_back(unknown):
    """
    One press, where it was dropped, and the form asks as it did before.
    """
    paste(unknown, '{"country": "Belgium"}').press("Use a form with 1 field")
    kept = resources.get().catalogues.pasted.all()
    unknown.press("Drop this form")
    unknown.press("Bring it back")

    assert kept == resources.get().catalogues.pasted.all()
    assert "This form is inferred" in unknown.text
    assert unknown.widget("Country")
    assert "Bring it back" not in unknown.labels


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[1]", "must be an object"),
        ('{"a": ', "it ends too early"),
        ("{}", "There is nothing in it to ask for."),
        ("x" * 100_000, "is not valid JSON"),
    ],
)
def test_what_is_no_example_is_told(unknown, text, told):
    """
    The page says what to mend, and there is nothing to keep.
    """
    paste(unknown, text)

    assert told in unknown.text
    assert [] == [label for label in unknown.labels if label.startswith("Use a form")]


def test_hostile_names_in_an_example_are_text(unknown):
    """
    A key is shown by its letters, whatever they mean elsewhere.
    """
    paste(unknown, '{"![x](http://evil.example/x)": 1, ":material/home:": 2}')
    (preview,) = [one.value for one in unknown.at.markdown if "evil" in one.value]

    assert "\\!\\[x\\]" in preview
    assert ":material/home:" not in preview


def test_known_inputs_are_not_guessed(screen):
    """
    Where somebody tells what to ask for, nobody is asked for an example.
    """
    screen.open("run", workflow="validate-iban")

    assert [] == [one for one in screen.at.expander if "from an example" in one.label]
