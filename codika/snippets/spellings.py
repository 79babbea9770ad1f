"""
The ways to write a call down: one function each.

What they rest on, tried on 2026-11-22: a quoted here-document passes every byte
(within `$(…)` the shell of macOS stumbles over quotes, so it stands in a
function); jq 1.6, curl 7.76 or newer for `--fail-with-body`; the official CLI
3.6.0, which reads JSON as JavaScript does and sends every key in the header of
an organization's.
"""

import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from codika.language import later, say
from codika.model import DEFAULT_BASE_URL, Endpoints, PathSpelling
from codika.snippets.call import KEY_VARIABLE as KEY
from codika.snippets.call import Call, Variable, json_scalar
from codika.snippets.writing import pieces

LONGEST_WAIT = 600  # seconds
EXACT_IN_JAVASCRIPT = 2**53  # the largest integer with a predecessor of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One call in one language."""

    title: str
    language: str
    """As highlighters call it."""
    file_name: str
    text: str
    variables: tuple[Variable, ...]
    """What has to be set before it runs."""
    note: str = ""
    """What it needs, or cannot do; in words."""


Spelling = Callable[[Call], Snippet]
SPELLINGS: dict[str, Spelling] = {}
"""Every way there is, by title, in the order they are offered."""


def spelling(title: str) -> Callable[[Spelling], Spelling]:
    """Add a way of writing a call."""

    def add(write: Spelling) -> Spelling:
        SPELLINGS[title] = write
        return write

    return add


def snippets(call: Call) -> tuple[Snippet, ...]:
    """Return the call in every way there is."""
    return tuple(write(call) for write in SPELLINGS.values())


@spelling("curl")
def curl(call: Call) -> Snippet:
    """Any POSIX shell, with curl and jq."""
    variables = (call.key_variable, *call.secrets)
    header = f'--header "{call.key_header}: ${call.key_variable.name}"'
    ask = f"curl --silent --show-error --fail-with-body {header}"
    text = f"""\
set -eu
{_demanded(variables)}

{_shell_payload({"payload": call.template})}

started=$(payload | {ask} \\
  --header "Content-Type: application/json" --data-binary @- \\
  {shlex.quote(call.trigger_url)}) || {{ printf '%s\\n' "$started" >&2; exit 1; }}
execution=$(printf '%s' "$started" | jq --raw-output '.executionId')

while :; do
  reply=$({ask} --retry 5 \\
    {shlex.quote(call.status_url)}/"$execution") || {{ printf '%s\\n' "$reply" >&2; exit 1; }}
  [ "$(printf '%s' "$reply" | jq --raw-output '.execution.status')" = pending ] || break
  sleep 2
done
printf '%s' "$reply" | jq '.execution
  | if .status == "success" then .resultData else (.errorDetails | halt_error(1)) end'
"""
    return Snippet(
        title="curl",
        language="bash",
        file_name="run.sh",
        text=text,
        variables=variables,
        note=say("Needs curl and jq; before 1.7 jq prints whole numbers beyond 2^53 rounded."),
    )


@spelling(later("Python, this library"))
def library(call: Call) -> Snippet:
    """Python with this package."""
    instance = call.instance
    endpoints = _endpoints(instance.endpoints)
    names = ["Codika", *(["Endpoints"] if endpoints else []), "Environment", "ProcessInstance"]
    if instance.endpoints.spelling is not PathSpelling.LOWER:
        names.append("PathSpelling")
    text = f"""\
import json
import os

from codika import {", ".join(sorted(names))}

instance = ProcessInstance(
    id={instance.id!r},
    environment=Environment.{instance.environment.name},
    api_key=os.environ[{KEY!r}],
{endpoints})
payload = {_python(call.template)}

with Codika(instance) as codika:
    execution = codika.run({call.workflow_id!r}, payload, timeout={LONGEST_WAIT})

print(json.dumps(execution.result, indent=2, ensure_ascii=False))
"""
    return Snippet(
        title="Python, this library",
        language="python",
        file_name="run.py",
        text=text,
        variables=(call.key_variable, *call.secrets),
        note=say("Needs this dashboard's library: pip install -e path/to/its/folder."),
    )


@spelling("Python, httpx")
def bare_httpx(call: Call) -> Snippet:
    """Python with nothing but httpx."""
    text = f"""\
import json
import os
import time

import httpx

payload = {_python(call.template)}

headers = {{{call.key_header!r}: os.environ[{KEY!r}]}}
with httpx.Client(headers=headers, timeout=30) as http:
    started = http.post(
        {call.trigger_url!r},
        json={{"payload": payload}},
    )
    started.raise_for_status()
    status_url = {(call.status_url + "/")!r} + started.json()["executionId"]
    while True:
        reply = http.get(status_url)
        reply.raise_for_status()
        execution = reply.json()["execution"]
        if execution["status"] != "pending":
            break
        time.sleep(2)

if execution["status"] != "success":
    raise SystemExit(json.dumps(execution.get("errorDetails")))
print(json.dumps(execution.get("resultData"), indent=2, ensure_ascii=False))
"""
    return Snippet(
        title="Python, httpx",
        language="python",
        file_name="run_httpx.py",
        text=text,
        variables=(call.key_variable, *call.secrets),
        note=say("Needs httpx: pip install httpx."),
    )


@spelling(later("Codika's CLI"))
def official_cli(call: Call) -> Snippet:
    """Any POSIX shell, with Codika's own command line."""
    key = Variable(KEY, later("an organization key (cko_…)"))
    variables = (key, *call.secrets)
    endpoints = call.instance.endpoints
    base = (
        ""
        if endpoints.base_url == DEFAULT_BASE_URL
        else f"export CODIKA_BASE_URL={shlex.quote(endpoints.base_url)}\n"
    )
    text = f"""\
set -eu
{_demanded(variables)}
{base}
{_shell_payload(call.template)}

payload | codika trigger {shlex.quote(call.workflow_id)} \\
  --process-instance-id {shlex.quote(call.instance.id)} \\
  --payload-file - --poll --timeout {LONGEST_WAIT} --json
"""
    return Snippet(
        title="Codika's CLI",
        language="bash",
        file_name="run_cli.sh",
        text=text,
        variables=variables,
        note=" ".join(_limits_of_cli(call)),
    )


def _demanded(variables: Iterable[Variable]) -> str:
    """Write the lines that end the script at once where a variable is not set."""
    return "\n".join(f': "${{{one.name}:?{_in_braces(one.meaning)}}}"' for one in variables)


def _in_braces(text: str) -> str:
    """Return words that mean nothing to a shell, whoever thought of the field's name."""
    return "".join(sign if sign.isalnum() or sign in " .,()_…-" else "_" for sign in text)


def _shell_payload(template: Mapping[str, Any]) -> str:
    """
    Write a function that prints the payload.

    Here-documents end at a line that no JSON has.  A secret is put between two
    of them: as text it needs quotes, as JSON it stands as it is.
    """
    parts = []
    for piece in pieces(template, json_scalar):
        if isinstance(piece, str):
            # Blanks around a secret stand between tokens, and mean nothing.
            parts.append(f"cat <<'JSON'\n{piece.strip()}\nJSON")
        elif piece.is_json:
            parts.append(f"printf '%s\\n' \"${piece.name}\"")
        else:
            parts.append(f"jq --null-input 'env.{piece.name}'")
    return "payload() {\n" + "\n".join(parts) + "\n}"


def _python(template: Mapping[str, Any]) -> str:
    return "".join(
        piece if isinstance(piece, str) else _from_environment(piece)
        for piece in pieces(template, repr, step="    ")
    )


def _from_environment(variable: Variable) -> str:
    read = f"os.environ[{variable.name!r}]"
    return f"json.loads({read})" if variable.is_json else read


def _endpoints(endpoints: Endpoints) -> str:
    """Write what is not as usual about the addresses; nothing where all is."""
    usual = Endpoints()
    told = [
        f"base_url={endpoints.base_url!r}" if endpoints.base_url != usual.base_url else "",
        f"spelling=PathSpelling.{endpoints.spelling.name}"
        if endpoints.spelling is not usual.spelling
        else "",
        f"trigger_url={endpoints.trigger_url!r}" if endpoints.trigger_url else "",
        f"status_url={endpoints.status_url!r}" if endpoints.status_url else "",
    ]
    arguments = ", ".join(part for part in told if part)
    return f"    endpoints=Endpoints({arguments}),\n" if arguments else ""


def _limits_of_cli(call: Call) -> list[str]:
    needs_jq = any(not one.is_json for one in call.secrets)
    found = [
        say("Needs the CLI (npm install codika) and jq.")
        if needs_jq
        else say("Needs the CLI (npm install codika).")
    ]
    if call.key_header == "X-API-Key":
        found.append(
            say("It sends every key as an organization's, so an instance key may be refused.")
        )
    if call.instance.endpoints.trigger_url or call.instance.endpoints.status_url:
        found.append(say("It cannot be given the full addresses of this connection."))
    if _has_long_numbers(call.payload):
        found.append(say("It rounds whole numbers beyond 2^53."))
    return found


def _has_long_numbers(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_long_numbers, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_long_numbers, value))
    return (
        isinstance(value, int) and not isinstance(value, bool) and abs(value) > EXACT_IN_JAVASCRIPT
    )
