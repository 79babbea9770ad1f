"""Executions, switches and keys outlive the process, however it ended."""

import os
import signal
import sqlite3

import pytest

from codika.sandbox import launcher


def killed(sandbox):
    """End a sandbox as a power cut would."""
    os.kill(sandbox.pid, signal.SIGKILL)
    sandbox._process.wait()
    sandbox.stop()


def test_executions_survive_a_kill(new_api):
    """
    What was triggered before SIGKILL ends afterwards, with the outcome it would have had.
    """
    first = new_api()
    done = first.run("batch-send", {"phone_numbers": ["32470000001"], "message": "x"})
    pending = first.start("main-workflow", {"text": "before the kill"})
    killed(first.sandbox)
    second = new_api()

    assert done == second.wait(done["executionId"])
    assert "BEFORE THE KILL" == second.wait(pending)["resultData"]["result"]
    assert {"batch-send": 1, "main-workflow": 1} == second.stats()["triggersByWorkflow"]


def test_every_accepted_trigger_is_counted_after_a_kill(new_api):
    """
    Killed at any moment, the count is that of the answers given, or one more unanswered.
    """
    first = new_api()
    for _ in range(30):
        first.start("awkward-shapes")
    killed(first.sandbox)
    second = new_api()

    assert (30, {"awkward-shapes": 30}) == (
        second.stats()["triggers"],
        second.stats()["triggersByWorkflow"],
    )


def test_ids_and_keys_are_the_same_after_a_restart(new_sandbox, tmp_path):
    """
    A configuration that names them stays valid; so it does for a seed made by chance.
    """
    state = tmp_path / "random.db"
    first = new_sandbox(state, seed=None)
    first.stop()
    second = new_sandbox(state, seed=None)
    manifest = {**second.manifest, "baseUrl": first.manifest["baseUrl"]}

    assert first.manifest == manifest


def test_two_sandboxes_have_nothing_in_common(new_sandbox, tmp_path):
    """
    Without a seed ids and keys are made by chance.
    """
    first = new_sandbox(tmp_path / "a.db", seed=None).manifest
    second = new_sandbox(tmp_path / "b.db", seed=None).manifest

    for part in ("keys", "instances"):
        assert set() == set(first[part].values()) & set(second[part].values())


def test_switches_survive(new_api):
    """
    An instance that was switched off stays off.
    """
    first = new_api()
    body = {"processInstanceId": first.instances["dev"]}
    assert 200 == first.post("/deactivateprocessinstancepublic", body).status_code
    killed(first.sandbox)

    assert 412 == new_api().trigger("awkward-shapes").status_code


def test_no_key_is_on_disk(new_api, tmp_path):
    """
    Keys are derived from the seed; the files of the state hold none.
    """
    api = new_api()
    api.run("main-workflow", {"text": "x"})
    files = [path.read_bytes() for path in tmp_path.glob("sandbox.db*")]

    assert files
    for key in api.keys.values():
        assert not any(key.encode() in content for content in files)


def test_a_clean_end_leaves_one_file(new_sandbox, tmp_path):
    """
    SIGTERM closes the database: nothing is left in the write-ahead log.
    """
    new_sandbox().stop()

    assert ["sandbox.db"] == [path.name for path in tmp_path.iterdir()]


def test_another_seed_on_the_same_file_is_refused(new_sandbox, tmp_path):
    """
    The keys would not be those of the executions.
    """
    new_sandbox(seed="one").stop()

    with pytest.raises(launcher.SandboxStartError, match="was made with another seed"):
        launcher.launch(tmp_path / "sandbox.db", seed="two")


def test_a_file_that_is_no_database_is_refused(tmp_path):
    """
    One line says which file.
    """
    (tmp_path / "sandbox.db").write_text("hello " * 1000)

    with pytest.raises(launcher.SandboxStartError, match=r"sandbox\.db: file is not a database"):
        launcher.launch(tmp_path / "sandbox.db")


def test_an_execution_is_on_disk_when_its_id_is_told(new_api, tmp_path):
    """
    Another process reads it from the file while the sandbox runs.
    """
    started = new_api().start("market-research")
    with sqlite3.connect(tmp_path / "sandbox.db") as db:
        rows = db.execute("SELECT id, workflow FROM executions").fetchall()
    db.close()

    assert [(started, "market-research")] == rows


def test_what_it_remembers_is_private(new_sandbox, tmp_path):
    """
    Inputs and results lie in a file that only its owner reads.
    """
    new_sandbox(tmp_path / "sandbox.db")

    assert 0o600 == (tmp_path / "sandbox.db").stat().st_mode & 0o777
