"""
The official CLI, installed from the lock file beside this one, and a sandbox for it.

It lands in `node_modules`, which git ignores, once for each content of the lock file.
"""

import functools
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from codika.sandbox import launcher

HERE = Path(__file__).parent
MODULES = HERE / "node_modules"
FILES = ("package.json", "package-lock.json")
PATIENCE = 60  # seconds that one command has


def pytest_collection_modifyitems(items):
    """Everything in this directory needs the CLI."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.cli)


def missing(reason):
    """End the test: in CI a missing program is a failure, elsewhere a reason to skip."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def installed():
    """The CLI's entry; installs it if what is there came from another lock file."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        missing("the official CLI needs Node.js with npm")
    wanted = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()
    stamp = MODULES / ".made-from"
    if not stamp.is_file() or stamp.read_text() != wanted:
        with tempfile.TemporaryDirectory(dir=HERE, prefix=".installing-") as name:
            making = Path(name)
            for file in FILES:
                shutil.copy(HERE / file, making)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=making, capture_output=True, text=True, check=False)
            if done.returncode:
                missing(f"npm ci failed: {done.stderr[-500:]}")
            (making / "node_modules" / stamp.name).write_text(wanted)
            # Made whole before it is put in place, and only if nobody was quicker:
            # other tests may run at the same time.
            if not stamp.is_file() or stamp.read_text() != wanted:
                shutil.rmtree(MODULES, ignore_errors=True)
                (making / "node_modules").rename(MODULES)
    return node, MODULES / "codika" / "dist" / "cli" / "index.js"


@dataclass(frozen=True)
class Finished:
    """How one command ended."""

    code: int
    out: str
    err: str

    @functools.cached_property
    def json(self):
        """What it printed, read."""
        return json.loads(self.out)

    @property
    def said(self):
        """Exit code and the message of an error told as JSON."""
        return self.code, self.json["error"]["message"]


class Cli:
    """Commands of the official CLI against one sandbox."""

    def __init__(self, sandbox, home):
        self.sandbox = sandbox
        self.home = home
        self.instances = sandbox.manifest["instances"]
        self.keys = sandbox.manifest["keys"]
        self.program = installed()

    def __call__(self, *words, key="organization", stdin=None):
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "CODIKA_BASE_URL": self.sandbox.base_url,
            "NO_COLOR": "1",
        }
        if key is not None:
            env["CODIKA_API_KEY"] = self.keys.get(key, key)
        done = subprocess.run(
            [*self.program, *words],
            cwd=self.home,
            env=env,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def trigger(self, workflow, payload=None, *words, instance="dev", key="organization"):
        """Trigger with a payload on standard input, told as JSON."""
        words = ("trigger", workflow, "--process-instance-id", self.instances[instance], *words)
        if payload is None:
            return self(*words, "--json", key=key)
        text = json.dumps(payload)
        return self(*words, "--json", "--payload-file", "-", key=key, stdin=text)


@pytest.fixture(scope="session")
def cli(tmp_path_factory):
    """
    The CLI and a sandbox of its own.

    Executions end within a millisecond: the CLI asks at once and then every three seconds.
    """
    installed()
    folder = tmp_path_factory.mktemp("cli")
    with launcher.launch(folder / "sandbox.db", seed="test", speed=1e6) as sandbox:
        yield Cli(sandbox, folder)
