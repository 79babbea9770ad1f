"""Connecting a Codika while the dashboard runs: three steps, use it now, and the way back."""

import json

import pytest
from secrets_files import section

from codika import errors
from codika.model import Environment, RunStatus
from codika.runs import RunFilter
from codika.sandbox import launcher
from ui import resources, settings
from ui.settings import Offer

SANDBOX = ["sandbox-dev", "sandbox-prod"]
SECRET = "a1b2c3d4" * 8
KEY = f"ck_{SECRET}"


@pytest.fixture(scope="module")
def acme_sandbox(tmp_path_factory):
    """A Codika that is not the built-in sandbox; another sandbox plays it."""
    state = tmp_path_factory.mktemp("acme") / "sandbox.db"
    with launcher.launch(state, seed="acme", speed=20.0) as running:
        yield running


@pytest.fixture
def acme(acme_sandbox, see):
    return see(acme_sandbox)


@pytest.fixture
def secrets(tmp_path):
    """The secrets file, which is not there yet."""
    return tmp_path / "secrets.toml"


@pytest.fixture
def write(secrets):
    """Write the secrets file as its owner does, for nobody else to read."""

    def write(text):
        secrets.write_text(text, encoding="utf-8")
        secrets.chmod(0o600)

    return write


@pytest.fixture
def connected(screen, acme, write):
    """A screen on a dashboard that was started on the sandbox and took a file over."""
    screen.open("connections")
    write(section(acme) + section(acme, environment="prod"))
    screen.again().press("Use it now")
    return screen


def names():
    """Return the connections that runs can be started on."""
    return [one.name for one in resources.get().instances]


def steps(screen):
    """Return the state of each step: its word, and what is said beside it."""
    lines = [line.value.replace("\\", "") for line in screen.at.markdown if "** — " in line.value]
    return [line.partition(":material/")[2].partition(" ")[2] for line in lines]


# -- step 1: the file -----------------------------------------------------------------


def test_without_a_file_the_command_that_makes_it_is_there_to_copy(screen):
    """
    Private from the first moment, and nothing else can be done yet.
    """
    screen.open("connections")

    assert [
        "To do] **1 · The file** — secrets.toml is not there yet.",
        (
            "To do] **2 · A section for each process instance** — paste one into the file, once"
            " it is there, such as the one below, and fill it in."
        ),
        "To do] **3 · Codika answers** — asked as soon as a section is complete.",
    ] == steps(screen)
    assert "mkdir -p . && touch secrets.toml && chmod 600 secrets.toml" in screen.text
    assert "Use it now" not in screen.labels


def test_a_file_that_others_may_read_is_told(screen, secrets, write, acme):
    """
    It can be used, and the command that mends it stands there.
    """
    write(section(acme))
    secrets.chmod(0o644)
    screen.open("connections")

    assert (
        "Careful] **1 · The file** — secrets.toml is there, and others on the server can read it."
        == steps(screen)[0]
    )
    assert "chmod 600 secrets.toml" in screen.text


def test_a_file_elsewhere_is_not_named(screen, tmp_path, monkeypatch):
    """
    Where it lies on the server is nobody's business.
    """
    inside = tmp_path / "inside"
    inside.mkdir()
    monkeypatch.chdir(inside)
    screen.open("connections")

    assert str(tmp_path) not in screen.sent
    assert "The secrets file, outside the dashboard's folder, is not there yet." in steps(screen)[0]


def test_a_broken_file_is_told_while_the_dashboard_goes_on(screen, write):
    """
    Where the mistake is; the connections stay what they were.
    """
    screen.open("connections")
    write(f'[codika.acme]\napi_key = "{KEY}\n')
    screen.again()

    assert (
        "To mend] **1 · The file** — secrets.toml is not valid TOML (at line 2, column 79)."
        == steps(screen)[0]
    )
    assert SANDBOX == names()
    assert SECRET not in screen.sent


# -- step 2: its sections ---------------------------------------------------------------


def test_the_section_to_copy_is_the_one_that_was_asked_for(screen):
    """
    Name and environment are filled in; id and key are for the file.
    """
    screen.at.session_state["section-to-copy"] = True
    screen.open("connections")
    screen.widget("What people call it").set_value("Söhne & Co")
    screen.widget("Environment").set_value("prod")
    screen.again()

    assert '[codika.s-hne-co-prod]\nlabel = "Söhne & Co"\nenvironment = "prod"' in screen.text
    assert "Prod: runs on it have real effects" in screen.text


def test_the_section_to_copy_is_made_when_it_is_asked_for(screen):
    """
    For its colours a browser loads more than for all else on the page.
    """
    screen.open("connections")

    assert [] == [code.value for code in screen.at.code if "[codika." in code.value]


def test_each_section_says_what_is_wrong_in_it(screen, acme, write):
    """
    Field by field, as the file is now; a section without a mistake is told apart.
    """
    screen.open("connections")
    write(section(acme) + '[codika.shop]\nprocess_instance_id = "…"\napi_key = "ck_…"\n')
    screen.again()
    (told,) = [line.value for line in screen.at.markdown if line.value.startswith("- ")]

    assert [
        "- :green[:material/check:] acme-dev",
        "- :red[:material/error:] shop",
        "    - **process_instance_id** still holds the example's text; put the real id there",
        "    - **api_key** still holds the example's text; put the real key there",
        "    - **environment** is missing",
    ] == told.replace("\\", "").splitlines()
    assert "Use it now" not in screen.labels


def test_a_key_in_the_place_of_a_name_is_not_shown(screen, write):
    """
    Sections are named on screen, unless the name could be a key.
    """
    screen.open("connections")
    write(f'[codika.{KEY}]\napi_key = "{KEY}"\n')
    screen.again()

    assert "must be named with letters, digits, - and _ only" in screen.text
    assert SECRET not in screen.sent


# -- step 3: the answer -------------------------------------------------------------------


def test_a_wrong_key_is_told_before_it_is_used(screen, acme, write):
    """
    Codika is asked with what the file holds; nothing of the key is shown but its fingerprint.
    """
    screen.open("connections")
    write(section(acme) + section(acme, environment="prod", api_key=KEY))
    screen.again()

    assert "To mend] **3 · Codika answers** — not with every key." == steps(screen)[2]
    assert 1 == screen.sent.count("Refuses the key")
    assert "Codika does not accept the key" in screen.errors[0]
    assert "Use it all the same" in screen.labels
    assert SECRET not in screen.sent
    assert SANDBOX == names()


def test_a_key_that_was_mended_is_asked_about_at_once(screen, acme, write):
    """
    An answer of the last minute counts for the key it was given to.
    """
    write(section(acme, api_key=KEY, organization_key=None))
    screen.open("connections")
    before = steps(screen)[2]
    write(section(acme, organization_key=None))
    screen.again()

    assert "To mend] **3 · Codika answers** — not with every key." == before
    assert "Done] **3 · Codika answers** — with every key." == steps(screen)[2]


# -- use it now -------------------------------------------------------------------------------


def test_a_file_is_taken_over_without_a_restart(connected, acme, codika, ended):
    """
    From one press on runs start in Codika, and the page says what is in use.
    """
    in_use = [one.value.replace("\\", "") for one in connected.at.success]
    run = ended(connected.open("run", workflow="validate-iban").press("Example").press_run())

    assert ["acme-dev", "acme-prod"] == names()
    assert in_use[0].startswith("**In use now:** ")
    assert (RunStatus.FAILED, "Acme Bikes") == (run.status, run.instance_name)
    assert (1, 0) == (acme.started, codika.started)


def test_no_key_is_sent_to_a_browser_on_the_way(connected, acme):
    """
    Not while connecting, not once it is connected.
    """
    sent = connected.sent

    assert [] == [name for name, key in acme.keys.items() if key.partition("_")[2] in sent]


def test_what_comes_and_what_goes_is_said_first(connected, acme, write):
    """
    Before the press, connection by connection, each with its environment.
    """
    write(
        section(acme, label="Other").replace("acme-dev", "acme-prod")
        + section(acme, environment="prod").replace("acme-prod", "shop")
    )
    connected.again()
    (said,) = [line.value for line in connected.at.markdown if "Goes: " in line.value]

    assert (
        ":small[Comes: :red-badge[:material/warning: PROD] Acme Bikes"
        " · Changes: :blue-badge[:material/science: DEV] Other"
        " · Goes: :blue-badge[:material/science: DEV] Acme Bikes]"
    ) == said.replace("\\", "")


def test_a_connection_that_was_taken_out_goes(connected, acme, write, codika):
    """
    Other sessions go on, and nothing can be started on what is gone.
    """
    write(section(acme))
    connected.again().press("Use it now")
    once = names()
    write("")
    connected.again().press("Use it now")

    assert ["acme-dev"] == once
    assert SANDBOX == names()
    assert (0, 0) == (acme.started, codika.started)


def test_a_run_under_way_is_watched_on(connected, acme, write, ended):
    """
    Taking settings over neither loses a run nor sends it again.
    """
    acme.misbehave("status", times=None, stay_pending=True)
    run_id = connected.open("run", workflow="validate-iban").press("Example").press_run()
    write(section(acme, label="Acme Cars"))
    connected.open("connections").press("Use it now")
    acme.behave()

    assert RunStatus.FAILED is ended(run_id).status
    assert ["Acme Cars"] == [one.title for one in resources.get().instances]
    assert 1 == acme.started


def test_a_run_in_the_sandbox_is_seen_to_its_end(screen, acme, codika, write, ended):
    """
    Whoever connects while samples or trials are under way loses none of them.
    """
    codika.misbehave("status", times=None, stay_pending=True)
    run_id = screen.open("run", workflow="validate-iban").press_run()
    write(section(acme))
    screen.open("connections").press("Use it now")
    codika.behave()

    assert RunStatus.FAILED is ended(run_id).status
    assert ["acme-dev"] == names()


def test_what_gave_way_is_closed(connected, acme, write):
    """
    Nothing of the old connections goes on: no thread, no lease, no open file.
    """
    before = resources.get()
    write(section(acme))
    connected.again().press("Use it now")

    assert {} == before.runs.traffic()
    with pytest.raises(errors.RunLogError, match="closed"):
        before.runs.store.remember_name("browser", "Ann")


def test_settings_that_cannot_be_used_change_nothing(connected, write):
    """
    Whoever presses too early is told, and everybody works on as before.
    """
    before = resources.get()
    write("[codika.acme-dev]\n")
    with pytest.raises(errors.ConfigurationError, match="is missing"):
        resources.reload(Offer.BOTH)

    assert before is resources.get()
    assert Offer.CONFIGURED is settings.offer(before.data)
    assert "Run" in connected.open("run", workflow="validate-iban").main


def test_a_form_that_was_open_before_starts_nothing_elsewhere(
    screen, new_screen, acme, write, codika
):
    """
    Another session's form still shows the sandbox when that is gone: its Run sends nothing.
    """
    other = new_screen().open("run", workflow="validate-iban")
    form = other.at.button(key=next(one.key for one in other.at.button if one.label == "Run"))
    screen.open("connections")
    write(section(acme, environment="prod"))
    screen.again().press("Use it now")
    form.click()
    other.again()

    assert (0, 0) == (acme.started, codika.started)
    assert 0 == resources.get().runs.store.find(RunFilter()).total
    assert "**PROD** · Acme Bikes — Runs started here have real effects." in other.errors


def test_what_became_prod_is_not_run_by_a_form_that_says_dev(connected, new_screen, acme, write):
    """
    The same instance, now called prod: the old press is refused, the new form says PROD.
    """
    other = new_screen().open("run", workflow="validate-iban").press("Example")
    form = other.at.button(key=next(one.key for one in other.at.button if one.label == "Run"))
    write(section(acme).replace('environment = "dev"', 'environment = "prod"'))
    connected.open("connections").press("Use it now")
    form.click()
    other.again()

    assert 0 == acme.started
    assert ["Run in PROD"] == other.main


def test_a_mistake_at_the_start_is_mended_without_a_restart(screen, acme, write):
    """
    The page that names the mistake reads the file again at the press of a button.
    """
    write("[codika.acme-dev]\n")
    screen.open("home")
    before = screen.labels
    write(section(acme))
    screen.press("Read the settings again")

    assert ["Read the settings again"] == before
    assert ["acme-dev"] == names()
    assert "Workflows" == screen.at.title[0].value


# -- the way back ------------------------------------------------------------------------------


def test_the_sandbox_is_one_press_away(connected):
    """
    Beside the connections or alone, and back; always in words what is on.
    """
    connected.press("Switch the sandbox on")
    both = names()
    connected.press("Use the sandbox alone")
    alone = names()
    aside = connected.text
    connected.press("Use your connections again")

    assert ["acme-dev", "acme-prod", *SANDBOX] == both
    assert SANDBOX == alone
    assert "Only the sandbox is on; your connections are set aside." in aside
    assert ["acme-dev", "acme-prod"] == names()


def test_the_choice_outlives_a_restart(connected):
    """
    It is kept in the data folder, and taken back the same way.
    """
    connected.press("Use the sandbox alone")
    resources.close()
    restarted = names()
    connected.open("connections").press("Use both")
    resources.close()

    assert SANDBOX == restarted
    assert ["acme-dev", "acme-prod", *SANDBOX] == names()


def test_nothing_is_started_on_what_is_set_aside(connected, new_screen, acme):
    """
    Not by a form that was open before either.
    """
    other = new_screen().open("run", workflow="validate-iban").press("Example")
    form = other.at.button(key=next(one.key for one in other.at.button if one.label == "Run"))
    connected.open("connections").press("Use the sandbox alone")
    form.click()
    other.again()

    assert 0 == acme.started


def test_runs_on_what_is_set_aside_are_seen_to_their_end(connected, acme, ended):
    """
    Going back to the sandbox abandons nothing; only a new run cannot be started there.
    """
    acme.misbehave("status", times=None, stay_pending=True)
    run_id = connected.open("run", workflow="validate-iban").press("Example").press_run()
    connected.open("connections").press("Use the sandbox alone")
    acme.behave()
    run = ended(run_id)
    connected.open("runs", run=run_id)

    assert RunStatus.FAILED is run.status
    assert "Run again" not in connected.labels
    assert "Nobody is watching this run" not in connected.text


def test_using_the_file_leaves_the_sandbox(connected, acme, write):
    """
    Whoever changes the file and presses Use it now wants to work with it.
    """
    connected.press("Use the sandbox alone")
    write(section(acme, label="Acme Cars"))
    connected.again().press("Use it now")

    assert ["acme-dev"] == names()
    assert Offer.CONFIGURED is settings.offer(resources.get().data)


@pytest.mark.parametrize("content", ["", "[]", '{"offer": "x"}', '{"offer": ["both"]}', "[" * 9999])
def test_a_choice_that_cannot_be_read_is_none(tmp_path, content):
    """
    What nobody chose is not offered.
    """
    (tmp_path / settings.CHOICE_FILE).write_text(content, encoding="utf-8")

    assert Offer.CONFIGURED is settings.offer(tmp_path)


def test_a_choice_that_cannot_be_kept_is_not_made(connected):
    """
    What would be lost with a restart is refused at once.
    """
    (resources.get().data / settings.CHOICE_FILE).mkdir()
    connected.press("Use the sandbox alone")

    assert ["acme-dev", "acme-prod"] == names()
    assert "connections.json: cannot be written" in connected.errors[0]


def test_a_section_that_is_called_as_the_sandbox_is_keeps_its_name(screen, acme, write):
    """
    Links to a connection of the file lead there; the built-in one gives way.
    """
    write(section(acme).replace("acme-dev", "sandbox-dev"))
    screen.open("connections").press("Switch the sandbox on")

    assert ["sandbox-dev", "sandbox-dev-2", "sandbox-prod"] == names()
    assert [False, True, True] == [one.is_sandbox for one in resources.get().instances]


# -- connections of the environment ----------------------------------------------------------


@pytest.fixture
def variables(acme, monkeypatch):
    """Connect by the environment variables of Codika's docs."""
    given = {
        "DEV_PROCESS_INSTANCE_ID": acme.instances["dev"],
        "DEV_CODIKA_API_KEY": acme.keys["dev"],
        "CODIKA_BASE_URL": acme.base_url,
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("variables")
def test_connections_of_the_environment_are_said_to_be_so(screen):
    """
    They read well, and the page says that it cannot take them away, but set them aside.
    """
    screen.open("connections")
    text = screen.text
    screen.press("Use the sandbox alone")

    assert "**Codika**" in text
    assert "to run · from environment variables of the server" in text
    assert "only whoever starts the server can take them away" in text
    assert SANDBOX == names()


@pytest.mark.usefixtures("variables")
def test_a_section_wins_over_the_environment(screen, acme, write):
    """
    The file is used in place of the variables, which stay for when it is empty again.
    """
    screen.open("connections")
    write(section(acme, environment="prod"))
    screen.again().press("Use it now")
    with_file = [(one.name, one.environment) for one in resources.get().instances]
    write("")
    screen.again().press("Use it now")

    assert [("acme-prod", Environment.PROD)] == with_file
    assert ["dev"] == names()


def test_a_variable_in_the_file_counts_as_one(screen, acme, write):
    """
    What stands outside all sections is read as the environment, as Streamlit does.
    """
    write(
        f'PROCESS_INSTANCE_ID = "{acme.instances["dev"]}"\nCODIKA_API_KEY = "{acme.keys["dev"]}"\n'
        f'CODIKA_ENVIRONMENT = "dev"\nCODIKA_BASE_URL = "{acme.base_url}"\n'
    )
    screen.open("connections")

    assert ["codika"] == names()


def test_the_choice_holds_nothing_else(connected):
    """
    What is kept in the data folder is one word.
    """
    connected.press("Switch the sandbox on")
    kept = (resources.get().data / settings.CHOICE_FILE).read_text(encoding="utf-8")

    assert {"offer": "both"} == json.loads(kept)
