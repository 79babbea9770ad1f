"""The official CLI finds nothing amiss with the sandbox."""

import json
import urllib.request

import pytest

from codika.sandbox import workflow


def listed(cli, *words, instance="dev", key="organization"):
    return cli("list", "executions", cli.instances[instance], "--json", *words, key=key)


@pytest.fixture(scope="module")
def ran(cli):
    """Three executions by name: a success, a failure, and one with a sub-workflow."""
    payloads = {
        "batch-send": {"phone_numbers": ["32470000001"], "message": "x"},
        "validate-iban": {"iban": "BE00"},
        "onboarding": {},
    }
    return {name: cli.trigger(name, given, "--poll").json for name, given in payloads.items()}


def test_whoami(cli):
    """
    A valid key is told its organization and scopes.
    """
    told = cli("whoami", "--json")

    assert (0, True, "org-api-key", "Acme Bikes", 11) == (
        told.code,
        told.json["loggedIn"],
        told.json["type"],
        told.json["organizationName"],
        len(told.json["scopes"]),
    )


def test_whoami_in_words(cli):
    """
    Without --json it reads as a login.
    """
    told = cli("whoami")

    assert (0, True) == (told.code, "Organization:  Acme Bikes (" in told.out)


def test_whoami_with_a_wrong_key(cli):
    """
    It is told that the key is invalid.
    """
    told = cli("whoami", "--json", key="cko_wrong")

    assert (1, "Invalid API key") == (told.code, told.json["error"])


def test_login_makes_a_profile(cli):
    """
    A profile of the sandbox is enough, no environment variable is needed afterwards.
    """
    told = cli(
        "login",
        "--api-key",
        cli.keys["organization"],
        "--base-url",
        cli.sandbox.base_url,
        "--name",
        "local",
        key=None,
    )

    assert 0 == told.code
    assert 0 == cli("list", "instances", "--json", key=None).code
    assert 0 == cli("logout", "local", key=None).code


def test_trigger(cli):
    """
    Without --poll it returns the execution's id at once.
    """
    told = cli.trigger("weekly-report")

    assert 0 == told.code
    assert {
        "success": True,
        "executionId": told.json["executionId"],
        "workflowId": "weekly-report",
        "processInstanceId": cli.instances["dev"],
        "message": "Execution started",
    } == told.json


def test_trigger_with_an_instance_key(cli):
    """
    The CLI sends every key as an organization's; the sandbox takes it.
    """
    told = cli.trigger("main-workflow", {"text": "hi"}, "--poll", key="dev")

    assert (0, "HI") == (told.code, told.json["resultData"]["result"])


def test_trigger_and_poll(cli):
    """
    With --poll it ends with the result.
    """
    told = cli.trigger("main-workflow", {"text": "quarterly numbers"}, "--poll")

    assert (0, True, "success", "QUARTERLY NUMBERS") == (
        told.code,
        told.json["success"],
        told.json["status"],
        told.json["resultData"]["result"],
    )
    assert isinstance(told.json["duration"], int)


def test_trigger_and_poll_a_failure(cli):
    """
    A failed run tells type, message and node, and is exit code 1.
    """
    told = cli.trigger("validate-iban", {"iban": "BE00"}, "--poll")

    assert (1, False, "failed") == (told.code, told.json["success"], told.json["status"])
    assert {
        "type": "node_failure",
        "message": "An IBAN of BE has 16 characters, this one has 4",
        "code": "WRONG_LENGTH",
        "failedNodeName": "Check Digits",
    } == told.json["errorDetails"]


def test_trigger_and_poll_in_words(cli):
    """
    Without --json status and result read well.
    """
    instance = ("--process-instance-id", cli.instances["dev"])
    told = cli("trigger", "country-statistics", *instance, "--poll")

    assert (0, True, True) == (
        told.code,
        "Execution success" in told.out,
        '"country_count": 142' in told.out,
    )


def test_trigger_from_and_to_a_file(cli, tmp_path):
    """
    The payload comes from a file; the raw status answer goes to one.
    """
    (tmp_path / "p.json").write_text('{"shape": "records"}')
    told = cli(
        "trigger",
        "awkward-shapes",
        "--process-instance-id",
        cli.instances["prod"],
        "--payload-file",
        str(tmp_path / "p.json"),
        "--poll",
        "-o",
        str(tmp_path / "out.json"),
        "--json",
    )
    saved = json.loads((tmp_path / "out.json").read_text())

    assert (0, "success") == (told.code, told.json["status"])
    assert "Ann Smith" == saved["execution"]["resultData"][0]["name"]


def test_poll_gives_up_on_what_never_ends(cli):
    """
    A workflow that never reports is pending until the CLI's patience ends.
    """
    rule = [{"on": "trigger", "do": {"stay_pending": True}}]
    url = f"{cli.sandbox.base_url}/sandbox/faults"
    urllib.request.urlopen(url, json.dumps(rule).encode()).close()  # noqa: S310 - the sandbox
    told = cli.trigger("awkward-shapes", {}, "--poll", "--timeout", "1")

    assert 1 == told.code
    assert told.said[1].startswith("Polling timed out after ")


@pytest.mark.parametrize(
    ("workflow_id", "instance", "key", "message"),
    [
        ("main-workflow", "dev", "cko_wrong", "Invalid API key"),
        (
            "main-workflow",
            "dev",
            "limited",
            "API key is missing the required scope: workflows:trigger",
        ),
        (
            "main-workflow",
            "dev",
            "otherOrganization",
            "API key does not have access to this process instance",
        ),
        ("nope", "dev", "organization", "Workflow 'nope' not found"),
        (
            "main-workflow",
            "inactive",
            "organization",
            "Process instance is inactive: it was paused or its deployment failed",
        ),
        (
            "gmail-attachment-processor",
            "dev",
            "organization",
            "Workflow 'gmail-attachment-processor' has no trigger that the API can start",
        ),
    ],
)
def test_refused_triggers(cli, workflow_id, instance, key, message):
    """
    Each refusal reaches the person as text.
    """
    told = cli.trigger(workflow_id, None, instance=instance, key=key)

    assert (1, f"Trigger failed: {message}") == told.said


def test_trigger_an_unknown_instance(cli):
    """
    It is not found.
    """
    told = cli("trigger", "main-workflow", "--process-instance-id", "nope", "--json")

    assert (1, "Trigger failed: Process instance not found") == told.said


def test_get_execution(cli, ran):
    """
    The whole record, as it came.
    """
    words = ("--process-instance-id", cli.instances["dev"])
    told = cli("get", "execution", ran["onboarding"]["executionId"], *words, "--json")

    assert (0, True) == (told.code, told.json["success"])
    assert "pairedItem" in told.out
    assert "_subExecutions" not in told.out


def test_get_execution_deep_and_slim(cli, ran, tmp_path):
    """
    With the sub-workflow's record and without the noise, into a file.
    """
    words = ("--process-instance-id", cli.instances["dev"], "--deep", "--slim")
    path = tmp_path / "execution.json"
    told = cli(
        "get", "execution", ran["onboarding"]["executionId"], *words, "-o", str(path), "--json"
    )
    text = path.read_text()

    assert (0, "success") == (told.code, told.json["data"]["status"])
    assert "_subExecutions" in text
    assert "pairedItem" not in text
    assert "workflowData" not in text


def test_get_execution_in_words(cli, ran):
    """
    The number of nodes and both times are told.
    """
    words = ("--process-instance-id", cli.instances["dev"])
    told = cli("get", "execution", ran["validate-iban"]["executionId"], *words)

    assert 0 == told.code
    for part in (
        "Status:              ",
        "failed",
        "Started At:",
        "Stopped At:",
        "Executed:      5",
    ):
        assert part in told.out


@pytest.mark.parametrize(
    ("execution", "instance", "key", "message"),
    [
        ("nope", "dev", "organization", "Execution not found"),
        ("onboarding", "prod", "organization", "Execution not found"),
        (
            "onboarding",
            "dev",
            "limited",
            "API key is missing the required scope: executions:read",
        ),
    ],
)
def test_refused_details(cli, ran, execution, instance, key, message):
    """
    Unknown, another instance's, and without the scope.
    """
    wanted = ran[execution]["executionId"] if execution in ran else execution
    words = ("--process-instance-id", cli.instances[instance], "--json")
    told = cli("get", "execution", wanted, *words, key=key)

    assert (1, f"Execution details fetch failed: {message}") == told.said


@pytest.mark.usefixtures("ran")
def test_list_executions(cli):
    """
    Newest first, with the failure's message and node.
    """
    found = listed(cli, "--workflow-id", "validate-iban").json["data"]["executions"]

    assert {
        "message": "An IBAN of BE has 16 characters, this one has 4",
        "failedNodeName": "Check Digits",
    } == found[0]["errorDetails"]
    assert sorted((one["createdAt"] for one in found), reverse=True) == [
        one["createdAt"] for one in found
    ]


@pytest.mark.parametrize(
    ("words", "workflows", "most"),
    [
        (("--failed-only",), {"validate-iban"}, 20),
        (("--workflow-id", "batch-send", "--limit", "1"), {"batch-send"}, 1),
        (("--workflow-id", "batch-send", "--failed-only"), set(), 0),
        (("--workflow-id", "nope"), set(), 0),
    ],
)
@pytest.mark.usefixtures("ran")
def test_list_executions_with_filters(cli, words, workflows, most):
    """
    Filters combine, and nothing found is no error.
    """
    told = listed(cli, *words)
    found = told.json["data"]["executions"]

    assert (0, workflows) == (told.code, {one["workflowId"] for one in found})
    assert len(found) == told.json["data"]["count"] <= most


@pytest.mark.usefixtures("ran")
def test_list_executions_in_words(cli):
    """
    A table with the reason below a failed one.
    """
    told = cli("list", "executions", cli.instances["dev"], "--failed-only")

    assert 0 == told.code
    assert "validate-iban" in told.out
    assert "└─ [Check Digits] An IBAN of BE has 16 characters" in told.out


@pytest.mark.parametrize(
    ("words", "key", "code", "message"),
    [
        ((), "cko_wrong", 1, "Invalid API key"),
        ((), "limited", 1, "API key is missing the required scope: executions:read"),
        ((), "otherOrganization", 1, "API key does not have access to this process instance"),
    ],
)
def test_refused_lists(cli, words, key, code, message):
    """
    The server's nested body is printed as it is, request id included.
    """
    told = listed(cli, *words, key=key)

    assert (code, message) == told.said
    assert told.json["requestId"]


def test_list_executions_minds_its_limit(cli):
    """
    The CLI refuses a limit beyond a hundred by itself.
    """
    told = listed(cli, "--limit", "101")

    assert (2, True) == (told.code, "Limit must be a number between 1 and 100" in told.err)


@pytest.mark.parametrize("key", ["organization", "dev"])
def test_get_skills(cli, key):
    """
    One for each workflow that can be started by hand, with an instance key as well.
    """
    expected = [one.id for one in workflow.workflows().values() if one.by_hand]
    told = cli("get", "skills", cli.instances["dev"], "--json", key=key)

    assert (0, len(expected)) == (told.code, told.json["skillCount"])
    assert expected == [skill["workflowTemplateId"] for skill in told.json["skills"]]


def test_get_skills_into_files(cli, tmp_path):
    """
    The directories that agents read; the CLI's own parser finds name and workflow in them.
    """
    told = cli("get", "skills", cli.instances["dev"], "--output", str(tmp_path))

    assert 0 == told.code
    for one in workflow.workflows().values():
        path = tmp_path / f"acme-{one.id}" / "SKILL.md"
        assert one.by_hand == path.is_file()
        assert not one.by_hand or f"workflowTemplateId: {one.id}\n" in path.read_text()


def test_get_skills_without_the_scope(cli):
    """
    The text names it.
    """
    told = cli("get", "skills", cli.instances["dev"], "--json", key="limited")

    assert 1 == told.code
    assert "API key is missing the required scope: skills:read" in told.said[1]


def test_get_instance(cli):
    """
    Slim by default.
    """
    told = cli("get", "instance", cli.instances["dev"], "--json")

    assert (0, {"workflowId", "n8nWorkflowId", "workflowName"}) == (
        told.code,
        set(told.json["data"]["deployment"]["workflows"][0]),
    )


def test_get_instance_with_workflows(cli):
    """
    Costs, triggers and schedules, as JSON and in words.
    """
    told = cli("get", "instance", cli.instances["prod"], "--workflows", "--json")
    words = cli("get", "instance", cli.instances["prod"], "--workflows")
    costs = {one["workflowId"]: one["cost"] for one in told.json["data"]["deployment"]["workflows"]}

    assert (0, 0) == (told.code, words.code)
    assert {one.id: one.cost for one in workflow.workflows().values()} == costs
    for part in (
        "deployed (active)",
        "COMPANY_NAME: Acme Bikes",
        "Triggers:   schedule (0 7 * * 1)",
        "Triggers:   email:message_received",
        "Cost:       0.02 credits",
    ):
        assert part in words.out


@pytest.mark.parametrize(
    ("instance", "key", "message"),
    [
        ("dev", "otherOrganization", "API key does not have access to this process instance"),
        ("nope", "organization", "Process instance not found"),
        ("dev", "cko_wrong", "Invalid API key"),
    ],
)
def test_refused_instances(cli, instance, key, message):
    """
    Other organization, unknown, wrong key.
    """
    told = cli("get", "instance", cli.instances.get(instance, instance), "--json", key=key)

    assert (1, f"Failed to get process instance: {message}") == told.said


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), {"dev", "prod", "inactive", "failed"}),
        (("--environment", "prod"), {"prod"}),
        (("--archived",), {"archived"}),
    ],
)
def test_list_instances(cli, words, expected):
    """
    By environment, archived ones instead of the others.
    """
    told = cli("list", "instances", "--json", *words)
    by_id = {id_: name for name, id_ in cli.instances.items()}

    assert (0, expected) == (
        told.code,
        {by_id[one["processInstanceId"]] for one in told.json["data"]["instances"]},
    )


def test_list_instances_in_words(cli):
    """
    A table with versions and reasons.
    """
    told = cli("list", "instances", "--limit", "4")

    assert 0 == told.code
    for part in ("Revenue operations", "✓ active", "⏸ paused", "deployment_failed", "1.7"):
        assert part in told.out


def test_list_instances_beyond_the_limit(cli):
    """
    The CLI sends it, the server refuses it.
    """
    told = cli("list", "instances", "--limit", "101", "--json")

    assert 1 == told.code
    assert "limit must be a number between 1 and 100" in told.said[1]


def test_switching_an_instance(cli):
    """
    On, already on, off again; in between triggers pass.
    """
    inactive = cli.instances["inactive"]
    payload = {"text": "a"}
    on = cli("instance", "activate", inactive, "--json")
    again = cli("instance", "activate", inactive, "--json")
    passed = cli.trigger("main-workflow", payload, instance="inactive")
    off = cli("instance", "deactivate", inactive)
    refused = cli.trigger("main-workflow", payload, instance="inactive")

    assert (0, {"processInstanceId": inactive, "isActive": True, "workflowCount": 2}) == (
        on.code,
        on.json["data"],
    )
    assert (1, True) == (again.code, "Process instance is already active" in again.said[1])
    assert (0, 0, 1) == (passed.code, off.code, refused.code)
    assert "Instance deactivated" in off.out


@pytest.mark.parametrize(
    ("instance", "key", "message"),
    [
        ("failed", "organization", "Deployment is in failed state"),
        ("inactive", "limited", "API key is missing the required scope: instances:manage"),
    ],
)
def test_refused_switches(cli, instance, key, message):
    """
    A failed deployment, and without the scope.
    """
    told = cli("instance", "activate", cli.instances[instance], "--json", key=key)

    assert (1, True) == (told.code, message in told.said[1])
