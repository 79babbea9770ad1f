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
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st

from codika import Codika, errors
from codika.config import Settings
from codika.language import in_english
from codika.model import ProcessInstance
from codika.runs import (
    DraftStore,
    LanguageStore,
    OverruledStore,
    PresetStore,
    RunService,
    ViewStore,
)
from codika.runs.samples import SampleRuns
from codika.sandbox.launcher import Sandbox, SandboxStartError, launch
from ui import built_in, logs, settings, sockets, style
from ui.catalogues import Catalogues
from ui.settings import DATA_VARIABLE, Offer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Resources:
    """What all sessions share."""

    settings: Settings
    offer: Offer
    instances: tuple[ProcessInstance, ...]
    """Where runs can be started; never empty."""
    set_aside: tuple[ProcessInstance, ...]
    """Where runs are only watched until they end."""
    runs: RunService
    drafts: DraftStore
    presets: PresetStore
    views: ViewStore
    overruled: OverruledStore
    languages: LanguageStore
    samples: SampleRuns
    catalogues: Catalogues
    data: Path
    """The folder of the run log and the sandbox's memory."""
    run_log: Path
    sandbox: Sandbox | None = field(repr=False)

    def instance(self, instance_id: str) -> ProcessInstance | None:
        """Return the instance of this id, if runs of it are watched."""
        known = (*self.instances, *self.set_aside)
        return next((one for one in known if one.id == instance_id), None)

    def offers(self, instance_id: str) -> bool:
        """Whether runs can be started in the instance of this id."""
        return any(one.id == instance_id for one in self.instances)

    def close(self) -> None:
        """Stop everything, the tracker first."""
        self.runs.close()
        self._close_stores()
        self.catalogues.close()
        if self.sandbox is not None:
            self.sandbox.stop()

    def give_way(self, successor: "Resources") -> None:
        """
        Stop in favour of others that are at work already; the sandbox is theirs now.

        A page that waits for the old catalogues still gets them.
        """
        if self.run_log == successor.run_log:
            self.runs.hand_over(successor.runs)
        else:
            self.runs.close()
        self._close_stores()

    def _close_stores(self) -> None:
        for store in (
            self.drafts,
            self.presets,
            self.views,
            self.overruled,
            self.languages,
            self.samples,
        ):
            store.close()


_lock = threading.Lock()
_reloading = threading.Lock()
_resources: Resources | None = None
_problem: errors.CodikaError | None = None


def get() -> Resources:
    """
    Return the shared objects, starting them if nobody has.

    Raises:
        ConfigurationError: The settings are wrong; the same again until `forget_problem`.
        RunLogError: The run log cannot be opened; tried anew with every call.
    """
    global _resources, _problem  # noqa: PLW0603  one set for the process
    with _lock:
        if _resources is None:
            if isinstance(_problem, errors.ConfigurationError):
                raise _problem
            try:
                _resources = _open(settings.offer(settings.data_folder()))
            except errors.CodikaError as error:
                _problem = error
                raise
        elif _resources.sandbox is not None and not _resources.sandbox.is_running:
            _resources = replace(
                _resources, sandbox=_restarted(_resources.sandbox, _resources.data)
            )
        return _resources


def forget_problem() -> None:
    """Let the next `get` read the settings again, if they were wrong."""
    global _problem  # noqa: PLW0603  as above
    with _lock:
        _problem = None


def reload(offer: Offer | None = None) -> Resources:
    """
    Put the settings as they are now to use, as a restart would.

    Others open first, and the old ones give way: runs under way are watched on,
    and what waits to be sent is sent once.  Where the settings are wrong, or the
    run log cannot be opened, everything stays as it was.

    Args:
        offer: What to offer from now on; by default what was chosen before.

    Raises:
        ConfigurationError: See above.
        RunLogError: See above.
    """
    global _resources, _problem
    data = settings.data_folder()
    with _reloading:  # one after the other: an heir must not be gone before it has inherited
        with _lock:
            old, chosen = _resources, settings.offer(data)
            if offer is not None:
                settings.keep_offer(data, offer)
            try:
                new = _open(chosen if offer is None else offer, old)
            except errors.CodikaError:
                if offer is not None:
                    settings.keep_offer(data, chosen)
                raise
            _resources, _problem = new, None
        style.adopt(new.settings)
        log.info("connected to %s", _connections(new))
        if old is not None:
            old.give_way(new)
    return new


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
    sockets.send_at_once()
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


def _open(offer: Offer, before: Resources | None = None) -> Resources:
    told = settings.read().usable()
    data = settings.data_folder()
    run_log = told.run_log
    if DATA_VARIABLE in os.environ and not run_log.is_absolute():
        run_log = data / run_log.name
    offer = offer if told.instances else Offer.SANDBOX
    # A sandbox that is no longer offered goes on for the runs under way in it.
    sandbox = before.sandbox if before is not None else None
    is_new = sandbox is None and offer is not Offer.CONFIGURED
    if is_new:
        sandbox = _launched(data / "sandbox.db")
    configured = () if offer is Offer.SANDBOX else told.instances
    own = () if sandbox is None else built_in.instances(sandbox, besides=configured)
    instances = configured if offer is Offer.CONFIGURED else (*configured, *own)
    offered = {one.id for one in instances}
    set_aside = tuple(one for one in (*told.instances, *own) if one.id not in offered)
    try:
        runs = RunService.open(
            run_log,
            instances,
            set_aside=set_aside,
            watch_limit=told.watch_limit_minutes * 60,
        )
    except errors.RunLogError:
        if is_new and sandbox is not None:
            sandbox.stop()
        raise
    return Resources(
        settings=told,
        offer=offer,
        instances=instances,
        set_aside=set_aside,
        runs=runs,
        drafts=DraftStore(run_log),
        presets=PresetStore(run_log),
        views=ViewStore(run_log),
        overruled=OverruledStore(run_log),
        languages=LanguageStore(run_log),
        samples=SampleRuns(run_log),
        catalogues=Catalogues(runs.store, Codika, data),
        data=data,
        run_log=run_log,
        sandbox=sandbox,
    )


def _restarted(sandbox: Sandbox, data: Path) -> Sandbox:
    """Bring a sandbox that died back, where it was: runs and links go on."""
    log.warning("the sandbox ended; starting it again")
    port = sandbox.base_url.rpartition(":")[2]
    return _launched(data / "sandbox.db", port=int(port))


def _launched(state: Path, *, port: int = 0) -> Sandbox:
    try:
        sandbox = launch(state, port=port)
    except SandboxStartError as error:
        raise errors.ConfigurationError(
            errors.ConfigurationProblem(
                source="sandbox",
                section="",
                field="",
                message=in_english("did not start: {error}", error=str(error)),
            )
        ) from error
    atexit.register(sandbox.stop)
    return sandbox
