"""
Jupyter notebooks, and the ZIP with the data beside them.

Source: the JSON schema of the notebook format 4.5 in nbformat 5.10, read 2026-11-22.
Whoever saves a notebook in Jupyter sorts its keys; so the mark by which its run is found
stands beside the runs in either order, and the rest of the origin apart from it.
"""

import json
from typing import Any

from codika.model import JsonText
from codika.results.code.cells import Cell, cells
from codika.results.code.views import DataFile, View
from codika.results.exports.formats import SIDECAR, ZIP, File, sidecar, zipped
from codika.results.exports.jsonfiles import to_json
from codika.results.exports.origin import MARK, Origin

DATA = "result.json"
MAX_DATA = 64 * 1024 * 1024
"""Bytes of a result that goes into a ZIP; the client reads no longer reply either."""


def notebook(view: View, origin: Origin) -> bytes:
    """Write a notebook that finds the result in a file beside it."""
    told = origin.as_json()
    found = {name: told.pop(name) for name in (MARK, "run_ids")}
    written = enumerate(cells(view, origin, DataFile(DATA)), start=1)
    return to_json(
        {
            "metadata": {
                "codika": found,
                "codika_origin": told,
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
            "cells": [_cell(number, cell) for number, cell in written],
        }
    )


def bundle(view: View, origin: Origin, result: Any) -> File:
    """
    Pack a notebook with the result it reads; the same at the same moment is the same ZIP.

    Args:
        view: What is on screen.
        origin: Where it came from.
        result: The whole result: any JSON value, or its `JsonText`.

    Raises:
        ValueError: The result is larger than `MAX_DATA`, or cannot be kept as JSON.
    """
    data = _data(result)
    if len(data) > MAX_DATA:
        raise ValueError(f"the result has {len(data):,} bytes, more than {MAX_DATA:,}")
    members = {
        SIDECAR: sidecar(origin),
        f"{origin.stem(view.table.title_for_files)}.ipynb": notebook(view, origin),
        DATA: data,
    }
    return File(bundle_name(view, origin), ZIP, zipped(members, origin.made_at))


def bundle_name(view: View, origin: Origin) -> str:
    """Return the name that `bundle` gives its file."""
    return f"{origin.stem(view.table.title_for_files)}-notebook.zip"


def _cell(number: int, cell: Cell) -> dict[str, Any]:
    text = f"{cell.text}\n\n{cell.shows}" if cell.shows else cell.text
    common = {"id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
    if not cell.is_code:
        return {"cell_type": "markdown", **common}
    return {"cell_type": "code", **common, "execution_count": None, "outputs": []}


def _data(result: Any) -> bytes:
    """Write a result so that `json.loads` gives it back exactly, NaN and infinities included."""
    text = JsonText.of(result).utf8
    try:
        text.decode()
    except UnicodeDecodeError:  # half of a character; JSON can spell it, UTF-8 cannot
        return json.dumps(json.loads(text), separators=(",", ":")).encode()
    return text
