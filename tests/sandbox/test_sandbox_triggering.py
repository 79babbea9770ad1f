"""Trigger and status: every spelling, every header, every refusal."""

import re

import pytest

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def refused(answer):
    """What a flat refusal says: its status and its text."""
    body = answer.json()
    assert {"success", "error", "code"} == set(body)
    assert (False, str) == (body["success"], type(body["error"]))
    return answer.status_code, body["error"]


def test_trigger_answers_with_the_documented_fields(api):
    """
    A trigger gives `success`, `executionId` and `message`, and nothing else.
    """
    body = api.trigger("main-workflow", {"text": "hi"}).json()

    assert UUID7.fullmatch(body.pop("executionId"))
    assert {"success": True, "message": "Execution started"} == body


@pytest.mark.parametrize(
    "trigger", ["/webhook", "/triggerwebhookpublic", "/triggerWebhookPublic", "//WEBHOOK"]
)
@pytest.mark.parametrize(
    "status", ["/status", "/getexecutionstatuspublic", "/getExecutionStatusPublic", "//Status"]
)
def test_all_spellings_mean_the_same(api, trigger, status):
    """
    Aliases, lower case and the functions' own names reach one endpoint, with a doubled slash too.
    """
    instance = api.instances["dev"]
    started = api.post(f"{trigger}/{instance}/awkward-shapes", {}, "dev").json()["executionId"]
    told = api.get(f"{status}/{instance}/{started}", "dev").json()

    assert started == told["execution"]["executionId"]


def test_a_pending_execution_has_neither_duration_nor_result(api):
    """
    While it runs, a status answer has three fields.
    """
    started = api.start("market-research")
    execution = api.status(started).json()["execution"]

    assert MOMENT.fullmatch(execution.pop("createdAt"))
    assert {"executionId": started, "status": "pending"} == execution


def test_a_successful_execution_has_duration_and_result(api):
    """
    Once ended well, a status answer has a duration in milliseconds and the result.
    """
    execution = api.run("main-workflow", {"text": " quarterly numbers look fine "})

    assert {"executionId", "status", "createdAt", "duration", "resultData"} == set(execution)
    assert ("success", int) == (execution["status"], type(execution["duration"]))
    assert "QUARTERLY NUMBERS LOOK FINE" == execution["resultData"]["result"]
    assert MOMENT.fullmatch(execution["resultData"]["processedAt"])


def test_a_failed_execution_has_error_details_in_place_of_a_result(api):
    """
    Once ended badly, a status answer says type, message, code and node.
    """
    execution = api.run("validate-iban", {"iban": "BE68 5390 0754 7035"})

    assert {"executionId", "status", "createdAt", "duration", "errorDetails"} == set(execution)
    assert {
        "type": "node_failure",
        "message": "The check digits of BE68 5390 0754 7035 are wrong",
        "code": "WRONG_CHECK_DIGITS",
        "failedNodeName": "Check Digits",
    } == execution["errorDetails"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(
            b'{"payload": {"text": "a"}, "text": "b"}', "A", id="wrapped, siblings dropped"
        ),
        pytest.param(b'{"text": "b"}', "B", id="passed through"),
    ],
)
def test_the_payload_wrapper_is_optional(api, body, message):
    """
    With a `payload` only its content reaches the workflow, without one the whole body does.
    """
    url = f"{api.base}/webhook/{api.instances['dev']}/main-workflow"
    started = api.http.post(url, content=body, headers=api.headers("dev")).json()["executionId"]

    assert message == api.wait(started)["resultData"]["result"]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"payload": {}}', b'{"payload": null}', b"  \n"])
def test_no_input_may_be_sent_in_any_way(api, body):
    """
    Nothing, an empty object and an empty payload start a workflow that needs no input.
    """
    url = f"{api.base}/webhook/{api.instances['dev']}/weekly-report"

    assert 200 == api.http.post(url, content=body, headers=api.headers("dev")).status_code


@pytest.mark.parametrize(
    ("body", "message"),
    [
        pytest.param(b"{", "Request body is not valid JSON", id="broken"),
        pytest.param(b'{"n": NaN}', "Request body is not valid JSON", id="NaN is no JSON"),
        pytest.param(b"[1]", "Request body must be a JSON object", id="list"),
        pytest.param(b'{"payload": [1]}', "payload must be a JSON object", id="payload is a list"),
        pytest.param(b"[" * 100_000, "Request body is not valid JSON", id="bottomless"),
        pytest.param(
            b'{"a":' * 101 + b"1" + b"}" * 101,
            "Request body is nested deeper than 100 levels",
            id="too deep",
        ),
    ],
)
def test_a_body_that_is_no_object_is_refused(api, body, message):
    """
    What cannot be read as an object is a 400, and starts nothing.
    """
    before = api.stats()["triggers"]
    url = f"{api.base}/webhook/{api.instances['dev']}/main-workflow"
    answer = api.http.post(url, content=body, headers=api.headers("dev"))

    assert (400, message) == refused(answer)
    assert before == api.stats()["triggers"]


def test_a_body_without_bounds_is_refused(api):
    """
    More than ten megabytes are a 413.
    """
    url = f"{api.base}/webhook/{api.instances['dev']}/main-workflow"
    answer = api.http.post(url, content=b" " * (10 * 1024 * 1024 + 1), headers=api.headers("dev"))

    assert (413, "Request body is larger than 10485760 bytes") == refused(answer)


def test_half_a_surrogate_pair_survives(api):
    """
    Text that JSON can write and UTF-8 cannot comes back as it was.
    """
    url = f"{api.base}/webhook/{api.instances['dev']}/main-workflow"
    body = rb'{"payload": {"text": "x\ud800y"}}'
    started = api.http.post(url, content=body, headers=api.headers("dev")).json()["executionId"]
    api.wait(started)

    assert rb'"X\ud800Y"' in api.status(started).content


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({"X-API-Key": "dev"}, 200, id="instance key"),
        pytest.param({"X-Process-Manager-Key": "organization"}, 200, id="organization key"),
        pytest.param({"X-Process-Manager-Key": "dev"}, 200, id="instance key as the CLI sends it"),
        pytest.param({"X-API-Key": "organization"}, 401, id="organization key in the wrong header"),
        pytest.param({}, 401, id="none"),
    ],
)
def test_each_kind_of_key_has_its_header(api, headers, expected):
    """
    An organization key is not taken from `X-API-Key`; an instance key from both.
    """
    sent = {name: api.keys[key] for name, key in headers.items()}
    url = f"{api.base}/webhook/{api.instances['dev']}/awkward-shapes"

    assert expected == api.http.post(url, headers=sent).status_code


def test_an_instance_key_may_stand_in_the_query(api):
    """
    `?api_key=` works on trigger and status, for instance keys alone.
    """
    url = f"{api.base}/webhook/{api.instances['dev']}/awkward-shapes"
    statuses = [
        api.http.post(url, params={"api_key": api.keys[key]}).status_code
        for key in ("dev", "organization")
    ]

    assert [200, 401] == statuses


@pytest.mark.parametrize(
    ("key", "instance", "workflow", "expected"),
    [
        pytest.param(
            "limited",
            "dev",
            "main-workflow",
            (403, "API key is missing the required scope: workflows:trigger"),
            id="scope",
        ),
        pytest.param(
            "otherOrganization",
            "dev",
            "main-workflow",
            (403, "API key does not have access to this process instance"),
            id="other organization",
        ),
        pytest.param(
            "prod",
            "dev",
            "main-workflow",
            (403, "API key does not have access to this process instance"),
            id="other instance",
        ),
        pytest.param(
            "dev", "dev", "nope", (404, "Workflow 'nope' not found"), id="unknown workflow"
        ),
        pytest.param(
            "inactive",
            "inactive",
            "main-workflow",
            (412, "Process instance is inactive: it was paused or its deployment failed"),
            id="inactive",
        ),
        pytest.param(
            "archived",
            "archived",
            "batch-send",
            (
                412,
                "Process instance is archived and inactive: it was paused or its deployment failed",
            ),
            id="archived",
        ),
        pytest.param(
            "dev",
            "dev",
            "gmail-attachment-processor",
            (
                400,
                "Workflow 'gmail-attachment-processor' has no trigger that the API can start",
            ),
            id="event",
        ),
        pytest.param(
            "dev",
            "dev",
            "text-processor",
            (400, "Workflow 'text-processor' has no trigger that the API can start"),
            id="sub-workflow",
        ),
    ],
)
def test_refusals_of_a_trigger(api, key, instance, workflow, expected):
    """
    Each reason has its status and its text, in the flat shape.
    """
    assert expected == refused(api.trigger(workflow, {}, instance, key))


def test_a_wrong_key_is_a_401(api):
    """
    An unknown key is refused whatever it asks for.
    """
    url = f"{api.base}/webhook/{api.instances['dev']}/main-workflow"

    assert (401, "Invalid API key") == refused(api.http.post(url, headers={"X-API-Key": "ck_no"}))


def test_unknown_instances_and_executions_are_404(api):
    """
    So is an execution that is asked for through another instance.
    """
    started = api.start("awkward-shapes")

    assert (404, "Process instance not found") == refused(
        api.post("/webhook/nope/main-workflow", {})
    )
    assert (404, "Execution not found") == refused(api.status("nope"))
    assert (404, "Execution not found") == refused(api.status(started, "prod", "organization"))


@pytest.mark.parametrize("path", ["/webhook", "/webhook/a", "/webhook/a/b/c"])
def test_a_path_with_too_few_or_many_parts_is_a_400(api, path):
    """
    The text says how the path goes on.
    """
    expected = (400, "The path goes on with /{processInstanceId}/{workflowId}")

    assert expected == refused(api.post(path, {}))


def test_a_wrong_method_is_a_405(api):
    """
    Triggers are posted; `Allow` says so.
    """
    answer = api.get(f"/webhook/{api.instances['dev']}/main-workflow", "dev")

    assert (405, "POST") == (answer.status_code, answer.headers["allow"])


@pytest.mark.parametrize("path", ["/", "/nope", "/triggerworkflow/a/b"])
def test_what_is_no_endpoint_is_a_page(api, path):
    """
    An unknown path is answered as a gateway does, in HTML.
    """
    answer = api.get(path)

    assert (404, "text/html; charset=utf-8") == (
        answer.status_code,
        answer.headers["content-type"],
    )


def test_encoded_segments_are_decoded_once(api):
    """
    A slash in an id is part of the id.
    """
    answer = api.post(f"/webhook/{api.instances['dev']}/a%2Fb", {}, "dev")

    assert (404, "Workflow 'a/b' not found") == refused(answer)
