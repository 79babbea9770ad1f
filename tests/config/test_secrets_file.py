"""A file with keys is looked at, and nothing of it is told."""

import os
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codika.config import read_settings
from codika.model import Environment
from codika.secrets_file import MAX_BYTES, SecretsFile, example_section, look_at

KEY = "ck_" + "a1b2c3d4" * 8


@pytest.fixture
def file(tmp_path):
    return tmp_path / "secrets.toml"


def test_a_file_that_is_not_there_is_no_problem(file):
    """
    Without it there are no values, and nothing is wrong.
    """
    assert SecretsFile(path=file) == look_at(file)
    assert not look_at(file).exists


@pytest.mark.parametrize(
    ("mode", "is_private"),
    [(0o600, True), (0o400, True), (0o640, False), (0o604, False), (0o622, False)],
    ids=oct,
)
def test_whether_others_may_read_it_is_told(file, mode, is_private):
    """
    A file for its owner alone is private; what group or others may do spoils that.
    """
    file.write_text('[codika.acme]\nlabel = "Acme"\n', encoding="utf-8")
    file.chmod(mode)

    assert is_private is look_at(file).is_private


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(
            f'[codika.acme]\napi_key = "{KEY}\n'.encode(),
            "is not valid TOML (at line 2, column 79)",
            id="no TOML",
        ),
        pytest.param(b'api_key = "\xff\xfe"', "is not text in UTF-8", id="no text"),
        pytest.param(
            b"#" * (MAX_BYTES + 1), "is longer than 1 MB, so nobody wrote it by hand", id="endless"
        ),
        pytest.param(
            b"a = " + b"[" * 5000, "is not valid TOML: it is nested too deeply", id="too deep"
        ),
    ],
)
def test_what_cannot_be_read_is_named_without_its_text(file, content, problem):
    """
    Where the mistake is, and no word of what stands there.
    """
    file.write_bytes(content)
    seen = look_at(file)

    assert (problem, {}) == (seen.problem, seen.values)


def test_keys_are_not_in_what_is_printed(file):
    """
    A file that ends up in a log or a traceback gives nothing away.
    """
    file.write_text(f'api_key = "{KEY}"\n', encoding="utf-8")
    seen = look_at(file)

    assert {"api_key": KEY} == seen.values
    assert KEY not in repr(seen)


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may do anything may read it")
def test_a_file_of_somebody_else_is_a_problem(file):
    """
    It is there, and nobody took it for an empty one.
    """
    file.touch(mode=0o000)

    assert (True, "cannot be read: Permission denied") == (
        look_at(file).exists,
        look_at(file).problem,
    )


def test_a_folder_is_no_problem(tmp_path):
    """
    Secrets may come as a folder, which others read.
    """
    assert (True, "") == (look_at(tmp_path).exists, look_at(tmp_path).problem)


def test_a_section_that_is_filled_in_is_complete():
    """
    Id and key in place of the dots, and nothing else is missing.
    """
    name, text = example_section("Acme Bikes", Environment.PROD)
    filled = text.replace('"…"', '"pi-1"').replace('"ck_…"', f'"{KEY}"')
    (instance,) = read_settings(tomllib.loads(filled), {}).instances

    assert ("acme-bikes-prod", "acme-bikes-prod") == (name, instance.name)
    assert ("Acme Bikes", Environment.PROD) == (instance.label, instance.environment)


@given(label=st.text(max_size=60), environment=st.sampled_from(Environment))
def test_any_label_makes_a_section_that_can_be_filled_in(label, environment):
    """
    Whatever people call it, the file stays TOML, and only id and key are missing.
    """
    _, text = example_section(label, environment)
    filled = text.replace('id = "…"', 'id = "pi-1"').replace('key = "ck_…"', f'key = "{KEY}"', 1)
    (instance,) = read_settings(tomllib.loads(filled), {}).instances

    assert environment is instance.environment


@pytest.mark.parametrize("label", ["Ä & Ö", 'Say "cheese"', "C:\\new", "Zoë’s"])
def test_a_label_stays_what_it_was(label):
    """
    Quotation marks and backslashes are text.
    """
    name, text = example_section(label, Environment.DEV)

    assert label == tomllib.loads(text)["codika"][name]["label"]


def test_a_name_is_not_given_twice():
    """
    A second section of the same label gets a number.
    """
    taken = ["acme-dev", "acme-dev-2"]

    assert "acme-dev-3" == example_section("Acme", Environment.DEV, taken=taken)[0]
