"""Finding the run in a file that somebody brings back."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import UNHURRIED
from parcels import RECORDS, RUN_ID, parcel_of

from codika import errors
from codika.results.exports import FORMATS, export, run_ids

OTHER = "01k9zq3v5m8x2c7d4f6g0hjkzz"
FORGED = f'"codika_export": 1, "run_ids": ["{OTHER}"]'
INSIDE = [ending for ending, form in FORMATS.items() if form.holds_origin]


def packed(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_json", ".json"), content)
    return file.getvalue()


@pytest.mark.parametrize("ending", INSIDE)
def test_a_renamed_file_is_found_by_what_is_in_it(ending):
    """
    Every format that can hold its origin is found under any name.
    """
    assert (RUN_ID,) == run_ids("copy.bin", export(ending, parcel_of(RECORDS)).content)


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_is_found_by_its_name(ending):
    """
    Also where a browser has numbered the second download.
    """
    name = export(ending, parcel_of(RECORDS)).name

    assert (RUN_ID,) == run_ids(name.replace(f".{ending}", f" (1).{ending}"), b"")


def test_a_zip_is_found_by_its_note():
    """
    A ZIP of tables says inside where they came from.
    """
    assert (RUN_ID,) == run_ids(
        "a.zip", export("csv", parcel_of({"a": RECORDS, "b": RECORDS})).content
    )


@pytest.mark.parametrize("ending", INSIDE)
def test_cells_cannot_pretend_to_be_the_origin(ending):
    """
    Content that looks like a note of ours names no other run.
    """
    result = {"rows": [{FORGED: FORGED}, {FORGED: None}], "text": FORGED * 3}

    assert (RUN_ID,) == run_ids("x", export(ending, parcel_of(result)).content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"PK\x03\x04" + b"\0" * 50, id="broken ZIP"),
        pytest.param(packed(readme=b"x"), id="somebody's ZIP"),
        pytest.param(packed(origin_json=b"[" * 90_000), id="nonsense in a ZIP"),
        pytest.param(packed(origin_json=b" " * 200_000 + FORGED.encode()), id="a bomb"),
        pytest.param(b"PAR1" + b"\xff" * 99 + b"PAR1", id="broken Parquet"),
        pytest.param(b"<!doctype html><script>alert(1)</script>", id="somebody's page"),
        pytest.param(b'{"codika_export": 1, "run_ids": []}', id="no run"),
        pytest.param(b'{"codika_export": 1, "run_ids": ["../../etc"]}', id="no id"),
        pytest.param(b'"codika_export":' * 50_000, id="a mark again and again"),
    ],
)
def test_a_foreign_file_is_said_to_be_one(content):
    """
    What names no run is told from what does, whatever it is made of.
    """
    with pytest.raises(errors.ForeignFileError):
        run_ids("holiday.jpg", content)


def test_an_encrypted_zip_is_foreign():
    """
    A member that asks for a password is not read.
    """
    content = bytearray(packed(origin_json=json.dumps({"codika_export": 1})))
    content[6] |= 1  # the flag in the member's head, and the same in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(errors.ForeignFileError):
        run_ids("x.zip", bytes(content))


@UNHURRIED
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"{"]), st.text())
def test_any_bytes_are_answered(content, start, name):
    """
    Runs are found, or it is a foreign file; nothing else can happen.
    """
    with pytest.raises(errors.ForeignFileError):
        run_ids(name, start + content)
