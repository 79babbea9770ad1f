"""What the screen says about connections: which there are, what is wrong, and never a key."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from secrets_files import section

from codika.model import key_fingerprint
from ui import resources


@pytest.fixture
def secrets(tmp_path):
    """Write the secrets file."""
    return (tmp_path / "secrets.toml").write_text


def test_the_sandbox_is_there_without_any_setting(screen):
    """
    Both environments of the sandbox, and how to connect a Codika of one's own.
    """
    screen.open("connections")

    assert 2 == screen.text.count("**Sandbox**")
    assert 2 == screen.text.count("to run · from built-in sandbox")
    assert "1 · The file — secrets.toml is not there yet." in screen.text.replace("**", "")
    assert "touch secrets.toml && chmod 600 secrets.toml" in screen.text
    assert "A section to copy" in [one.label for one in screen.at.expander]


@pytest.mark.parametrize("page", ["home", "run", "runs", "connections"])
def test_no_page_shows_a_key(screen, codika, page):
    """
    A fingerprint says which key it is; the key stays on the server.
    """
    screen.open(page, workflow="validate-iban")
    sent = screen.sent

    assert [] == [name for name, key in codika.keys.items() if key.partition("_")[2] in sent]


def test_fingerprints_tell_keys_apart(screen, codika):
    """
    Instance key and organization key, each by its kind and eight digits.
    """
    screen.open("connections")

    for name in ("dev", "prod", "organization"):
        assert f"`{key_fingerprint(codika.keys[name])}`" in screen.text, name


def test_configured_connections_replace_the_sandbox(screen, codika, secrets):
    """
    Only configuration differs: the same pages, on the instances of the file.
    """
    secrets(section(codika) + section(codika, environment="prod"))
    screen.open("connections")

    assert ["acme-dev", "acme-prod"] == [one.name for one in resources.get().instances]
    assert 2 == screen.text.count("**Acme Bikes**")
    assert "built-in sandbox" not in screen.text
    assert "to run · from .streamlit/secrets.toml" in screen.text


def test_connections_of_one_title_are_told_apart(screen, codika, secrets):
    """
    The menu would take one for the other; each has its name beside the title then.
    """
    second = section(codika, environment="prod").replace("acme-prod", "acme-two")
    secrets(section(codika) + second.replace('environment = "prod"', 'environment = "dev"'))
    menu = screen.open("connections").at.menu_button[0]
    before = menu.label.replace("\\", "")
    menu.click("acme-two").run()

    assert "DEV · Acme Bikes (acme-dev)" == before
    assert "DEV · Acme Bikes (acme-two)" == screen.at.menu_button[0].label.replace("\\", "")
    assert "acme-two" == screen.at.query_params["connection"]


def test_a_real_prod_says_that_it_is_real(screen, codika, secrets):
    """
    The banner of a configured prod warns of real effects.
    """
    secrets(section(codika, environment="prod"))
    screen.open("run", workflow="validate-iban")

    assert ["**PROD** · Acme Bikes — Runs started here have real effects."] == screen.errors
    assert ["Run in PROD"] == screen.main


@pytest.mark.parametrize(
    ("workflow", "label", "empty", "example"),
    [
        pytest.param("validate-iban", "IBAN", "", "BE68 5390 0754 7035", id="empty before"),
        pytest.param("lead-scoring", "Lowest score", 0, 20, id="defaults before"),
    ],
)
def test_where_runs_are_real_nobody_sends_the_example_unread(
    screen, codika, secrets, workflow, label, empty, example
):
    """
    On a configured connection the form holds defaults, and the example is one click away.
    """
    secrets(section(codika))
    screen.open("run", workflow=workflow)
    before = screen.widget(label).value
    screen.press("Example")

    assert (empty, example) == (before, screen.widget(label).value)


def test_a_wrong_key_is_told(screen, codika, secrets):
    """
    A connection that does not answer says why and what to do, and shows no key.
    """
    key = "ck_" + "wrong" * 12
    secrets(section(codika, api_key=key, organization_key=None))
    screen.open("connections")

    assert "Codika does not accept the key of this connection." in screen.errors[0]
    assert "0 workflows to run" in screen.text
    assert key.partition("_")[2] not in screen.sent


def test_a_host_that_is_not_there_is_told(screen, codika, secrets):
    """
    A connection that nobody answers at says so; the page is drawn all the same.
    """
    secrets(section(codika, base_url="http://127.0.0.1:9"))
    screen.open("connections")

    assert "Codika could not be reached" in screen.errors[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(
            '[codika.acme]\nprocess_instance_id = "p1"\nenvironment = "dev"\n',
            ["- .streamlit/secrets.toml › codika.acme **api_key** is missing"],
            id="a field is missing",
        ),
        pytest.param(
            '[codika.acme]\nprocess_instance_id = "p1"\nenvironment = "live"\n'
            'api_key = "whsec_abcdefghijklmnop"\n',
            [
                "- .streamlit/secrets.toml › codika.acme **environment** must be `dev` or `prod`",
                (
                    "- .streamlit/secrets.toml › codika.acme **api_key** is a secret that signs"
                    " webhooks; to run workflows it must start with ck_ or cko_ or cka_"
                ),
            ],
            id="two fields are wrong",
        ),
        pytest.param(
            "[codika.acme\n",
            ["- .streamlit/secrets.toml is not valid TOML (at line 1, column 13)"],
            id="broken file",
        ),
        pytest.param(
            '[codika]\nacme = "x"\n',
            [
                (
                    "- .streamlit/secrets.toml › codika **acme** must stand in a section of its"
                    " own, named as you like: [codika.acme-prod]"
                )
            ],
            id="no section",
        ),
    ],
)
@pytest.mark.parametrize("page", ["home", "runs"])
def test_a_mistake_in_the_settings_is_named(screen, secrets, page, text, told):
    """
    File, section and field, on every page, and nothing else of the page is drawn.
    """
    secrets(text)
    screen.open(page)
    lines = [line.value.replace("\\", "") for line in screen.at.markdown]

    assert [("**A setting needs attention.** Mend what is named below, then have the settings"
            " read again.")] == screen.errors  # fmt: skip
    assert told == lines
    assert 0 == len(screen.at.title)


def test_the_value_of_a_wrong_setting_is_not_shown(screen, secrets):
    """
    A key in the wrong field stays unseen.
    """
    key = "ck_" + "a1b2c3d4" * 8
    secrets(f'[codika.acme]\nprocess_instance_id = "{key}"\nenvironment = "{key}"\n')
    screen.open("home")

    assert "**process_instance_id** holds a key" in screen.text
    assert key.partition("_")[2] not in screen.sent


def test_a_run_log_that_cannot_be_opened(screen, tmp_path):
    """
    Said on the page, with nothing sent; mended, it works without a restart.
    """
    log = tmp_path / "data" / "runs.db"
    log.mkdir(parents=True)
    screen.open("home")
    before = screen.errors
    Path.rmdir(log)
    screen.open("home")

    assert 1 == len(before)
    assert before[0].startswith("**The run log cannot be read or written.**")
    assert [] == screen.errors


def test_a_run_log_of_a_newer_version(screen, tmp_path):
    """
    A file that a newer dashboard wrote is left alone and named as such.
    """
    screen.open("home")
    resources.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "runs.db")) as db, db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('codika.runs', '9999_future', '2030-01-01')"
        )
    screen.open("home")

    assert screen.errors[0].startswith("**The run log cannot be read or written.**")
    assert "newer version" in screen.errors[0]


def test_check_again_asks_again(screen, codika, secrets):
    """
    A connection that answers again is shown so after a press.
    """
    secrets(section(codika))
    codika.misbehave("*", times=None, answer={"status": 503})
    screen.open("connections")
    before = screen.errors
    codika.behave()
    screen.press("Check again")

    assert 1 == len(before)
    assert [] == screen.errors


def test_what_a_host_says_is_text(screen, codika, secrets):
    """
    A refusal that carries Markdown is shown letter by letter.
    """
    secrets(section(codika))
    codika.misbehave(
        "*", times=None, answer={"status": 403, "message": "![x](https://t.example/p.png)"}
    )
    screen.open("connections")

    assert "![x](https://t.example/p.png)" in screen.errors[0]
    assert "![x](" not in screen.sent


def test_a_catalogue_with_a_gap_says_so(screen, codika):
    """
    A source that did not answer is named, and what others told is shown.
    """
    codika.misbehave("skills", times=None, answer={"status": 500, "message": "Out of order"})
    screen.open("home")

    assert "Out of order" in screen.text
    assert ("Lead scoring", "run", "workflow=lead-scoring") in screen.links
