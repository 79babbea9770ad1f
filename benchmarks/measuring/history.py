"""A run log with a history: the sandbox's sample runs, as one click on the dashboard makes them."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from codika import Codika
from codika.runs import RunService
from codika.runs.samples import fill
from codika.sandbox.launcher import Sandbox, launch
from ui import built_in
from ui.catalogues import Catalogues

WORKFLOW = "lead-scoring"
SPEED = 20.0  # times as fast as they would be; nobody waits for them
LIVE_SPEED = 0.005  # a run of seconds goes on for many minutes


def sample_runs(data: Path) -> str:
    """Put the sample runs on record in a data folder; return the id of one with a table."""
    data.mkdir(parents=True, exist_ok=True)
    with launch(data / "sandbox.db", speed=SPEED, seed="benchmark") as sandbox:
        instance = built_in.instances(sandbox, besides=())[0]
        service = RunService.open(data / "runs.db", [instance])
        catalogues = Catalogues(service.store, Codika, data)
        try:
            runs = fill(service, instance, catalogues.get(instance).workflows)
            while service.store.open_runs():
                time.sleep(0.1)
        finally:
            catalogues.close()
            service.close()
    return next(run.id for run in runs if run.workflow_id == WORKFLOW)


@contextlib.contextmanager
def live_run(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the id of a run that goes on, and the variables of a dashboard that watches it."""
    with launch(folder / "sandbox.db", speed=LIVE_SPEED, seed="benchmark") as sandbox:
        data = folder / "data"
        data.mkdir(parents=True)
        instance = built_in.instances(sandbox, besides=())[0]
        service = RunService.open(data / "runs.db", [instance])
        try:
            run = service.start(instance, WORKFLOW, {}, user="", title="Lead scoring")
            while service.store.get(run.id).execution_id is None:
                time.sleep(0.1)
        finally:
            service.close()
        yield run.id, {"CODIKA_DASHBOARD_DATA": str(data), **_settings(sandbox)}


def _settings(sandbox: Sandbox) -> dict[str, str]:
    return {
        "DEV_PROCESS_INSTANCE_ID": sandbox.manifest["instances"]["dev"],
        "DEV_CODIKA_API_KEY": sandbox.manifest["keys"]["dev"],
        "CODIKA_BASE_URL": sandbox.base_url,
    }
