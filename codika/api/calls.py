"""One call of the API: URL, key and time-outs out, a domain object or an error back."""

import asyncio
import enum
import functools
from collections.abc import Callable, Mapping
from typing import Any, TypedDict, TypeVar, Unpack

import httpx

from codika.api.exchange import Exchange
from codika.api.parsing import BIG
from codika.api.paths import Endpoint, key_header, url_of
from codika.api.replies import Reply, understand
from codika.errors import ConfigurationError, ConfigurationProblem
from codika.language import in_english
from codika.model import ProcessInstance

_T = TypeVar("_T")


class Key(enum.Enum):
    """Which of an instance's keys goes with a call."""

    INSTANCE = "api_key"
    ORGANIZATION = "organization_key"
    """Or the instance's, where that is an organization's in its place."""


class How(TypedDict, total=False):
    """What calls differ in."""

    by: Key
    params: Mapping[str, str | None]
    """Without those that are `None`."""
    content: bytes
    slow: bool
    """Whether Codika has to work before it answers."""


class Calls:
    """Calls on behalf of one process instance."""

    def __init__(self, instance: ProcessInstance, exchange: Exchange) -> None:
        self.instance = instance
        self.exchange = exchange

    async def ask(
        self, endpoint: Endpoint, read: Callable[[Any], _T], *segments: str, **how: Unpack[How]
    ) -> _T:
        """Send one request and read its reply."""
        return await understood(await self.send(endpoint, *segments, **how), read)

    async def send(self, endpoint: Endpoint, *segments: str, **how: Unpack[How]) -> Reply:
        """Send one request: a POST when there is content, be it empty, else a GET."""
        content = how.get("content")
        is_post = content is not None
        params = how.get("params", {})
        timeouts = self.exchange.timeouts
        given = {name: value for name, value in params.items() if value is not None}
        return await self.exchange.send(
            httpx.Request(
                "POST" if is_post else "GET",
                _parsed(url_of(self.instance.endpoints, endpoint, *segments)),
                params=given or None,
                headers={
                    "Accept": "application/json",
                    "Accept-Encoding": "gzip",
                    "User-Agent": "codika-dashboard",
                    **({"Content-Type": "application/json"} if is_post else {}),
                    **self._key_header(how.get("by", Key.INSTANCE)),
                },
                content=content,
                extensions={
                    "timeout": {
                        "connect": timeouts.connect,
                        "read": timeouts.slow_read if how.get("slow") else timeouts.read,
                        # Looks may queue for a connection, a POST gets its own.
                        "pool": timeouts.connect if is_post else None,
                    }
                },
            )
        )

    # Keys are never held in a variable: tools that print the variables of a
    # traceback would show them.

    def _key_header(self, by: Key) -> Mapping[str, str]:
        instance = self.instance
        if by is Key.ORGANIZATION and instance.organization_key is not None:
            return {key_header(instance.organization_key): instance.organization_key}
        return {key_header(instance.api_key): instance.api_key}

    @property
    def has_organization_key(self) -> bool:
        """Whether there is a key for lists and details."""
        return self.instance.organization_key is not None or not (
            self.instance.api_key.startswith("ck_")
        )

    def need_organization_key(self, purpose: str, scope: str) -> None:
        """
        Refuse before asking what an instance key cannot do.

        Raises:
            ConfigurationError: Naming the setting that is missing, and the scope.
        """
        if self.has_organization_key:
            return
        raise ConfigurationError(
            ConfigurationProblem(
                source=self.instance.source or "process instance",
                section=f"codika.{self.instance.name}" if self.instance.name else "",
                field="organization_key",
                message=in_english(
                    "is missing: to {purpose} takes a cko_ key (scope: {scope})",
                    purpose=purpose,
                    scope=scope,
                ),
            )
        )


async def understood(reply: Reply, read: Callable[[Any], _T]) -> _T:
    """Read a reply, or raise what it refuses; a big one in a thread."""
    if len(reply.body) > BIG:
        return await asyncio.to_thread(understand, reply, read)
    return understand(reply, read)


@functools.lru_cache(maxsize=8192)
def _parsed(url: str) -> httpx.URL:
    """Parse a URL once: a pending execution is asked for again and again."""
    return httpx.URL(url)
