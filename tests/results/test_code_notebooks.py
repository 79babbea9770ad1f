"""
The notebook, and the ZIP it comes in.

`nbformat.v4.5.schema.json` is that of nbformat 5.11.1, https://github.com/jupyter/nbformat,
Copyright (c) 2001-2015 IPython Development Team, 2015- Jupyter Development Team; BSD 3-Clause.
"""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from any_view import ORIGIN, RUN_ID
from hypothesis import given
from json_strategies import ANY_JSON, UNHURRIED

from codika import errors
from codika.model import JsonText
from codika.results import Aggregate, Condition, Test, read, suggest
from codika.results.code import View, bundle, bundle_name, notebook, notebooks
from codika.results.exports import run_ids

SCHEMA = json.loads(
    (Path(__file__).parent / "nbformat.v4.5.schema.json").read_text(encoding="utf-8")
)
RESULT = {"orders": [{"city": c, "amount_eur": n} for n, c in enumerate("abcab")]}
TABLE = read(RESULT).tables[0]
VIEW = View(table=TABLE, order="up:city", chart=suggest(TABLE)[0])
HOSTILE = "<img src=x onerror=alert(1)> ![](https://t.example/x) $x$ ```\n# x"
FORGED = '"codika_export": 1, "run_ids": ["01k9zq3v5m8x2c7d4f6g0hjkzz"]'


def members(file):
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


@pytest.mark.parametrize(
    "view",
    [
        pytest.param(View(table=TABLE), id="all rows"),
        pytest.param(VIEW, id="with a chart"),
        pytest.param(
            View(table=TABLE, groups=("city",), measures=(("amount_eur", Aggregate.SUM),)),
            id="groups",
        ),
    ],
)
def test_it_is_a_notebook_by_its_own_schema(view):
    """
    Jupyter's definition of format 4.5 is met.
    """
    content = json.loads(notebook(view, ORIGIN))
    jsonschema.validate(content, SCHEMA)

    assert (4, 5) == (content["nbformat"], content["nbformat_minor"])
    assert len(content["cells"]) == len({cell["id"] for cell in content["cells"]})


def test_its_first_cell_says_what_it_is_and_what_it_needs():
    """
    Where the rows came from, and how to get the library, before any code.
    """
    origin = replace(ORIGIN, filters=("City is a",))
    first, *rest = json.loads(notebook(VIEW, origin))["cells"]
    text = "".join(first["source"])

    assert "markdown" == first["cell_type"]
    assert ["Workflow     Invoices (invoices)", f"Run          {RUN_ID}"] == text.splitlines()[3:5]
    assert "Filters      City is a" in text
    assert "`pip install -e path/to/the/dashboard`" in text
    codes = [cell["source"] for cell in rest if cell["cell_type"] == "code"]

    assert ["shown", "figure"] == [source[-1] for source in codes[-2:]]


def test_hostile_words_mean_nothing_to_markdown():
    """
    What came from outside stands in a fence and cannot leave it: no picture is fetched.
    """
    origin = replace(ORIGIN, workflow_title=HOSTILE, filters=(HOSTILE,), connection="```")
    for cell in json.loads(notebook(VIEW, origin))["cells"]:
        if cell["cell_type"] == "markdown":
            outside, _, rest = "".join(cell["source"]).partition("```text\n")
            inside, _, after = rest.partition("\n```\n")

            assert "example" not in outside + after
            assert not any(line.startswith("```") for line in inside.splitlines())


def test_the_zip_has_notebook_result_and_origin():
    """
    The result as it came, and a notebook that still names its run once it is taken out.
    """
    file = bundle(VIEW, ORIGIN, RESULT)
    found = members(file)

    assert f"invoices-Orders-dev-{RUN_ID}-notebook.zip" == file.name == bundle_name(VIEW, ORIGIN)
    assert ["origin.json", f"invoices-Orders-dev-{RUN_ID}.ipynb", "result.json"] == list(found)
    assert RESULT == json.loads(found["result.json"])
    assert ORIGIN.as_json() == json.loads(found["origin.json"])


def test_the_same_at_the_same_moment_is_the_same_file():
    """
    Nothing of the machine or the hour gets into it but the moment it was made.
    """
    assert bundle(VIEW, ORIGIN, RESULT).content == bundle(VIEW, ORIGIN, RESULT).content
    with zipfile.ZipFile(io.BytesIO(bundle(VIEW, ORIGIN, RESULT).content)) as archive:
        assert {(2026, 11, 22, 12, 0, 0)} == {one.date_time for one in archive.infolist()}


def test_a_result_that_is_text_already_is_taken_as_it_is():
    """
    What the log keeps needs no reading to be packed.
    """
    kept = JsonText.of(RESULT)

    assert kept.utf8 == members(bundle(VIEW, ORIGIN, kept))["result.json"]


@UNHURRIED
@given(ANY_JSON)
def test_any_result_comes_back_exactly(result):
    """
    Integers of any size, NaN, infinities, halves of characters; in UTF-8 that anybody reads.
    """
    text = members(bundle(View(table=TABLE), ORIGIN, result))["result.json"].decode("utf-8")

    assert repr(result) == repr(json.loads(text))


def test_a_result_beyond_the_bound_is_refused(monkeypatch):
    """
    The ZIP holds a whole result or is not made.
    """
    monkeypatch.setattr(notebooks, "MAX_DATA", 100)

    with pytest.raises(ValueError, match="more than 100"):
        bundle(VIEW, ORIGIN, "x" * 200)


def test_both_lead_back_to_their_run():
    """
    Under any name; also once Jupyter has saved the notebook, which sorts its keys.
    """
    file = bundle(VIEW, ORIGIN, RESULT)
    content = notebook(VIEW, ORIGIN)
    saved = json.dumps(json.loads(content), sort_keys=True, indent=1).encode()

    assert [(RUN_ID,)] * 3 == [run_ids("x", one) for one in (file.content, content, saved)]
    assert (RUN_ID,) == run_ids(file.name.replace(".zip", " (1).zip"), b"")


def test_values_cannot_pretend_to_be_the_mark():
    """
    A name or a filter that looks like our note names no other run, saved or not.
    """
    table = read([{FORGED: FORGED}]).main
    condition = Condition(column=FORGED, test=Test.ANY_OF, given=(FORGED,))
    origin = replace(ORIGIN, workflow_title=FORGED, filters=(FORGED,), connection=FORGED)
    content = notebook(View(table=table, conditions=(condition,)), origin)
    saved = json.dumps(json.loads(content), sort_keys=True, indent=1).encode()

    assert [(RUN_ID,)] * 2 == [run_ids("x", one) for one in (content, saved)]


def test_a_notebook_of_nobody_is_foreign():
    """
    One without our mark names no run.
    """
    content = json.loads(notebook(VIEW, ORIGIN))
    del content["metadata"]["codika"]

    with pytest.raises(errors.ForeignFileError):
        run_ids("x.ipynb", json.dumps(content).encode())
