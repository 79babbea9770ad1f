"""Execution details: what n8n would have recorded agrees with what Codika says."""

import datetime as dt
import itertools

import pytest

from codika.sandbox import details, executions, workflow
from codika.sandbox.state import ExecutionRow
from codika.sandbox.world import World


def runs_of(n8n):
    """All node runs, in order of execution."""
    runs = [
        (name, run) for name, list_ in n8n["data"]["resultData"]["runData"].items() for run in list_
    ]
    return sorted(runs, key=lambda pair: pair[1]["executionIndex"])


def keys_in(value):
    """Every key at every depth."""
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys_in(inner)}
    if isinstance(value, list):
        return {key for inner in value for key in keys_in(inner)}
    return set()


def items_of(run):
    return [item["json"] for branch in run["data"]["main"] for item in branch]


@pytest.fixture(scope="module")
def onboarded(api):
    """An ended execution that called a sub-workflow."""
    execution = api.run("onboarding", workflow.workflows()["onboarding"].example)
    assert "success" == execution["status"]
    return execution


def test_details_have_exactly_the_documented_fields(api, onboarded):
    """
    Top level, execution and record; all that is documented and nothing else.
    """
    body = api.details(onboarded["executionId"])
    execution = body["execution"]

    assert {"success", "execution", "requestId"} == set(body)
    assert {"codikaExecutionId", "n8nExecutionId", "status", "n8nExecution"} == set(execution)
    assert (onboarded["executionId"], "success") == (
        execution["codikaExecutionId"],
        execution["status"],
    )
    assert {
        "id",
        "mode",
        "finished",
        "status",
        "startedAt",
        "stoppedAt",
        "workflowData",
        "data",
    } == set(execution["n8nExecution"])
    assert execution["n8nExecution"]["id"] == execution["n8nExecutionId"]


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        (one.id, one.example)
        for one in workflow.workflows().values()
        if one.by_hand and one.id != "bulk-records"
    ],
)
def test_nodes_lie_within_their_execution(api, name, payload):
    """
    Nodes follow each other without a gap from start to stop, within Codika's own times.
    """
    if name == "market-research":
        payload = {**payload, "depth": "quick"}
    execution = api.run(name, payload)
    n8n = api.details(execution["executionId"])["execution"]["n8nExecution"]
    runs = [run for _, run in runs_of(n8n)]

    for one, after in itertools.pairwise(runs):
        assert one["startTime"] + one["executionTime"] == after["startTime"]
    assert list(range(len(runs))) == [run["executionIndex"] for run in runs]
    assert millis(n8n["startedAt"]) == runs[0]["startTime"]
    assert millis(n8n["stoppedAt"]) == runs[-1]["startTime"] + runs[-1]["executionTime"]
    assert millis(execution["createdAt"]) <= millis(n8n["startedAt"])
    assert millis(execution["createdAt"]) + execution["duration"] == millis(n8n["stoppedAt"])


def millis(text):
    return round(dt.datetime.fromisoformat(text).timestamp() * 1000)


def test_items_are_those_of_the_result(api):
    """
    What the nodes put out is what the result is made of, counted truly.
    """
    execution = api.run("lead-scoring", {"country": "Belgium"})
    n8n = api.details(execution["executionId"])["execution"]["n8nExecution"]
    runs = dict(runs_of(n8n))
    result = execution["resultData"]

    assert 640 == len(items_of(runs["Read Leads"]))
    assert result["leads"] == items_of(runs["Rank"])
    assert [{"resultData": result}] == items_of(runs["Codika Submit Result"])
    assert [{"previousNode": "Score"}] == runs["Rank"]["source"]


def test_a_failed_execution_ends_in_its_failing_node(api):
    """
    The last node carries the status call's message and is named by it.
    """
    execution = api.run("validate-iban", {"iban": "XX00"})
    failure = execution["errorDetails"]
    told = api.details(execution["executionId"])["execution"]
    result = told["n8nExecution"]["data"]["resultData"]
    name, last = runs_of(told["n8nExecution"])[-1]

    assert ("failed", "error", False) == (
        told["status"],
        told["n8nExecution"]["status"],
        told["n8nExecution"]["finished"],
    )
    assert (failure["failedNodeName"], failure["failedNodeName"]) == (
        name,
        result["lastNodeExecuted"],
    )
    assert ("error", failure["message"]) == (last["executionStatus"], last["error"]["message"])
    assert last["error"] == result["error"]
    assert "data" not in last


def test_sub_executions_come_with_deep_only(api, onboarded):
    """
    `deep` attaches the sub-workflow's own record by the node that called it.
    """
    shallow = api.details(onboarded["executionId"])["execution"]["n8nExecution"]
    deep = api.details(onboarded["executionId"], deep="true")["execution"]["n8nExecution"]
    caller = dict(runs_of(deep))["Provision Accounts"]
    called = deep["_subExecutions"]["Provision Accounts"]

    assert "_subExecutions" not in keys_in(shallow)
    assert {"executionId": called["id"], "workflowId": "provision-accounts"} == (
        caller["metadata"]["subExecution"]
    )
    assert onboarded["resultData"]["accounts"] == items_of(dict(runs_of(called))["Create Account"])
    assert caller["startTime"] == millis(called["startedAt"])
    assert caller["startTime"] + caller["executionTime"] == millis(called["stoppedAt"])


def test_slim_takes_the_noise_out_at_every_depth(api, onboarded):
    """
    The full record holds `pairedItem` and `workflowData`, the slim one neither, sub-runs included.
    """
    noise = {"pairedItem", "workflowData"}
    full = api.details(onboarded["executionId"], deep="true")["execution"]["n8nExecution"]
    slim = api.details(onboarded["executionId"], deep="true", slim="true")
    slim = slim["execution"]["n8nExecution"]

    assert noise <= keys_in(full["data"]) | keys_in(full["_subExecutions"]) | set(full)
    assert noise <= keys_in(full["_subExecutions"])
    assert set() == noise & keys_in(slim)
    assert keys_in(full) - noise - keys_in(full["workflowData"]) <= keys_in(slim)


def test_the_record_holds_what_a_client_must_hide(api, onboarded):
    """
    As with the real one: the execution's secret and the URLs it reports to.
    """
    n8n = api.details(onboarded["executionId"])["execution"]["n8nExecution"]
    runs = dict(runs_of(n8n))
    [webhook] = items_of(runs["Webhook Trigger"])
    [started] = items_of(runs["Codika Init"])
    metadata = webhook["body"]["executionMetadata"]

    assert "Zoë Peeters" == webhook["body"]["full_name"]
    assert metadata["executionSecret"] == started["executionSecret"]
    assert 64 == len(metadata["executionSecret"])
    assert {"callbackUrl", "errorCallbackUrl"} <= set(metadata)


def test_a_running_execution_tells_what_it_did_so_far(api):
    """
    While it is pending the record is that of a running one, with the nodes that are done.
    """
    started = api.start("market-research")
    told = api.details(started)["execution"]
    n8n = told["n8nExecution"]

    assert ("pending", "running", False) == (told["status"], n8n["status"], n8n["finished"])
    assert "stoppedAt" not in n8n
    assert "Webhook Trigger" == runs_of(n8n)[0][0]
    assert "Codika Submit Result" not in dict(runs_of(n8n))


def test_an_execution_that_never_reports_stays_before_its_last_node():
    """
    However late it is, the node that would report the end has not run.
    """
    instance = World("seed").by_name["dev"]
    row = ExecutionRow(1, "e", instance.id, "awkward-shapes", "{}", 0, None, None, None)
    n8n = details.n8n_execution(
        row, executions.run(row, "seed"), instance, now=float("inf"), deep=False, slim=False
    )

    assert ["Webhook Trigger", "Codika Init", "Validate Input", "Shape"] == [
        name for name, _ in runs_of(n8n)
    ]
    assert ("running", False) == (n8n["status"], "stoppedAt" in n8n)


def test_n8n_ids_are_the_same_in_lists(api, onboarded):
    """
    The list and the details name one n8n execution.
    """
    path = f"/listexecutionspublic/{api.instances['dev']}"
    found = api.get(path, limit=100, workflowId="onboarding").json()["data"]["executions"]
    [listed] = [one for one in found if one["executionId"] == onboarded["executionId"]]
    told = api.details(onboarded["executionId"])["execution"]

    assert listed["n8nExecutionId"] == told["n8nExecutionId"]


@pytest.mark.parametrize(
    ("key", "execution", "status", "message"),
    [
        ("limited", None, 403, "API key is missing the required scope: executions:read"),
        (
            "otherOrganization",
            None,
            403,
            "API key does not have access to this process instance",
        ),
        ("organization", "nope", 404, "Execution not found"),
    ],
)
def test_refusals_are_flat(api, onboarded, key, execution, status, message):
    """
    Details are refused in the flat shape.
    """
    path = f"/getexecutiondetailspublic/{api.instances['dev']}/"
    answer = api.get(path + (execution or onboarded["executionId"]), key)

    assert (status, message) == (answer.status_code, answer.json()["error"])
