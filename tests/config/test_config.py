import contextlib
import json
import tomllib
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codika import errors
from codika.config import Settings, read_settings
from codika.model import Endpoints, Environment, PathSpelling, ProcessInstance

EXAMPLE = Path(__file__).parents[2] / ".streamlit" / "secrets.example.toml"
DEV_KEY = "ck_devKeyThatNobodyMaySee"
PROD_KEY = "ck_prodKeyThatNobodyMaySee"
ORGANIZATION_KEY = "cko_organizationKeyThatNobodyMaySee"
DEV = {"process_instance_id": "pi-dev", "api_key": DEV_KEY, "environment": "dev"}
PROD = {"process_instance_id": "pi-prod", "api_key": PROD_KEY, "environment": "prod"}


def problems_of(secrets=None, environ=None, project_json=None):
    """Return every problem as one text, having looked for keys in them."""
    with pytest.raises(errors.ConfigurationError) as caught:
        read_settings(secrets, environ or {}, project_json)
    told = [str(problem) for problem in caught.value.problems]
    assert not any("NobodyMaySee" in text for text in [*told, repr(caught.value)])
    return told


def secrets_with(**changes):
    return {"codika": {"acme": {**DEV, **changes}}}


def test_nothing_configured():
    """
    Without any source there are no instances, which means: the sandbox.
    """
    assert Settings() == read_settings(None, {}, Path("no/such/project.json"))


def test_secrets():
    """
    Each section is an instance; everything optional can be set.
    """
    secrets = {
        "other": {"app": "left alone"},
        "codika": {
            "acme-dev": DEV,
            "acme_prod": {
                **PROD,
                "label": "Acme",
                "organization_key": ORGANIZATION_KEY,
                "base_url": "https://codika.example/api/",
                "spelling": "camel",
                "trigger_url": "http://127.0.0.1:8000/hook/",
                "status_url": "http://localhost:8000/look",
            },
        },
        "dashboard": {
            "title": "Acme runs",
            "user_header": "X-Forwarded-User",
            "watch_limit_minutes": 5,
            "run_log": "elsewhere/runs.db",
        },
    }
    source = ".streamlit/secrets.toml"
    expected = Settings(
        instances=(
            ProcessInstance(
                id="pi-dev",
                environment=Environment.DEV,
                api_key=DEV_KEY,
                name="acme-dev",
                source=source,
            ),
            ProcessInstance(
                id="pi-prod",
                environment=Environment.PROD,
                api_key=PROD_KEY,
                name="acme_prod",
                label="Acme",
                organization_key=ORGANIZATION_KEY,
                endpoints=Endpoints(
                    base_url="https://codika.example/api",
                    spelling=PathSpelling.CAMEL,
                    trigger_url="http://127.0.0.1:8000/hook",
                    status_url="http://localhost:8000/look",
                ),
                source=source,
            ),
        ),
        source=source,
        title="Acme runs",
        user_header="X-Forwarded-User",
        watch_limit_minutes=5,
        run_log=Path("elsewhere/runs.db"),
    )

    assert expected == read_settings(secrets, {})


@pytest.mark.parametrize(
    ("setting", "wrong"),
    [
        pytest.param({"accent": "red"}, "accent: must be a colour such as #0a62a4", id="word"),
        pytest.param({"accent": 7}, "accent: must be a colour such as #0a62a4", id="number"),
        pytest.param(
            {"accent": "#ffcc00"},
            "accent: must be darker: white words on it have a contrast of 1.5 to 1, and need 4.5",
            id="bright",
        ),
        pytest.param(
            {"logo": "nowhere.png"}, "logo: is no file that the server can read", id="missing"
        ),
        pytest.param(
            {"logo": "README.md"},
            "logo: must be a picture: .png, .svg, .jpg, .jpeg, .webp",
            id="no picture",
        ),
        pytest.param({"logo": "a\x00.png"}, "logo: must be one line without control characters",
                     id="nul"),
    ],
)  # fmt: skip
def test_a_look_that_would_not_do_is_refused(setting, wrong):
    """
    Whoever set it learns so at the start, by field.
    """
    with pytest.raises(errors.ConfigurationError) as raised:
        read_settings({"dashboard": setting}, {})

    assert [f".streamlit/secrets.toml > dashboard > {wrong}"] == [
        str(problem) for problem in raised.value.problems
    ]


def test_a_look_of_ones_own(tmp_path):
    """
    A picture that is there, and a colour that white words can be read on.
    """
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    settings = read_settings({"dashboard": {"logo": str(logo), "accent": "#8A2B06"}}, {})

    assert (logo, "#8A2B06") == (settings.logo, settings.accent)
    logo.write_bytes(b" " * (512 * 1024 + 1))
    with pytest.raises(errors.ConfigurationError, match="must be at most 512 KB large"):
        read_settings({"dashboard": {"logo": str(logo)}}, {})


def test_any_mapping_will_do():
    """
    Streamlit's secrets are mappings, though no dicts.
    """
    secrets = MappingProxyType({"codika": MappingProxyType({"acme": MappingProxyType(DEV)})})

    assert ["pi-dev"] == [instance.id for instance in read_settings(secrets, {}).instances]


def test_secrets_come_first_and_alone():
    """
    With instances in the secrets, nothing of the environment is used: no key meets a
    base URL from elsewhere.
    """
    environ = {
        "CODIKA_BASE_URL": "https://elsewhere.example",
        "CODIKA_ORGANIZATION_KEY": ORGANIZATION_KEY,
        "PROCESS_INSTANCE_ID": "pi-other",
        "CODIKA_API_KEY": PROD_KEY,
    }

    (instance,) = read_settings(secrets_with(), environ).instances

    assert ("pi-dev", None, Endpoints()) == (
        instance.id,
        instance.organization_key,
        instance.endpoints,
    )


def test_environment_with_one_instance():
    """
    The variables of the docs: the instance counts as prod unless said otherwise.
    """
    environ = {
        "PROCESS_INSTANCE_ID": "pi-1",
        "CODIKA_API_KEY": DEV_KEY,
        "CODIKA_TRIGGER_BASE_URL": "https://api.codika.io/webhook",
        "CODIKA_STATUS_BASE_URL": "https://api.codika.io/status",
        "CODIKA_BASE_URL": "https://api.codika.io/",
        "CODIKA_ORGANIZATION_KEY": ORGANIZATION_KEY,
        "HOME": "/root",
        "DEV_PROCESS_INSTANCE_ID": " ",
    }
    expected = ProcessInstance(
        id="pi-1",
        environment=Environment.PROD,
        api_key=DEV_KEY,
        name="codika",
        label="Codika",
        organization_key=ORGANIZATION_KEY,
        endpoints=Endpoints(
            trigger_url="https://api.codika.io/webhook", status_url="https://api.codika.io/status"
        ),
        source="environment",
    )

    assert (expected,) == read_settings({}, environ).instances


def test_environment_word():
    """
    `CODIKA_ENVIRONMENT` says what the single instance is.
    """
    environ = {
        "PROCESS_INSTANCE_ID": "pi-1",
        "CODIKA_API_KEY": DEV_KEY,
        "CODIKA_ENVIRONMENT": "dev",
    }

    assert Environment.DEV is read_settings({}, environ).instances[0].environment


def test_environment_with_both_modes():
    """
    Each mode has its own id and key.
    """
    environ = {
        "DEV_PROCESS_INSTANCE_ID": "pi-dev",
        "DEV_CODIKA_API_KEY": DEV_KEY,
        "PROD_PROCESS_INSTANCE_ID": "pi-prod",
        "PROD_CODIKA_API_KEY": PROD_KEY,
    }

    settings = read_settings(None, environ)

    assert [("dev", "pi-dev", DEV_KEY, "dev"), ("prod", "pi-prod", PROD_KEY, "prod")] == [
        (one.name, one.id, one.api_key, one.environment) for one in settings.instances
    ]


def test_one_organization_key_serves_both_modes():
    """
    `CODIKA_API_KEY` may hold an organization key, as the official CLI has it.
    """
    environ = {
        "DEV_PROCESS_INSTANCE_ID": "pi-dev",
        "DEV_CODIKA_API_KEY": DEV_KEY,
        "PROD_PROCESS_INSTANCE_ID": "pi-prod",
        "CODIKA_API_KEY": ORGANIZATION_KEY,
    }

    settings = read_settings(None, environ)

    assert [(DEV_KEY, ORGANIZATION_KEY), (ORGANIZATION_KEY, ORGANIZATION_KEY)] == [
        (one.api_key, one.organization_key) for one in settings.instances
    ]


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "project.json"
    path.write_text(
        json.dumps(
            {
                "projectId": "p",
                "devProcessInstanceId": "pi-dev",
                "prodProcessInstanceId": "pi-prod",
                "deployments": {"1.1": {"templateId": "t"}},
            }
        )
    )
    return path


def test_project_file(project):
    """
    A project gives the ids; keys and URLs come from the environment, together.
    """
    environ = {
        "DEV_CODIKA_API_KEY": DEV_KEY,
        "PROD_CODIKA_API_KEY": PROD_KEY,
        "CODIKA_BASE_URL": "https://codika.example",
    }

    settings = read_settings(None, environ, project)

    assert "project.json" == settings.source
    assert [("pi-dev", DEV_KEY), ("pi-prod", PROD_KEY)] == [
        (one.id, one.api_key) for one in settings.instances
    ]
    assert {"https://codika.example"} == {one.endpoints.base_url for one in settings.instances}


def test_project_file_with_a_key_for_one(project):
    """
    The file always names both instances: a key for one is enough to begin.
    """
    settings = read_settings(None, {"DEV_CODIKA_API_KEY": DEV_KEY}, project)

    assert ["pi-dev"] == [one.id for one in settings.instances]


def test_project_file_without_a_key(project):
    """
    Ids without any key are named by the variables that are missing.
    """
    assert [
        "environment > DEV_CODIKA_API_KEY: is missing",
        "environment > PROD_CODIKA_API_KEY: is missing",
    ] == problems_of(project_json=project)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{", "project.json: cannot be read: JSONDecodeError"),
        (b"\xff", "project.json: cannot be read: UnicodeDecodeError"),
        (b"[" * 100_000, "project.json: cannot be read: RecursionError"),
        (b"[]", "project.json: must hold a JSON object"),
        (b'{"devProcessInstanceId": 5}', "project.json > devProcessInstanceId: must be text"),
    ],
)
def test_project_file_that_is_none(tmp_path, content, told):
    """
    A broken project file is named, not ignored.
    """
    path = tmp_path / "project.json"
    path.write_bytes(content)

    assert told in problems_of(None, {"DEV_CODIKA_API_KEY": DEV_KEY}, path)


def test_all_problems_at_once():
    """
    Every mistake is told in one go, by source, section and field.
    """
    secrets = {
        "codika": {
            "acme": {"api_key": DEV_KEY, "environment": "staging", "base_ur": "https://x"},
            "bad name": PROD,
            "flat": "value",
        },
        "dashboard": {"watch_limit_minutes": 0, "titel": "x"},
    }

    assert [
        (
            ".streamlit/secrets.toml > dashboard > watch_limit_minutes: must be above 0 and at most"
            " 43200"
        ),
        (
            ".streamlit/secrets.toml > dashboard > titel: is no setting we know; did you mean"
            " `title`? Known: title, logo, accent, user_header, watch_limit_minutes, run_log"
        ),
        (
            ".streamlit/secrets.toml > codika.bad name: must be named with letters, digits, - and _"
            " only (at most 64), such as acme-prod"
        ),
        (
            ".streamlit/secrets.toml > codika > flat: must stand in a section of its own, named as"
            " you like: [codika.acme-prod]"
        ),
        ".streamlit/secrets.toml > codika.acme > environment: must be `dev` or `prod`",
        (
            ".streamlit/secrets.toml > codika.acme > base_ur: is no setting we know; did you mean"
            " `base_url`? Known: process_instance_id, api_key, environment, organization_key,"
            " label, base_url, trigger_url, status_url, spelling, risky"
        ),
        ".streamlit/secrets.toml > codika.acme > process_instance_id: is missing",
    ] == problems_of(secrets)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"api_key": "ckp_x1NobodyMaySee"}, "is a personal key; to run workflows it must start"),
        ({"api_key": "whsec_NobodyMaySee"}, "is a secret that signs webhooks"),
        ({"api_key": "NobodyMaySee"}, "is of no kind we know"),
        ({"api_key": " ck_NobodyMaySee"}, "must not hold spaces"),
        ({"api_key": "ck_NobodyMaySee\n"}, "must not hold spaces"),
        ({"api_key": '"ck_NobodyMaySee"'}, "must not hold quotation marks"),
        ({"api_key": "ck_REPLACE_WITH_INSTANCE_KEY"}, "still holds the example's text"),
        ({"api_key": "ck_your_key"}, "still holds the example's text"),
        ({"api_key": "<your key>"}, "must not hold spaces"),
        ({"api_key": "ck_..."}, "still holds the example's text"),
        ({"api_key": "ck_"}, "holds only the prefix of a key"),
        ({"api_key": ""}, "must not be empty"),
        ({"api_key": 12345}, "must be text"),
        ({"api_key": "ck_" + "x" * 600}, "must be at most 512 characters"),
        ({"organization_key": DEV_KEY}, "is an instance key; to read lists and details it must"),
        ({"process_instance_id": DEV_KEY}, "holds a key; put the id there"),
        ({"process_instance_id": "REPLACE_WITH_INSTANCE_ID"}, "still holds the example's text"),
        ({"process_instance_id": ".."}, "must be an id, not a path"),
        ({"process_instance_id": "a b"}, "must not hold spaces"),
        ({"process_instance_id": ["x"]}, "must be text"),
        ({"environment": DEV_KEY}, "must be `dev` or `prod`"),
        ({"environment": ["dev"]}, "must be `dev` or `prod`"),
        ({"spelling": "upper"}, "must be `lower` or `short` or `camel`"),
        ({"label": "two\nlines"}, "must be one line"),
        ({"base_url": "http://codika.example"}, "over http anybody on the way can read the key"),
        ({"base_url": "http://127.0.0.1.codika.example"}, "over http anybody"),
        ({"base_url": "http://10.0.0.1"}, "over http anybody"),
        ({"base_url": "codika.example"}, "must start with https://"),
        ({"base_url": "file:///etc/passwd"}, "must start with https://"),
        ({"base_url": "https://"}, "has no host"),
        ({"base_url": "https://user:NobodyMaySee@h"}, "must not hold a user name or password"),
        ({"base_url": f"https://h/?api_key={DEV_KEY}"}, "must end before `?` and `#`"),
        ({"base_url": "https://h:99999"}, "is not a URL"),
        ({"base_url": "https://h:x"}, "is not a URL"),
        ({"base_url": "https://[::1"}, "is not a URL"),
        ({"base_url": "https://h/a/../b"}, "must not hold `.` or `..` as a step"),
        ({"base_url": "https://h\\@evil.example"}, "must not hold spaces, backslashes"),
        ({"base_url": "https://höst"}, "must not hold spaces, backslashes"),
        ({"base_url": 5}, "must be text"),
        ({"trigger_url": "http://codika.example/hook"}, "over http anybody"),
        ({"status_url": ""}, "must not be empty"),
    ],
)
def test_a_wrong_field(changes, told):
    """
    The field is named, what is wrong is said, and the value is not repeated.
    """
    (field,) = changes
    (problem,) = problems_of(secrets_with(**changes))

    assert problem.startswith(f".streamlit/secrets.toml > codika.acme > {field}: ")
    assert told in problem


@pytest.mark.parametrize(
    "base_url",
    [
        "http://localhost:8000",
        "http://codika.localhost",
        "http://127.0.0.1",
        "http://[::1]:80/api",
        "https://h",
    ],
)
def test_this_machine_may_be_asked_in_plain(base_url):
    """
    Plain http is for the loopback, where nobody listens in.
    """
    (instance,) = read_settings(secrets_with(base_url=base_url), {}).instances

    assert base_url == instance.endpoints.base_url


def test_the_same_instance_twice():
    """
    Two sections for one instance would show its runs twice.
    """
    secrets = {"codika": {"a": DEV, "b": {**DEV, "environment": "prod"}}}

    assert [
        ".streamlit/secrets.toml > codika.b > process_instance_id: is the same as that of a"
    ] == problems_of(secrets)


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        (
            {"CODIKA_API_KEY": DEV_KEY},
            (
                "environment > PROCESS_INSTANCE_ID: is missing, though CODIKA_API_KEY is set"
                " (unset that to use the sandbox)"
            ),
        ),
        (
            {"PROD_CODIKA_API_KEY": DEV_KEY},
            (
                "environment > PROD_PROCESS_INSTANCE_ID: is missing, though PROD_CODIKA_API_KEY is"
                " set (unset that to use the sandbox)"
            ),
        ),
        ({"PROCESS_INSTANCE_ID": "pi-1"}, "environment > CODIKA_API_KEY: is missing"),
        ({"DEV_PROCESS_INSTANCE_ID": "pi-1"}, "environment > DEV_CODIKA_API_KEY: is missing"),
        (
            {"PROD_PROCESS_INSTANCE_ID": "pi-1", "CODIKA_API_KEY": DEV_KEY},
            "environment > PROD_CODIKA_API_KEY: is missing",
        ),
        (
            {
                "PROCESS_INSTANCE_ID": "pi-1",
                "CODIKA_API_KEY": DEV_KEY,
                "CODIKA_BASE_URL": "http://codika.example",
            },
            (
                "environment > CODIKA_BASE_URL: must start with https://: over http anybody on the"
                " way can read the key"
            ),
        ),
        (
            {
                "PROCESS_INSTANCE_ID": "pi-1",
                "CODIKA_API_KEY": DEV_KEY,
                "CODIKA_ENVIRONMENT": "live",
            },
            "environment > CODIKA_ENVIRONMENT: must be `dev` or `prod`",
        ),
    ],
)
def test_mistakes_in_the_environment(environ, told):
    """
    Problems carry the variable's name, and half a configuration is not the sandbox.
    """
    assert [told] == problems_of(None, environ)


@pytest.mark.parametrize(
    ("secrets", "told"),
    [
        ({"codika": "x"}, ".streamlit/secrets.toml > codika: must hold sections"),
        ({"codika": DEV}, ".streamlit/secrets.toml > codika > api_key: must stand in a section"),
        ({"dashboard": 5}, ".streamlit/secrets.toml > dashboard: must be a section: [dashboard]"),
        (
            {"dashboard": {"user_header": "X Y"}},
            ".streamlit/secrets.toml > dashboard > user_header: must be the name of an HTTP",
        ),
        (
            {"dashboard": {"watch_limit_minutes": True}},
            ".streamlit/secrets.toml > dashboard > watch_limit_minutes: must be a number",
        ),
    ],
)
def test_sections_of_the_wrong_kind(secrets, told):
    """
    What stands in the wrong place is named, with the right one.
    """
    assert any(problem.startswith(told) for problem in problems_of(secrets))


def test_a_very_long_name_is_not_repeated():
    """
    A wall of text, or a key, for a field's name stays out of the message.
    """
    (problem,) = problems_of(secrets_with(**{"ck_" + "NobodyMaySee" * 9: "x"}))

    assert "'ck_'…" in problem


def test_the_example_file_is_almost_good():
    """
    Copied as it is, the example names exactly the values that must be put in.
    """
    told = problems_of(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))

    text = "still holds the example's text; put the real"
    assert [
        f".streamlit/secrets.toml > codika.acme-dev > process_instance_id: {text} id there",
        f".streamlit/secrets.toml > codika.acme-dev > api_key: {text} key there",
        f".streamlit/secrets.toml > codika.acme-prod > process_instance_id: {text} id there",
        f".streamlit/secrets.toml > codika.acme-prod > api_key: {text} key there",
    ] == told


def test_the_example_file_filled_in():
    """
    With values put in and every comment taken away, the example is good.
    """
    text = EXAMPLE.read_text(encoding="utf-8")
    filled = (
        text.replace("REPLACE_WITH_INSTANCE_ID", "pi-1")
        .replace("REPLACE_WITH_OTHER_INSTANCE_ID", "pi-2")
        .replace("ck_REPLACE_WITH_INSTANCE_KEY", DEV_KEY)
        .replace("ck_REPLACE_WITH_OTHER_INSTANCE_KEY", PROD_KEY)
        .replace("cko_...", ORGANIZATION_KEY)
    )
    uncommented = "\n".join(
        line.removeprefix("# ") if " = " in line and line.startswith("# ") else line
        for line in filled.splitlines()
    )

    settings = read_settings(tomllib.loads(uncommented), {})

    assert ("X-Forwarded-User", ["acme-dev", "acme-prod"]) == (
        settings.user_header,
        [one.name for one in settings.instances],
    )


ANY_SETTING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["codika", "dashboard", "acme", *DEV, "base_url", "title", "run_log"])
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    secrets=st.dictionaries(st.sampled_from(["codika", "dashboard"]), ANY_SETTING),
    environ=st.dictionaries(
        st.sampled_from(
            [
                "CODIKA_API_KEY",
                "PROCESS_INSTANCE_ID",
                "DEV_CODIKA_API_KEY",
                "DEV_PROCESS_INSTANCE_ID",
                "CODIKA_BASE_URL",
                "CODIKA_ENVIRONMENT",
            ]
        ),
        st.text(max_size=10),
    ),
)
def test_anything_is_settings_or_a_configuration_error(secrets, environ):
    """
    No secrets file and no environment brings the reading down.
    """
    with contextlib.suppress(errors.ConfigurationError):
        read_settings(secrets, environ)


# -- risky workflows -------------------------------------------------------------


def risky(settings):
    return [sorted(instance.risky) for instance in settings.instances]


def test_risky_workflows_of_a_section():
    """
    A connection names the workflows that want a second thought; by default there are none.
    """
    secrets = {"codika": {"a": {**PROD, "risky": ["send-invoices", "wipe"]}, "b": DEV}}

    assert [["send-invoices", "wipe"], []] == risky(read_settings(secrets, {}))


def test_risky_workflows_of_the_environment():
    """
    One variable holds them for all connections, with commas between.
    """
    environ = {
        "PROD_PROCESS_INSTANCE_ID": "pi-prod",
        "PROD_CODIKA_API_KEY": PROD_KEY,
        "CODIKA_RISKY_WORKFLOWS": " send-invoices, wipe ,",
    }

    assert [["send-invoices", "wipe"]] == risky(read_settings(None, environ))


def test_risky_workflows_of_a_project(tmp_path):
    """
    A `project.json` may name them; they win over the variable.
    """
    project = tmp_path / "project.json"
    project.write_text('{"prodProcessInstanceId": "pi-prod", "riskyWorkflows": ["wipe"]}')
    environ = {"PROD_CODIKA_API_KEY": PROD_KEY, "CODIKA_RISKY_WORKFLOWS": "other"}

    assert [["wipe"]] == risky(read_settings(None, environ, project))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("wipe", 'must be a list of ids, such as ["lead-scoring"]'),
        (["wipe", ""], "must hold ids: number 2 must not be empty"),
        ([7], "must hold ids: number 1 must be text"),
    ],
)
def test_risky_workflows_that_are_none(value, told):
    """
    A mistake here would leave a workflow unguarded, so it is told and nothing starts.
    """
    assert [f".streamlit/secrets.toml > codika.acme > risky: {told}"] == problems_of(
        secrets_with(risky=value)
    )
