"""How snippets read, and what they refuse."""

from dataclasses import replace

import pytest

from codika import Endpoints, Environment, PathSpelling, ProcessInstance, errors
from codika.schema import read_schema
from codika.schema.redaction import WITHHELD
from codika.snippets import SPELLINGS, Call, snippets

INSTANCE = ProcessInstance(id="pi_1", environment=Environment.DEV, api_key="ck_hush")
HOSTILE = "\u202e$(id)`id`'\"; rm -rf ~ #\\"


def text_of(title, **call):
    given = {"instance": INSTANCE, "workflow_id": "main-workflow", "payload": {}, **call}
    return SPELLINGS[title](Call(**given)).text


def test_the_library_reads_as_people_write_it():
    """
    Nothing that is as usual is said.
    """
    assert """\
import json
import os

from codika import Codika, Environment, ProcessInstance

instance = ProcessInstance(
    id='pi_1',
    environment=Environment.DEV,
    api_key=os.environ['CODIKA_API_KEY'],
)
payload = {
    'country': 'Belgium'
}

with Codika(instance) as codika:
    execution = codika.run('main-workflow', payload, timeout=600)

print(json.dumps(execution.result, indent=2, ensure_ascii=False))
""" == text_of("Python, this library", payload={"country": "Belgium"})


def test_the_cli_is_told_the_server():
    """
    Codika's own host needs no word, another stands in a variable.
    """
    other = replace(INSTANCE, endpoints=Endpoints(base_url="http://127.0.0.1:8765"))

    assert "CODIKA_BASE_URL" not in text_of("Codika's CLI")
    assert "\nexport CODIKA_BASE_URL=http://127.0.0.1:8765\n" in text_of(
        "Codika's CLI", instance=other
    )


def test_every_spelling_and_full_address_is_kept():
    """
    A connection that is set up in an unusual way is called in that way.
    """
    endpoints = Endpoints(
        spelling=PathSpelling.CAMEL, trigger_url="https://example.org/t", status_url=None
    )
    text = text_of("Python, this library", instance=replace(INSTANCE, endpoints=endpoints))
    names: dict = {}
    exec(text.partition("\npayload")[0].replace("os.environ['CODIKA_API_KEY']", "'ck_hush'"), names)  # noqa: S102  our own text

    assert endpoints == names["instance"].endpoints


@pytest.mark.parametrize("title", SPELLINGS)
def test_what_cannot_be_seen_is_written_by_number(title):
    """
    A text that turns its line around on screen cannot hide what is pasted.
    """
    text = text_of(title, payload={HOSTILE: HOSTILE, "deleted": "\x7f", "next": "\u0085"})

    assert [] == [sign for sign in text if not sign.isprintable() and sign != "\n"]


@pytest.mark.parametrize("title", ["curl", "Codika's CLI"])
def test_a_hostile_name_of_a_secret_is_words_to_the_shell(title):
    """
    Whoever thinks of a field's name runs nothing on the machine of whoever pastes.
    """
    text = text_of(title, payload={f"password{HOSTILE}": "x"})
    demanded = [line for line in text.splitlines() if line.startswith(": ")]

    assert [] == [sign for line in demanded for sign in line if sign in "`'\\;#~"]
    assert 2 == len(demanded)
    assert not any("$(" in line for line in demanded)


def test_two_secrets_never_share_a_variable():
    """
    Names that come to the same are told apart by number.
    """
    call = Call(instance=INSTANCE, workflow_id="w", payload={"a-token": "1", "a_token": "2"})

    assert ["SECRET_A_TOKEN", "SECRET_A_TOKEN_2"] == [one.name for one in call.secrets]


@pytest.mark.parametrize("value", [None, "", True, False, [], {}])
def test_what_is_no_secret_stays(value):
    """
    An empty password hides nothing, and a switch called token is a switch.
    """
    assert () == Call(instance=INSTANCE, workflow_id="w", payload={"token": value}).secrets


def test_what_the_log_withheld_is_a_variable():
    """
    The snippet of a run on record asks for what was not kept, whatever it is called.
    """
    call = Call(instance=INSTANCE, workflow_id="w", payload={"code word": WITHHELD})

    assert ["SECRET_CODE_WORD"] == [one.name for one in call.secrets]
    assert WITHHELD not in text_of("curl", payload={"code word": WITHHELD})


def test_a_number_that_was_withheld_is_sent_as_one():
    """
    The field tells what the log does not hold any more.
    """
    inputs = read_schema(
        [{"key": "pin", "type": "number"},
         {"key": "who", "type": "object", "fields": [{"key": "pin", "type": "number"},
                                                     {"key": "word", "type": "password"}]}]
    ).items  # fmt: skip
    payload = {"pin": WITHHELD, "who": {"pin": WITHHELD, "word": WITHHELD}, "other": WITHHELD}
    call = Call(instance=INSTANCE, workflow_id="w", payload=payload, inputs=inputs)

    assert [
        ("SECRET_PIN", True),
        ("SECRET_WHO_PIN", True),
        ("SECRET_WHO_WORD", False),
        ("SECRET_OTHER", False),
    ] == [(one.name, one.is_json) for one in call.secrets]
    assert "the value of pin, as JSON, such as 1234" == call.secrets[0].meaning


@pytest.mark.parametrize("payload", [{"n": float("nan")}, {"a": "\ud800"}, {1: 2}, {"a": {1}}])
def test_what_cannot_be_sent_cannot_be_written(payload):
    """
    The problem is told as for a run, and nothing half right is given.
    """
    with pytest.raises(errors.PayloadError):
        Call(instance=INSTANCE, workflow_id="w", payload=payload)


@pytest.mark.parametrize("workflow_id", ["", "..", "."])
def test_an_id_that_leads_elsewhere_is_refused(workflow_id):
    """
    An address that would mean another endpoint is never written.
    """
    with pytest.raises(errors.PayloadError):
        Call(instance=INSTANCE, workflow_id=workflow_id, payload={})


def test_notes_say_what_a_snippet_cannot_do():
    """
    The CLI's limits are told where they matter, and only there.
    """
    usual = replace(INSTANCE, api_key="cko_hush")
    plain, *_ = (
        SPELLINGS["Codika's CLI"](Call(instance=one, workflow_id="w", payload=payload)).note
        for one, payload in ((usual, {}),)
    )
    full = SPELLINGS["Codika's CLI"](
        Call(
            instance=replace(INSTANCE, endpoints=Endpoints(trigger_url="https://example.org/t")),
            workflow_id="w",
            payload={"n": 2**53 + 1, "password": "x"},
        )
    ).note

    assert "Needs the CLI (npm install codika)." == plain
    assert ("Needs the CLI (npm install codika) and jq. It sends every key as an organization's,"
            " so an instance key may be refused. It cannot be given the full addresses of this"
            " connection. It rounds whole numbers beyond 2^53.") == full  # fmt: skip


def test_all_four_are_offered_in_order():
    """
    From what everybody has to what Codika ships.
    """
    call = Call(instance=INSTANCE, workflow_id="w", payload={})

    assert ["curl", "Python, this library", "Python, httpx", "Codika's CLI"] == [
        one.title for one in snippets(call)
    ]
