"""Misbehaviour on demand: each fault does what it says, as often as it was told to."""

import json
import socket

import httpx
import pytest

LOST = (httpx.RemoteProtocolError, httpx.ReadError)


def triggers(api):
    return api.stats()["triggers"]


def test_a_delay_is_waited_out(spoiled):
    """
    The caller's patience ends first, and the request takes effect nevertheless.
    """
    before = triggers(spoiled)
    spoiled.spoil({"on": "trigger", "do": {"delay": 0.3}})
    url = f"{spoiled.base}/webhook/{spoiled.instances['dev']}/awkward-shapes"
    with pytest.raises(httpx.ReadTimeout):
        spoiled.http.post(url, headers=spoiled.headers("dev"), timeout=0.05)
    while triggers(spoiled) == before:
        pass

    assert before + 1 == triggers(spoiled)


def test_a_late_answer_has_taken_effect_before(spoiled):
    """
    With `delay_after` the execution is there before the answer is.
    """
    before = triggers(spoiled)
    spoiled.spoil({"on": "trigger", "do": {"delay_after": 60}})
    url = f"{spoiled.base}/webhook/{spoiled.instances['dev']}/awkward-shapes"
    with pytest.raises(httpx.ReadTimeout):
        spoiled.http.post(url, headers=spoiled.headers("dev"), timeout=0.3)

    assert before + 1 == triggers(spoiled)


@pytest.mark.parametrize(("kind", "started"), [("lose_before", 0), ("lose_after", 1)])
def test_a_lost_answer(spoiled, kind, started):
    """
    The connection is cut, before or after the trigger took effect.
    """
    before = triggers(spoiled)
    spoiled.spoil({"on": "trigger", "do": {kind: True}})
    with pytest.raises(LOST):
        spoiled.trigger("awkward-shapes")

    assert before + started == triggers(spoiled)


@pytest.mark.parametrize(("kind", "started"), [("answer", 0), ("answer_after", 1)])
def test_another_answer(spoiled, kind, started):
    """
    Status, shape, text, code and headers as told; with or without effect.
    """
    before = triggers(spoiled)
    spoiled.spoil(
        {
            "on": "trigger",
            "do": {
                kind: {
                    "status": 429,
                    "shape": "flat",
                    "message": "Slow down",
                    "code": "SLOW",
                    "headers": {"Retry-After": "7"},
                }
            },
        }
    )
    answer = spoiled.trigger("awkward-shapes")

    assert (429, "7", {"success": False, "error": "Slow down", "code": "SLOW"}) == (
        answer.status_code,
        answer.headers["retry-after"],
        answer.json(),
    )
    assert before + started == triggers(spoiled)


@pytest.mark.parametrize(
    ("shape", "kind", "inside"),
    [
        ("nested", "application/json", '"error":{"code":"UNAVAILABLE","message":'),
        ("html", "text/html; charset=utf-8", "<!DOCTYPE html>"),
        ("empty", None, ""),
    ],
)
def test_the_shapes_of_another_answer(spoiled, shape, kind, inside):
    """
    Nested with a request id, a gateway's page, nothing.
    """
    spoiled.spoil({"on": "status", "do": {"answer": {"status": 503, "shape": shape}}})
    answer = spoiled.status("x")

    assert (503, kind) == (answer.status_code, answer.headers.get("content-type"))
    assert inside in answer.text


def test_a_redirect_keeps_the_method(spoiled):
    """
    307 to where it was told.
    """
    spoiled.spoil({"on": "trigger", "do": {"redirect": "http://192.0.2.1/steal"}})
    answer = spoiled.trigger("awkward-shapes")

    assert (307, "http://192.0.2.1/steal") == (answer.status_code, answer.headers["location"])


def test_a_regenerated_key_is_worthless_at_once(new_api):
    """
    From that request on the old key is a 401; the manifest has the new one, then and later.
    """
    api = new_api()
    started = api.start("awkward-shapes")
    api.spoil({"on": "status", "after": 1, "do": {"regenerate_key": True}})
    statuses = [api.status(started).status_code for _ in range(3)]
    told = api.http.get(f"{api.base}/sandbox/manifest").json()["keys"]
    api.sandbox.stop()
    again = new_api()

    assert [200, 401, 401] == statuses
    assert {"dev"} == {name for name, key in api.keys.items() if told[name] != key}
    assert told == again.keys
    assert 200 == again.status(started).status_code


def test_a_late_registration(spoiled):
    """
    An execution that was accepted is unknown at first, to status, details and list.
    """
    spoiled.spoil({"on": "trigger", "do": {"late_registration": 3600}})
    started = spoiled.start("awkward-shapes")
    listed = spoiled.get(f"/listexecutionspublic/{spoiled.instances['dev']}", limit=100).json()

    assert (404, "Execution not found") == (
        spoiled.status(started).status_code,
        spoiled.status(started).json()["error"],
    )
    assert started not in [one["executionId"] for one in listed["data"]["executions"]]


def test_a_late_registration_comes_in_the_end(spoiled):
    """
    After its time the execution is known.
    """
    spoiled.spoil({"on": "trigger", "do": {"late_registration": 0.1}})
    started = spoiled.start("awkward-shapes")
    while spoiled.status(started).status_code == 404:
        pass

    assert "success" == spoiled.wait(started)["status"]


def test_an_execution_that_never_ends(new_api):
    """
    Triggered under `stay_pending` it is pending for good, after a restart too.
    """
    api = new_api(speed=1e6)
    api.spoil({"on": "trigger", "do": {"stay_pending": True}})
    endless = api.start("awkward-shapes")
    other = api.run("awkward-shapes")
    api.sandbox.stop()
    again = new_api(speed=1e6)
    record = again.details(endless)["execution"]["n8nExecution"]

    assert "success" == other["status"]
    assert "pending" == again.status(endless).json()["execution"]["status"]
    assert "running" == record["status"]
    assert "Codika Submit Result" not in record["data"]["resultData"]["runData"]


@pytest.mark.parametrize(
    ("do", "told"),
    [
        ({"stay_pending": True}, {"status": "pending"}),
        ({"status_word": "archiving"}, {"status": "archiving"}),
        (
            {"fail": "Lost in the end"},
            {
                "status": "failed",
                "duration": 1,
                "errorDetails": {
                    "type": "node_failure",
                    "message": "Lost in the end",
                    "failedNodeName": "Unknown",
                },
            },
        ),
    ],
)
def test_an_end_told_otherwise(spoiled, do, told):
    """
    One status answer tells of another end; the next one tells the truth.
    """
    execution = spoiled.run("awkward-shapes")
    spoiled.spoil({"on": "status", "do": do})
    first, second = (spoiled.status(execution["executionId"]).json()["execution"] for _ in range(2))

    kept = {name: execution[name] for name in ("executionId", "createdAt")}
    assert {**kept, **told} == first
    assert execution == second


def test_wrong_types(spoiled):
    """
    The names are right and the values are not.
    """
    spoiled.spoil(
        {"on": "trigger", "do": {"wrong_types": True}},
        {"on": "status", "do": {"wrong_types": True}},
    )
    first = spoiled.trigger("awkward-shapes").json()
    second = spoiled.start("awkward-shapes")

    assert {"success": True, "executionId": 42, "message": 42} == first
    assert {"success": True, "execution": "text"} == spoiled.status(second).json()


def test_broken_json(spoiled):
    """
    Half a body that claims to be whole.
    """
    started = spoiled.start("awkward-shapes")
    spoiled.spoil({"on": "status", "do": {"broken_json": True}})
    answer = spoiled.status(started)

    assert 200 == answer.status_code
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_a_truncated_body(spoiled):
    """
    A body that is shorter than announced: the caller's library notices.
    """
    started = spoiled.start("awkward-shapes")
    spoiled.spoil({"on": "status", "do": {"truncate": True}})
    with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
        spoiled.status(started)


def test_a_truncated_body_is_half_there(spoiled):
    """
    What was sent before the cut arrives, to the last byte.
    """
    started = spoiled.start("bulk-records", {"count": 40_000})
    spoiled.wait(started)
    whole = spoiled.status(started).content
    spoiled.spoil({"on": "status", "do": {"truncate": True}})
    host, port = spoiled.base.removeprefix("http://").split(":")
    key = spoiled.keys["dev"]
    with socket.socket() as slow:
        # A narrow receiver, so that much of the answer is still on its way when it is cut.
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect((host, int(port)))
        path = f"/status/{spoiled.instances['dev']}/{started}?api_key={key}"
        slow.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        received = b"".join(iter(lambda: slow.recv(65536), b"")).partition(b"\r\n\r\n")[2]

    assert whole[: len(whole) // 2] == received


def test_a_padded_result(spoiled):
    """
    A result as large as told, to the byte, and valid JSON.
    """
    execution = spoiled.run("awkward-shapes")
    spoiled.spoil({"on": "status", "do": {"pad": 300_000}}, {"on": "trigger", "do": {"pad": 10}})
    padded = spoiled.status(execution["executionId"]).json()["execution"]

    assert {"padding": "x" * 300_000} == padded["resultData"]
    assert "x" * 10 == spoiled.trigger("awkward-shapes").json()["padding"]


def test_a_dripping_body(spoiled):
    """
    Byte by byte, and whole in the end.
    """
    started = spoiled.start("awkward-shapes")
    expected = spoiled.wait(started)
    spoiled.spoil({"on": "status", "do": {"drip": 0}})
    path = f"{spoiled.base}/status/{spoiled.instances['dev']}/{started}"
    with spoiled.http.stream("GET", path, headers=spoiled.headers("dev")) as answer:
        parts = list(answer.iter_raw())

    assert expected == json.loads(b"".join(parts))["execution"]
    assert 1 < len(parts)


def test_rules_count(spoiled):
    """
    `after` lets some pass, `times` is how often it strikes, and the rules tell both.
    """
    spoiled.spoil({"on": "verify", "after": 1, "times": 2, "do": {"answer": {"status": 500}}})
    statuses = [spoiled.post("/verifyapikey").status_code for _ in range(5)]
    [told] = spoiled.http.get(f"{spoiled.base}/sandbox/faults").json()["faults"]

    assert [200, 500, 500, 200, 200] == statuses
    assert (3, 2) == (told["seen"], told["struck"])


def test_rules_may_strike_for_ever(spoiled):
    """
    `times` of null never ends; a DELETE does.
    """
    spoiled.spoil({"on": "*", "times": None, "do": {"answer": {"status": 502, "shape": "html"}}})
    statuses = [spoiled.post("/verifyapikey").status_code for _ in range(3)]
    spoiled.http.delete(f"{spoiled.base}/sandbox/faults")

    assert [502, 502, 502] == statuses
    assert 200 == spoiled.post("/verifyapikey").status_code


def test_rules_are_narrowed(spoiled):
    """
    By workflow, instance and execution, for the status call as well.
    """
    mine, other = spoiled.start("awkward-shapes"), spoiled.start("main-workflow", {"text": "a"})
    failing = {"answer": {"status": 500}}
    spoiled.spoil(
        {"on": "status", "workflow": "main-workflow", "do": failing},
        {"on": "trigger", "instance": spoiled.instances["prod"], "do": failing},
    )

    assert [200, 500] == [spoiled.status(one).status_code for one in (mine, other)]
    assert [200, 500] == [
        spoiled.trigger("awkward-shapes", None, name, name).status_code for name in ("dev", "prod")
    ]
    spoiled.spoil({"on": "status", "execution": mine, "do": failing})
    assert [500, 200] == [spoiled.status(one).status_code for one in (mine, other)]


def test_faults_of_one_rule_come_together(spoiled):
    """
    Late and refused, in one request.
    """
    spoiled.spoil({"on": "verify", "do": {"delay": 0.01, "answer": {"status": 504}}})

    assert 504 == spoiled.post("/verifyapikey").status_code


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({}, "rules come as a list"),
        ([5], "a rule is an object"),
        ([{"on": "everything", "do": {"delay": 1}}], "'on' is one of"),
        ([{"on": "status", "do": {}}], "'do' is an object with at least one fault"),
        ([{"on": "status", "do": {"explode": 1}}], "no such fault: 'explode'"),
        ([{"on": "status", "do": {"delay": -1}}], "'delay' takes 0 to 86400 seconds"),
        ([{"on": "status", "do": {"delay": True}}], "'delay' takes seconds"),
        ([{"on": "status", "do": {"lose_after": 1}}], "'lose_after' takes true"),
        ([{"on": "status", "do": {"answer": {"status": 99}}}], "with a status from 200 to 599"),
        ([{"on": "status", "do": {"answer": {"status": 500, "shape": "x"}}}], "has a shape of"),
        ([{"on": "status", "do": {"answer": {"status": 500, "body": ""}}}], "'answer' takes code"),
        (
            [{"on": "status", "do": {"answer": {"status": 500, "headers": {"a": "b\r\nc"}}}}],
            "has headers of printable text",
        ),
        ([{"on": "status", "do": {"redirect": "http://a\r\nb"}}], "'redirect' takes a URL"),
        ([{"on": "status", "do": {"pad": 1 << 40}}], "'pad' takes 0 to"),
        ([{"on": "status", "when": 1, "do": {"delay": 1}}], "a rule has no 'when'"),
        ([{"on": "status", "times": "2", "do": {"delay": 1}}], "'times' is a number from 0 on"),
        ([{"on": "status", "after": None, "do": {"delay": 1}}], "'after' is a number from 0 on"),
        ([{"on": "status", "workflow": 5, "do": {"delay": 1}}], "'workflow' is text"),
        ([{"on": "status", "do": {"delay": 1}}] * 1001, "more than 1000 rules"),
    ],
)
def test_rules_without_sense_are_refused(spoiled, rules, message):
    """
    With what is wrong; and none of the list is put in force.
    """
    answer = spoiled.http.post(f"{spoiled.base}/sandbox/faults", json=rules)

    assert (400, True) == (answer.status_code, message in answer.json()["error"])
    assert [] == spoiled.http.get(f"{spoiled.base}/sandbox/faults").json()["faults"]


def test_rules_that_are_no_json_are_refused(spoiled):
    """
    A 400, in words.
    """
    answer = spoiled.http.post(f"{spoiled.base}/sandbox/faults", content=b"[")

    assert (400, "Rules come as JSON") == (answer.status_code, answer.json()["error"])
