"""The call, shown beside the form and for a run on record."""

import pytest
from runs_on_record import put

from codika.schema.redaction import WITHHELD
from ui import calls


@pytest.fixture
def opened(monkeypatch):
    """Expanders as if somebody had opened them: `AppTest` has no way to."""
    import contextlib  # noqa: PLC0415  beside its use

    @contextlib.contextmanager
    def expander(*_):  # one is enough here
        yield True

    monkeypatch.setattr(calls, "_expander", expander)


def test_the_call_is_what_the_form_holds(opened, screen, codika):  # noqa: ARG001
    """
    Address, header and inputs are those of the page; the key is a variable.
    """
    screen.open("run", workflow="validate-iban")
    (code,) = [one.value for one in screen.at.code]

    assert '"iban": "BE68 5390 0754 7035"' in code
    assert f"/triggerwebhookpublic/{codika.instances['dev']}/validate-iban" in code
    assert '"X-API-Key: $CODIKA_API_KEY"' in code
    assert not [key for key in codika.keys.values() if key in str(screen.at)]


def test_every_way_to_call_can_be_chosen(opened, screen):  # noqa: ARG001
    """
    Four ways, one at a time, each with what it needs.
    """
    screen.open("run", workflow="validate-iban")
    seen = {}
    for title in screen.at.segmented_control[-1].options:
        screen.at.segmented_control[-1].set_value(title)
        screen.again()
        seen[title] = screen.at.code[0].value

    assert ["curl", "Python, this library", "Python, httpx", "Codika's CLI"] == list(seen)
    assert "codika trigger validate-iban" in seen["Codika's CLI"]
    assert "import httpx" in seen["Python, httpx"]
    assert "Needs the CLI" in screen.text


def test_inputs_that_cannot_be_sent_are_told(opened, screen):  # noqa: ARG001
    """
    An id that is none makes a sentence, not a snippet.
    """
    screen.open("run", workflow="..")

    assert [] == list(screen.at.code)
    assert ["These inputs cannot be sent"] == [
        one.value.partition(":")[0] for one in screen.at.warning
    ]


def test_long_inputs_are_a_file(opened, screen, monkeypatch):  # noqa: ARG001
    """
    A page is no place for a megabyte of text.
    """
    monkeypatch.setattr(calls, "LONGEST_SHOWN", 100)
    screen.open("run", workflow="validate-iban")

    assert [] == list(screen.at.code)
    assert ["Download run.sh"] == [one.proto.label for one in screen.at.get("download_button")]


def test_a_run_on_record_has_its_call(opened, screen, codika, store, monkeypatch):  # noqa: ARG001
    """
    Its inputs as they were, and a variable where a secret was not kept.
    """
    shown = []
    monkeypatch.setattr(calls, "_show", lambda *what: shown.append(what))
    payload = {"iban": "BE68", "password": WITHHELD}
    run = put(store(), payload=payload, instance_id=codika.instances["dev"])
    calls.show_for_run(run)
    calls.show_for_run(put(store()))  # of a connection that is no longer there

    assert [(codika.instances["dev"], "lead-scoring", payload)] == [
        (instance.id, workflow.id, sent) for instance, workflow, sent in shown
    ]
