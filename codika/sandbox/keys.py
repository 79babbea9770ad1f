"""
Keys: what they are, what they open, and by which header they come in.

No key is kept anywhere: each is derived from the seed of the state file, its name
and its generation, whenever the sandbox starts.

The rules of the headers are Codika's, with one courtesy: the official CLI sends
every key as `X-Process-Manager-Key`, so an instance key is taken from there too.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from codika.sandbox.answers import Refusal
from codika.sandbox.state import State
from codika.sandbox.world import Instance, Organization, World

ALL_SCOPES = (
    "deploy:use-case",
    "deploy:data-ingestion",
    "projects:create",
    "projects:read",
    "workflows:trigger",
    "executions:read",
    "instances:read",
    "instances:manage",
    "skills:read",
    "integrations:manage",
    "api-keys:manage",
)
INSTANCE_KEY_SCOPES = ("workflows:trigger", "skills:read")
LIMITED_SCOPES = ("deploy:use-case", "instances:read")

INVALID = "Invalid API key"


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a key stands for.  Never holds the key itself."""

    name: str
    """What the manifest calls the key."""
    prefix: str
    organization: Organization
    scopes: tuple[str, ...]
    instance: Instance | None = None
    """The only instance it opens, for an instance key."""
    title: str = ""

    def demand(self, scope: str) -> None:
        """
        Let pass whoever has a scope.

        Raises:
            Refusal: 403 with the name of the scope.
        """
        if scope not in self.scopes:
            raise Refusal(403, f"API key is missing the required scope: {scope}")

    def may_use(self, instance: Instance) -> bool:
        """Whether the key belongs to this instance or to its organization."""
        if self.instance is not None:
            return self.instance.id == instance.id
        return self.organization == instance.organization


class KeyRing:
    """All keys that the sandbox knows."""

    def __init__(self, world: World, state: State) -> None:
        self._state = state
        self._principals = {
            "organization": Principal(
                "organization", "cko_", world.home, ALL_SCOPES, title="Operations"
            ),
            "limited": Principal(
                "limited", "cko_", world.home, LIMITED_SCOPES, title="Deploy only"
            ),
            "otherOrganization": Principal(
                "otherOrganization", "cko_", world.elsewhere, ALL_SCOPES, title="Harbour"
            ),
        }
        for instance in world.instances.values():
            if instance.organization == world.home:
                self._principals[instance.name] = Principal(
                    instance.name, "ck_", instance.organization, INSTANCE_KEY_SCOPES, instance
                )
        self._by_key: dict[str, Principal] = {}
        self._read()

    def manifest(self) -> dict[str, str]:
        """Return every key by name."""
        return {principal.name: key for key, principal in self._by_key.items()}

    def regenerate(self, principal: Principal) -> None:
        """Put a new key in the place of this one, which is worthless from now on."""
        self._state.regenerate_key(principal.name)
        self._read()

    def identify(
        self,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
        *,
        instance_header: bool = True,
    ) -> Principal:
        """
        Return whom a request comes from.

        Args:
            headers: Of the request.
            query: Of the request, where the endpoint takes `?api_key=` as well.
            instance_header: Whether the endpoint knows `X-API-Key`.

        Raises:
            Refusal: 401 without a key, or with one that is unknown or in the wrong place.
        """
        narrow = headers.get("x-api-key") if instance_header else None
        narrow = narrow or (query or {}).get("api_key")
        key = narrow or headers.get("x-process-manager-key")
        if not key:
            raise Refusal(401, "Unauthorized: no API key was sent")
        principal = self._by_key.get(key)
        if principal is None or (narrow and principal.instance is None):
            raise Refusal(401, INVALID)
        return principal

    def key_prefix(self, principal: Principal) -> str:
        """Return as much of a key as the platform shows of it."""
        return self.manifest()[principal.name][:8]

    def _read(self) -> None:
        self._by_key = {
            self._derived(principal): principal for principal in self._principals.values()
        }

    def _derived(self, principal: Principal) -> str:
        generation = self._state.key_generation(principal.name)
        text = f"key/{principal.name}/{generation}".encode()
        secret = hmac.digest(self._state.seed.encode(), text, hashlib.sha384)
        return principal.prefix + base64.urlsafe_b64encode(secret).decode()
