"""List executions: fields, filters, limits, refusals."""

import pytest
import sandboxes
from sandbox_callers import Caller

from codika.sandbox import launcher


def listed(api, instance="dev", key="organization", **params):
    return api.get(f"/listexecutionspublic/{api.instances[instance]}", key, **params)


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A sandbox with two successes, a failure and one that never ends, oldest first."""
    state = tmp_path_factory.mktemp("busy") / "sandbox.db"
    with launcher.launch(state, seed="test", speed=sandboxes.SPEED) as sandbox:
        yield filled(Caller(sandbox))


def filled(api):
    ids = [
        api.start("main-workflow", {"text": "one"}),
        api.start("main-workflow", {"text": ""}),
        api.start("country-statistics"),
    ]
    for started in ids:
        api.wait(started)
    api.spoil({"on": "trigger", "do": {"stay_pending": True}})
    ids.append(api.start("market-research"))
    api.ids = ids
    return api


def test_the_list_is_newest_first_and_has_the_documented_fields(busy):
    """
    Every state has its fields, pending ones are listed too, and results are not.
    """
    body = listed(busy).json()
    data = body["data"]

    assert {"success", "data", "requestId"} == set(body)
    assert {"executions", "count", "processInstanceId"} == set(data)
    assert list(reversed(busy.ids)) == [one["executionId"] for one in data["executions"]]
    assert (4, busy.instances["dev"]) == (data["count"], data["processInstanceId"])
    known = {"executionId", "workflowId", "triggerId", "status", "createdAt", "n8nExecutionId"}
    running, _, failed, succeeded = data["executions"]
    assert ("pending", known) == (running["status"], set(running))
    assert ("success", known | {"duration"}) == (succeeded["status"], set(succeeded))
    assert ("failed", known | {"duration", "errorDetails"}) == (failed["status"], set(failed))


def test_a_failure_reads_as_in_the_status_answer(busy):
    """
    Message and node are those of the status call; its other fields are left out.
    """
    [failed] = listed(busy, status="failed").json()["data"]["executions"]
    told = busy.status(failed["executionId"]).json()["execution"]["errorDetails"]

    assert {"message": "Text input is required", "failedNodeName": "Parse Input"} == (
        failed["errorDetails"]
    )
    assert failed["errorDetails"].items() <= told.items()


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        pytest.param({"workflowId": "main-workflow"}, [1, 0], id="workflow"),
        pytest.param({"status": "success"}, [2, 0], id="success"),
        pytest.param({"status": "pending"}, [3], id="pending"),
        pytest.param({"limit": 2}, [3, 2], id="limit"),
        pytest.param({"workflowId": "main-workflow", "status": "success"}, [0], id="together"),
        pytest.param({"status": "success", "limit": 1}, [2], id="limit counts what is left"),
        pytest.param({"workflowId": "nope"}, [], id="no such workflow"),
    ],
)
def test_filters_combine(busy, filters, expected):
    """
    Workflow, status and limit narrow the list; nothing found is an empty list.
    """
    found = listed(busy, **filters).json()["data"]["executions"]

    assert expected == [busy.ids.index(one["executionId"]) for one in found]


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"limit": "0"}, "limit must be a number between 1 and 100"),
        ({"limit": "101"}, "limit must be a number between 1 and 100"),
        ({"limit": "-1"}, "limit must be a number between 1 and 100"),
        ({"limit": "ten"}, "limit must be a number between 1 and 100"),
        ({"limit": "1" * 5000}, "limit must be a number between 1 and 100"),
        ({"status": "error"}, "status must be one of: pending, success, failed"),
    ],
)
def test_a_filter_without_sense_is_a_400(api, params, message):
    """
    The limit goes from 1 to 100, the status is one of three.
    """
    answer = listed(api, **params)

    assert (400, message) == (answer.status_code, answer.json()["error"]["message"])


def test_the_default_limit_is_twenty_and_a_hundred_may_be_asked_for(new_api):
    """
    As the official CLI says.
    """
    api = new_api()
    for _ in range(25):
        api.start("awkward-shapes")

    assert [20, 25] == [
        listed(api, **params).json()["data"]["count"] for params in ({}, {"limit": 100})
    ]


@pytest.mark.parametrize(
    ("key", "instance", "status", "message"),
    [
        ("limited", "dev", 403, "API key is missing the required scope: executions:read"),
        ("dev", "dev", 403, "API key is missing the required scope: executions:read"),
        (
            "otherOrganization",
            "dev",
            403,
            "API key does not have access to this process instance",
        ),
    ],
)
def test_refusals_are_nested(api, key, instance, status, message):
    """
    A refusal holds code, message and the request's id.
    """
    sent = {"X-Process-Manager-Key": api.keys[key]}
    url = f"{api.base}/listexecutionspublic/{api.instances[instance]}"
    answer = api.http.get(url, headers=sent)
    body = answer.json()

    assert ({"success", "error", "requestId"}, {"code", "message"}) == (
        set(body),
        set(body["error"]),
    )
    assert (status, message) == (answer.status_code, body["error"]["message"])


def test_an_unknown_instance_is_a_404(api):
    """
    In the nested shape.
    """
    answer = api.get("/listexecutionspublic/nope")

    assert (404, "Process instance not found") == (
        answer.status_code,
        answer.json()["error"]["message"],
    )
