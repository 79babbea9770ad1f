"""A small client for the tests of the sandbox; it shares nothing with codika's own."""

import time
import urllib.parse

import httpx

PATIENCE = 20.0  # seconds that an execution has to end


class Caller:
    """Requests to one sandbox; instances and keys by the names of its manifest."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.base = sandbox.base_url
        self.instances = sandbox.manifest["instances"]
        self.keys = sandbox.manifest["keys"]
        self.http = httpx.Client(trust_env=False, timeout=PATIENCE)

    def headers(self, key):
        value = self.keys[key]
        name = "X-API-Key" if value.startswith("ck_") else "X-Process-Manager-Key"
        return {name: value}

    def get(self, path, key="organization", **params):
        return self.http.get(self.base + path, headers=self.headers(key), params=params or None)

    def post(self, path, body=None, key="organization"):
        headers = self.headers(key)
        if body is None:
            return self.http.post(self.base + path, headers=headers)
        return self.http.post(self.base + path, headers=headers, json=body)

    def trigger(self, workflow, payload=None, instance="dev", key="dev"):
        path = f"/webhook/{self.instances[instance]}/{urllib.parse.quote(workflow)}"
        return self.post(path, {"payload": payload or {}}, key)

    def start(self, workflow, payload=None, instance="dev"):
        answer = self.trigger(workflow, payload, instance, instance)
        assert 200 == answer.status_code, answer.text
        return answer.json()["executionId"]

    def status(self, execution_id, instance="dev", key=None):
        return self.get(f"/status/{self.instances[instance]}/{execution_id}", key or instance)

    def wait(self, execution_id, instance="dev"):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            execution = self.status(execution_id, instance).json()["execution"]
            if execution["status"] != "pending":
                return execution
            time.sleep(0.01)
        raise AssertionError(f"{execution_id} did not end")

    def run(self, workflow, payload=None, instance="dev"):
        return self.wait(self.start(workflow, payload, instance), instance)

    def details(self, execution_id, instance="dev", **params):
        path = f"/getexecutiondetailspublic/{self.instances[instance]}/{execution_id}"
        return self.get(path, **params).json()

    def stats(self):
        return self.http.get(f"{self.base}/sandbox/stats").json()

    def spoil(self, *rules):
        answer = self.http.post(f"{self.base}/sandbox/faults", json=list(rules))
        assert 200 == answer.status_code, answer.text
