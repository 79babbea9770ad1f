"""How pages are written, and what must not stand in any file of the project."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
LOGIC = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.TryStar,
    ast.While, ast.For, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.BinOp,
)  # fmt: skip
PAGE_LINES = 60
HEAVY = {"pandas", "numpy", "plotly", "sqlite_utils", "streamlit", "pyarrow"}

# Spelled in parts, so that this file does not break its own rule.
REGISTRIES = [
    "pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com",
    "crates" + ".io", "proxy.golang" + ".org", "conda" + ".anaconda.org",
]  # fmt: skip
MACHINE_PATH = re.compile(
    r"(?<![\w.])(?:/(?:work|root|Users|mnt|opt|srv)/\w|/home/\w|/tmp/\w|[A-Z]:\\\\?Users)"
)
BINARY = {".png", ".ico", ".woff2", ".gz", ".xlsx", ".pdf"}


def tracked():
    """Return every text file that is in git, or would be with the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    names = os.fsdecode(listed.stdout).split("\0")
    paths = [ROOT / name for name in names if name]
    return [path for path in paths if path.is_file() and path.suffix not in BINARY]


def lines():
    """Give file, number and text of every line of the project."""
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{path.relative_to(ROOT)}:{number}", line


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_reads_like_a_notebook(page):
    """
    Inputs, one call, show: no functions, no loops, no `try`, and short.
    """
    source = page.read_text(encoding="utf-8")
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, LOGIC)]

    assert [] == [f"{type(node).__name__} in line {node.lineno}" for node in found]
    assert len(source.splitlines()) <= PAGE_LINES


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_knows_the_screen_alone(page):
    """
    No HTTP, no SQL, no library of data: a page imports Streamlit, `ui`, and words.
    """
    tree = ast.parse(page.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import)
             for alias in node.names}  # fmt: skip
    parts = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]

    assert {"streamlit"} == plain
    assert {"ui"} == parts - {"codika.language"}
    assert [] == [text for text in texts if re.match(r"(?i)(select|insert|https?://)\b", str(text))]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_shows_errors_in_words(page):
    """
    Whatever can fail on a page stands within `notices.shown()`.
    """
    tree = ast.parse(page.read_text(encoding="utf-8"))
    outside = [
        node
        for statement in tree.body
        if not isinstance(statement, ast.With)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and not ast.unparse(node.func).startswith(("st.", "say"))
    ]

    assert [] == [ast.unparse(node) for node in outside]
    assert "notices.shown()" in ast.unparse(tree)


@pytest.mark.parametrize(
    "package", ["codika.results", "codika.results.code", "codika.schema", "codika.sandbox.launcher"]
)
def test_importing_is_light(package):
    """
    Libraries of data and of charts are loaded when the first result is read.
    """
    code = f"import {package}, sys\nprint(*sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert set() == HEAVY & set(ended.stdout.split())


def test_no_file_names_a_package_registry():
    """
    Where packages come from is the machine's own setting.
    """
    found = [place for place, line in lines() if any(host in line for host in REGISTRIES)]

    assert [] == found


def test_no_file_names_a_path_of_one_machine():
    """
    The project works wherever it is cloned to.
    """
    assert [] == [place for place, line in lines() if MACHINE_PATH.search(line)]


def test_no_file_holds_a_key():
    """
    What looks like a real key is nowhere, not even in tests.
    """
    key = re.compile(r"\b(ck[oap]?_|whsec_)[A-Za-z0-9+/=_-]{56,}")

    assert [] == [place for place, line in lines() if key.search(line)]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned(name):
    """
    Everybody gets the versions that were tested: one exact version a line.
    """
    listed = (ROOT / name).read_text(encoding="utf-8").splitlines()
    wanted = [line for line in listed if line.strip() and not line.lstrip().startswith("#")]
    exact = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[0-9][A-Za-z0-9.!+]*( ; .+)?")

    assert len(wanted) > 20
    assert [] == [line for line in wanted if not exact.fullmatch(line)]


def test_what_runs_is_what_is_tested():
    """
    The same versions stand in both lists.
    """

    def pins(name):
        text = (ROOT / name).read_text(encoding="utf-8")
        return set(re.findall(r"(?m)^[^\s#].*$", text))

    assert set() == pins("requirements.txt") - pins("requirements-dev.txt")


TARGETS = set(re.findall(r"(?m)^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "Makefile", ".ci/run"])
def test_every_target_that_is_promised_is_there(name):
    """
    Each `make …` that a document names can be typed.
    """
    text = (ROOT / name).read_text(encoding="utf-8")
    promised = set(re.findall(r"(?:^|[`·;&]\s*|\n\s*|# )make ([a-z-]+)", text))

    assert promised
    assert set() == promised - TARGETS


def test_targets_are_no_files():
    """
    A file named like a target would keep it from being made.
    """
    phony = re.search(r"(?m)^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"))

    assert phony is not None
    assert TARGETS == set(phony[1].split())


@pytest.mark.parametrize(
    "path", ["data/runs.db", ".streamlit/secrets.toml", "project.json", ".env"]
)
def test_what_is_private_is_not_in_git(path):
    """
    The run log and the keys are ignored by git.
    """
    ended = subprocess.run(
        ["git", "check-ignore", "--quiet", path], cwd=ROOT, check=False, timeout=60
    )

    assert 0 == ended.returncode
