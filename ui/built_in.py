"""The built-in sandbox as connections: what a page lists and the tracker watches."""

import itertools
from collections.abc import Collection

from codika.language import later
from codika.model import Endpoints, Environment, ProcessInstance
from codika.sandbox.launcher import Sandbox

SOURCE = later("built-in sandbox")


def instances(
    sandbox: Sandbox, *, besides: Collection[ProcessInstance]
) -> tuple[ProcessInstance, ...]:
    """Return the instances of a sandbox, but for those that the settings name themselves."""
    manifest = sandbox.manifest
    taken = {one.name for one in besides}
    own_ids = {one.id for one in besides}
    return tuple(
        ProcessInstance(
            id=manifest["instances"][environment],
            environment=environment,
            api_key=manifest["keys"][environment],
            organization_key=manifest["keys"]["organization"],
            name=_free_name(f"sandbox-{environment}", taken),
            label="Sandbox",
            endpoints=Endpoints(base_url=sandbox.base_url),
            source=SOURCE,
            is_sandbox=True,
        )
        for environment in Environment
        if manifest["instances"][environment] not in own_ids
    )


def _free_name(name: str, taken: Collection[str]) -> str:
    """Return the name, or one like it that no section has."""
    others = (f"{name}-{n}" for n in itertools.count(2))
    return next(one for one in itertools.chain([name], others) if one not in taken)
