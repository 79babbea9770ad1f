"""
The objects that live as long as the process: settings, sandbox, run log, tracker, catalogues.

Started by the server's lifespan, so that open runs are watched from the first
second, before any browser comes; a page that is quicker waits here.  Tests and
bare scripts, which have no lifespan, start them on first use.
"""

import asyncio
import atexit
import contextlib
import logging
import os
import re
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from codika import Codika, errors
from codika.config import SECRETS_FILE, Settings, read_settings
from codika.model import Endpoints, Environment, ProcessInstance
from codika.runs import DraftStore, OverruledStore, PresetStore, RunService, ViewStore
from codika.sandbox.launcher import Sandbox, SandboxStartError, launch
from ui import logs, style
from ui.catalogues import Catalogues

log = logging.getLogger(__name__)

DATA_VARIABLE = "CODIKA_DASHBOARD_DATA"
"""Folder for the run log and the sandbox's memory, in place of `data/`."""


@dataclass(frozen=True, slots=True)
class Resources:
    """What all sessions share."""

    settings: Settings
    instances: tuple[ProcessInstance, ...]
    runs: RunService
    drafts: DraftStore
    presets: PresetStore
    views: ViewStore
    overruled: OverruledStore
    catalogues: Catalogues
    data: Path
    """The folder of the run log and the sandbox's memory."""
    sandbox: Sandbox | None = field(repr=False)

    def instance(self, instance_id: str) -> ProcessInstance | None:
        """Return the configured instance of this id, if there is one."""
        return next((known for known in self.instances if known.id == instance_id), None)

    def close(self) -> None:
        """Stop everything, the tracker first."""
        self.runs.close()
        self.drafts.close()
        self.presets.close()
        self.views.close()
        self.overruled.close()
        self.catalogues.close()
        if self.sandbox is not None:
            self.sandbox.stop()


_lock = threading.Lock()
_resources: Resources | None = None
_problem: errors.CodikaError | None = None


def get() -> Resources:
    """
    Return the shared objects, starting them if nobody has.

    Raises:
        ConfigurationError: The settings are wrong; the same again until a restart.
        RunLogError: The run log cannot be opened; tried anew with every call.
    """
    global _resources, _problem  # noqa: PLW0603  one set for the process
    with _lock:
        if _resources is None:
            if isinstance(_problem, errors.ConfigurationError):
                raise _problem
            try:
                _resources = _open()
            except errors.CodikaError as error:
                _problem = error
                raise
        elif _resources.sandbox is not None and not _resources.sandbox.is_running:
            _resources = replace(_resources, sandbox=_restarted(_resources))
        return _resources


def close() -> None:
    """Stop everything; the next `get` starts anew."""
    global _resources, _problem
    with _lock:
        resources, _resources, _problem = _resources, None, None
    if resources is not None:
        resources.close()


def is_ready() -> bool:
    """Whether everything is started and at work."""
    return _resources is not None


@contextlib.asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Start with the server, stop with it; the first visitor does not wait for imports."""
    logs.set_up()
    starting = asyncio.create_task(asyncio.to_thread(_start))
    try:
        yield
    finally:
        await starting
        await asyncio.to_thread(close)


def _start() -> None:
    try:
        resources = get()
    except errors.CodikaError as error:
        log.error("cannot start: %s", error)  # noqa: TRY400  a setting to mend, not a bug
        return
    except Exception:
        log.exception("cannot start: a bug")
        return
    style.adopt(resources.settings)
    tell(f"Codika Dashboard listens on {_address()}, connected to {_connections(resources)}.")
    # What every first page needs, fetched before somebody waits for it.
    import pandas as pd  # noqa: F401, PLC0415
    import plotly.graph_objects as go  # noqa: F401, PLC0415

    for instance in resources.instances:
        resources.catalogues.get(instance)


def tell(line: str) -> None:
    """Say one line to whoever started the server."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _address() -> str:
    host = st.get_option("browser.serverAddress") or st.get_option("server.address")
    return f"http://{host}:{st.get_option('server.port')}"


def _connections(resources: Resources) -> str:
    names = ", ".join(
        f"{instance.title} ({instance.environment})" for instance in resources.instances
    )
    source = resources.settings.source or "nothing else is configured"
    return f"{names}; {source}"


def _open() -> Resources:
    settings = read_settings(_secrets(), os.environ, Path("project.json"))
    data = Path(os.environ.get(DATA_VARIABLE, "data"))
    run_log = settings.run_log
    if DATA_VARIABLE in os.environ and not run_log.is_absolute():
        run_log = data / run_log.name
    sandbox = None
    instances = settings.instances
    if not instances:
        sandbox = _launched(data / "sandbox.db")
        instances = _sandbox_instances(sandbox)
    try:
        runs = RunService.open(run_log, instances, watch_limit=settings.watch_limit_minutes * 60)
    except errors.RunLogError:
        if sandbox is not None:
            sandbox.stop()
        raise
    return Resources(
        settings=settings,
        instances=instances,
        runs=runs,
        drafts=DraftStore(run_log),
        presets=PresetStore(run_log),
        views=ViewStore(run_log),
        overruled=OverruledStore(run_log),
        catalogues=Catalogues(runs.store, Codika, data),
        data=data,
        sandbox=sandbox,
    )


def _restarted(resources: Resources) -> Sandbox:
    """Bring a sandbox that died back, where it was: runs and links go on."""
    log.warning("the sandbox ended; starting it again")
    port = resources.instances[0].endpoints.base_url.rpartition(":")[2]
    return _launched(resources.data / "sandbox.db", port=int(port))


def _launched(state: Path, *, port: int = 0) -> Sandbox:
    try:
        sandbox = launch(state, port=port)
    except SandboxStartError as error:
        raise errors.ConfigurationError(
            errors.ConfigurationProblem(
                source="sandbox", section="", field="", message=f"did not start: {error}"
            )
        ) from error
    atexit.register(sandbox.stop)
    return sandbox


def _secrets() -> dict[str, object] | None:
    """Return what the secrets file holds; `None` without one."""
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError as error:
        # Streamlit says the same of a missing file and of a broken one; a broken
        # one must not quietly lead to the sandbox.
        files = [Path(name) for name in st.get_option("secrets.files")]
        broken = next((file for file in files if file.is_file()), None)
        if broken is None:
            return None
        raise errors.ConfigurationError(
            errors.ConfigurationProblem(
                source=SECRETS_FILE,
                section="",
                field="",
                message=f"is not valid TOML{_place(error)}",
            )
        ) from error


def _place(error: Exception) -> str:
    """Return where a TOML error is, and nothing else of its text, which may quote a key."""
    found = re.search(r"at line \d+, column \d+", str(error))
    return f" ({found[0]})" if found else ""


def _sandbox_instances(sandbox: Sandbox) -> tuple[ProcessInstance, ...]:
    manifest = sandbox.manifest
    return tuple(
        ProcessInstance(
            id=manifest["instances"][environment],
            environment=environment,
            api_key=manifest["keys"][environment],
            organization_key=manifest["keys"]["organization"],
            name=f"sandbox-{environment}",
            label="Sandbox",
            endpoints=Endpoints(base_url=sandbox.base_url),
            source="built-in sandbox",
            is_sandbox=True,
        )
        for environment in Environment
    )
