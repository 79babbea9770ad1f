"""Instances, skills, keys: what is deployed and who may know of it."""

import pytest

from codika.sandbox import workflow

LISTED = {
    "processInstanceId",
    "processId",
    "title",
    "environment",
    "isActive",
    "archived",
    "currentVersion",
    "installedAt",
    "lastExecutedAt",
}


def instance(api, name="dev", key="organization", **more):
    body = {"processInstanceId": api.instances.get(name, name), **more}
    return api.post("/getprocessinstancepublic", body, key)


def names(api, **params):
    """What the list of instances holds, by the manifest's names."""
    by_id = {id_: name for name, id_ in api.instances.items()}
    found = api.get("/listprocessinstancespublic", **params).json()["data"]
    assert len(found["instances"]) == found["count"]
    return [by_id[one["processInstanceId"]] for one in found["instances"]]


def said(answer):
    body = answer.json()
    assert ({"success", "error", "requestId"}, False) == (set(body), body["success"])
    return answer.status_code, body["error"]["message"]


def test_one_instance_has_the_documented_fields(api):
    """
    Without details a workflow has three fields.
    """
    body = instance(api).json()
    data = body["data"]

    assert {"success", "data", "requestId"} == set(body)
    assert LISTED | {"organizationId", "deployment"} == set(data)
    assert {
        "deploymentInstanceId",
        "deploymentStatus",
        "deploymentParameters",
        "deploymentInputSchema",
        "workflows",
    } == set(data["deployment"])
    assert {("workflowId", "n8nWorkflowId", "workflowName")} == {
        tuple(one) for one in data["deployment"]["workflows"]
    }
    assert ("dev", True, False, "1.7") == (
        data["environment"],
        data["isActive"],
        data["archived"],
        data["currentVersion"],
    )


def test_details_add_four_fields_to_each_workflow(api):
    """
    Cost, integrations, whether it is on, and at least one trigger with what belongs to its kind.
    """
    found = instance(api, includeWorkflowDetails=True).json()["data"]["deployment"]["workflows"]
    known = {"workflowId", "n8nWorkflowId", "workflowName"}
    added = {"cost", "integrationUids", "n8nWorkflowIsActive", "triggers"}

    for one in found:
        assert known | added == set(one)
        assert isinstance(one["cost"], int | float)
        assert one["triggers"]
    assert sorted(workflow.workflows()) == [one["workflowId"] for one in found]


def test_triggers_have_what_belongs_to_their_kind(api):
    """
    Method and schema, cron and a URL to start it by hand, service and event, a short schema.
    """
    found = instance(api, includeWorkflowDetails=True).json()["data"]["deployment"]["workflows"]
    triggers = {one["workflowId"]: one["triggers"][0] for one in found}

    assert {"type": "http", "method": "POST"}.items() <= triggers["main-workflow"].items()
    assert ["text"] == [one["key"] for one in triggers["main-workflow"]["inputSchema"]]
    assert {
        "type": "schedule",
        "cronExpression": "0 7 * * 1",
        "timezone": "Europe/Brussels",
        "manualTriggerUrl": f"{api.base}/triggerwebhookpublic/{api.instances['dev']}/weekly-report",
    } == triggers["weekly-report"]
    assert {
        "type": "service_event",
        "service": "email",
        "eventType": "message_received",
    } == triggers["gmail-attachment-processor"]
    assert {
        "type": "subworkflow",
        "inputSchema": [{"key": "text", "type": "string"}],
    } == triggers["text-processor"]


def test_the_manual_url_of_a_schedule_works(api):
    """
    A schedule is started by hand through the URL it carries.
    """
    found = instance(api, includeWorkflowDetails=True).json()["data"]["deployment"]["workflows"]
    [report] = [one for one in found if one["workflowId"] == "weekly-report"]
    url = report["triggers"][0]["manualTriggerUrl"]
    started = api.http.post(url, headers=api.headers("dev")).json()["executionId"]

    assert "success" == api.wait(started)["status"]


def test_only_lists_tell_why_an_instance_is_inactive(api):
    """
    One instance alone has no such field.
    """
    data = instance(api, "inactive").json()["data"]

    assert LISTED | {"organizationId", "deployment"} == set(data)


@pytest.mark.parametrize(
    ("key", "name", "expected"),
    [
        (
            "otherOrganization",
            "dev",
            (403, "API key does not have access to this process instance"),
        ),
        ("organization", "nope", (404, "Process instance not found")),
        ("organization", "", (400, "processInstanceId is required")),
        ("dev", "dev", (401, "Unauthorized: no API key was sent")),
    ],
)
def test_refusals_of_one_instance(api, key, name, expected):
    """
    Nested, and without data.
    """
    assert expected == said(instance(api, name, key))


def test_an_empty_or_broken_body_is_a_400(api):
    """
    No body names no instance.
    """
    headers = api.headers("organization")
    url = f"{api.base}/getprocessinstancepublic"

    assert (400, "processInstanceId is required") == said(api.http.post(url, headers=headers))
    assert (400, "Request body is not valid JSON") == said(
        api.http.post(url, headers=headers, content=b"{")
    )


def test_the_list_holds_inactive_ones_and_no_archived_ones(api):
    """
    The default list: this organization's, archived ones left out; an inactive one says why.
    """
    found = api.get("/listprocessinstancespublic").json()["data"]
    reasons = {one["processInstanceId"]: one.get("inactiveReason") for one in found["instances"]}

    assert {"dev", "prod", "inactive", "failed"} == set(names(api))
    assert api.sandbox.manifest["organizationId"] == found["organizationId"]
    assert {
        "dev": None,
        "prod": None,
        "inactive": "user_paused",
        "failed": "deployment_failed",
    } == {name: reasons[api.instances[name]] for name in ("dev", "prod", "inactive", "failed")}
    for one in found["instances"]:
        assert LISTED == set(one) - {"inactiveReason"}


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"environment": "prod"}, {"prod"}),
        ({"environment": "dev"}, {"dev", "inactive", "failed"}),
        ({"archived": "true"}, {"archived"}),
        ({"archived": "true", "environment": "dev"}, set()),
        ({"archived": "false", "environment": "prod"}, {"prod"}),
    ],
)
def test_the_filters_of_the_list(api, params, expected):
    """
    Archived ones come instead of the others, not beside them.
    """
    assert expected == set(names(api, **params))


def test_the_last_used_instance_comes_first(new_api):
    """
    Sorted by last run; the limit takes from the top.
    """
    api = new_api()
    api.wait(api.start("awkward-shapes", instance="prod"), "prod")
    api.wait(api.start("awkward-shapes", instance="dev"), "dev")

    assert ["dev", "prod"] == names(api, limit=2)
    assert ["dev", "prod", "failed", "inactive"] == names(api)


@pytest.mark.parametrize("params", [{"limit": "0"}, {"limit": "101"}, {"environment": "test"}])
def test_a_filter_without_sense_is_a_400(api, params):
    """
    The limit goes from 1 to 100, the environment is one of two.
    """
    assert 400 == api.get("/listprocessinstancespublic", **params).status_code


def test_the_other_organization_sees_its_own(api):
    """
    Each organization lists what is its own, and only that.
    """
    found = api.get("/listprocessinstancespublic", "otherOrganization").json()["data"]

    assert [api.instances["otherOrganization"]] == [
        one["processInstanceId"] for one in found["instances"]
    ]


def test_switching_shows_everywhere_at_once(new_api):
    """
    Off: no triggers, and every call says so.  On again: as before.  Status stays readable.
    """
    api = new_api()
    body = {"processInstanceId": api.instances["dev"]}
    started = api.start("awkward-shapes")
    off = api.post("/deactivateprocessinstancepublic", body).json()

    assert {
        "processInstanceId": api.instances["dev"],
        "isActive": False,
        "workflowCount": len(workflow.workflows()),
    } == off["data"]
    assert 412 == api.trigger("awkward-shapes").status_code
    assert "success" == api.wait(started)["status"]
    details = instance(api, includeWorkflowDetails=True).json()["data"]
    assert (False, {False}) == (
        details["isActive"],
        {one["n8nWorkflowIsActive"] for one in details["deployment"]["workflows"]},
    )
    assert (409, "Process instance is already inactive") == said(
        api.post("/deactivateProcessInstancePublic", body)
    )
    assert 200 == api.post("/activateprocessinstancepublic", body).status_code
    assert 200 == api.trigger("awkward-shapes").status_code
    assert (409, "Process instance is already active") == said(
        api.post("/activateProcessInstancePublic", body)
    )


@pytest.mark.parametrize(
    ("key", "name", "expected"),
    [
        ("organization", "failed", (400, "Deployment is in failed state")),
        ("organization", "archived", (400, "Process instance is archived")),
        ("limited", "inactive", (403, "API key is missing the required scope: instances:manage")),
        (
            "otherOrganization",
            "inactive",
            (403, "API key does not have access to this process instance"),
        ),
        ("organization", "nope", (404, "Process instance not found")),
    ],
)
def test_a_refused_switch_changes_nothing(api, key, name, expected):
    """
    Each reason has its status and text; the instance stays as it was.
    """
    body = {"processInstanceId": api.instances.get(name, name)}

    assert expected == said(api.post("/activateprocessinstancepublic", body, key))
    assert {"inactive", "failed"} <= {
        one
        for one in ("inactive", "failed")
        if instance(api, one).json()["data"]["isActive"] is False
    }


@pytest.mark.parametrize("key", ["dev", "organization"])
def test_skills_come_by_either_kind_of_key(api, key):
    """
    One skill for each workflow that can be started by hand.
    """
    body = api.get(f"/getprocessskillspublic/{api.instances['dev']}", key).json()
    found = body["data"]["skills"]

    assert ({"success", "data"}, {"processInstanceId", "skills"}) == (set(body), set(body["data"]))
    assert [one.id for one in workflow.workflows().values() if one.by_hand] == [
        skill["workflowTemplateId"] for skill in found
    ]
    assert {("workflowTemplateId", "name", "description", "contentMarkdown", "relativePath")} == {
        tuple(skill) for skill in found
    }


def test_skills_are_refused_in_the_flat_shape(api):
    """
    The official CLI prints nothing of a nested one.
    """
    answer = api.get(f"/getprocessskillspublic/{api.instances['dev']}", "limited")

    assert (403, "API key is missing the required scope: skills:read") == (
        answer.status_code,
        answer.json()["error"],
    )


def test_verify_tells_whom_a_key_stands_for(api):
    """
    Type, organization, name and scopes; of the key itself no more than eight characters.
    """
    data = api.post("/verifyapikey", key="limited").json()["data"]

    assert {
        "type": "org-api-key",
        "organizationId": api.sandbox.manifest["organizationId"],
        "organizationName": "Acme Bikes",
        "keyName": "Deploy only",
        "keyPrefix": api.keys["limited"][:8],
        "scopes": ["deploy:use-case", "instances:read"],
        "createdAt": "2026-03-02T09:00:00.000Z",
    } == data


@pytest.mark.parametrize("key", ["dev", None])
def test_verify_knows_organization_keys_only(api, key):
    """
    An instance key and a made-up one are a 401, nested.
    """
    sent = {"X-Process-Manager-Key": api.keys[key] if key else "cko_made_up"}
    answer = api.http.post(f"{api.base}/verifyApiKey", headers=sent)

    assert 401 == said(answer)[0]
