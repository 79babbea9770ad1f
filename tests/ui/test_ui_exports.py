"""Taking a result away from its page, and finding the run of a file again."""

import io
import json
from dataclasses import replace

import openpyxl
import pytest
from runs_on_record import put

from codika.language import tag
from codika.results import read
from codika.results.exports import FORMATS, File, export
from ui import exports, resources

RESULT = {
    "orders": [{"customer": f"c{n}", "amount_eur": n * 1.5} for n in range(12)],
    "refunds": [{"customer": "c1", "amount_eur": 1.0}],
}


@pytest.fixture
def shown(screen):
    """Put a run on record, and open its page with the table of orders in front."""
    screen.open("runs")
    run = put(resources.get().runs.store, result=RESULT)
    screen.open("runs", run=run.id)
    return run


def parcel(run, scope, **given):
    reading = read(RESULT)
    orders = reading.tables[0]
    some = replace(orders, frame=orders.frame.iloc[:2])
    return exports.parcel_of(run, reading, some, scope, filters=["Amount from 0 to 2"], **given)


def test_every_format_is_offered():
    """
    A format that is written is also on the list.
    """
    assert sorted(FORMATS) == sorted(exports.OFFERED)


@pytest.mark.usefixtures("shown")
def test_the_page_offers_what_is_shown_and_everything(screen):
    """
    How many rows each has is said before the file is made.
    """
    choice = screen.widget("What")

    assert ["What is shown: 12 rows", "Everything: 2 tables, 13 rows"] == choice.options
    assert ["CSV", "Excel", "Report (HTML)"] == screen.widget("Format").options[:3]


def test_a_filtered_table_is_what_is_shown(screen, shown):
    """
    The filter that is on screen counts for the file.
    """
    screen.open("runs", run=shown.id, rows="c11")

    assert "What is shown: 1 row" == screen.widget("What").options[0]


@pytest.mark.usefixtures("shown")
def test_no_file_is_made_by_a_redraw(screen, monkeypatch):
    """
    Drawing the page again and again writes nothing.
    """
    made = []
    monkeypatch.setattr(exports, "export_file", lambda *given, **_: made.append(given))
    screen.again()
    screen.widget("Format").set_value("xlsx")
    screen.again()

    assert [] == made
    assert 1 == len(screen.at.get("download_button"))


def test_what_is_shown_goes_into_the_file(shown):
    """
    The rows on screen, the filter in words, and the run they came from.
    """
    content = exports.made("json", parcel(shown, exports.SHOWN), with_origin=False)
    found = json.loads(content)

    assert [["c0", "c1"]] == [[row["customer"] for row in t["rows"]] for t in found["tables"]]
    assert ([shown.id], ["Amount from 0 to 2"]) == (found["run_ids"], found["filters"])
    assert (shown.workflow_id, "0.1.0") == (found["workflow_id"], found["app_version"])


def test_everything_goes_into_the_file(shown):
    """
    All tables with all rows, and no filter named.
    """
    content = exports.made("xlsx", parcel(shown, exports.EVERYTHING), with_origin=False)
    book = openpyxl.load_workbook(io.BytesIO(content))
    origin = {row[0].value: row[1].value for row in book["Where this came from"]}

    assert [13, 2] == [book[name].max_row for name in ("Orders", "Refunds")]
    assert "none: all rows" == origin["Filters"]


def test_a_file_is_in_the_language_of_whoever_wants_it(shown, monkeypatch):
    """
    It is made in a thread that has no reader; the page says whose language it is to be.
    """
    monkeypatch.setattr(
        exports, "export_file", lambda *_, **__: File("x.csv", "text/csv", tag().encode())
    )
    given = parcel(shown, exports.SHOWN)

    assert b"fr-BE" == exports.made("csv", given, with_origin=False, language="fr-BE")
    assert b"en" == exports.made("csv", given, with_origin=False)


def test_a_large_file_says_how_long_it_takes(shown):
    """
    Size and time are told before it is made.
    """
    whole = parcel(shown, exports.EVERYTHING)
    frame = whole.tables[0].frame.sample(100_000, replace=True)
    long = replace(whole, tables=(replace(whole.tables[0], frame=frame),))

    assert ["About 1.2 MB; takes about 2 s."] == exports._remarks(FORMATS["xlsx"], long)[:1]


@pytest.mark.parametrize("ending", FORMATS)
def test_a_dropped_file_opens_its_run(screen, shown, ending):
    """
    Every format leads back to the run's own page.
    """
    file = export(ending, parcel(shown, exports.SHOWN))
    screen.open("runs")
    screen.at.file_uploader[0].upload(file.name, file.content, file.mime)
    screen.again()

    assert shown.id == screen.run_id


def test_a_file_of_another_dashboard_says_so(screen, shown):
    """
    A run that is not on record here is named, and the list stays.
    """
    run = replace(shown, id="01k9zq3v5m8x2c7d4f6g0hjknp")
    screen.open("runs")
    screen.at.file_uploader[0].upload("a.json", export("json", parcel(run, "shown")).content, "")
    screen.again()

    assert "Not on record here." in screen.text
    assert "01k9zq3v5m8x2c7d4f6g0hjknp" in screen.text
    assert screen.run_id is None


@pytest.mark.usefixtures("shown")
def test_a_foreign_file_says_what_to_drop(screen):
    """
    A holiday picture is no export of ours, and nothing breaks.
    """
    screen.open("runs")
    screen.at.file_uploader[0].upload("holiday.jpg", b"\xff\xd8\xff" * 99, "image/jpeg")
    screen.again()

    assert "This file does not say which run it came from." in "".join(screen.errors)


def test_no_key_is_in_any_file(shown):
    """
    Whatever is written, none of the keys this dashboard holds is in it.
    """
    keys = [
        key
        for instance in resources.get().instances
        for key in (instance.api_key, instance.organization_key)
        if key
    ]
    contents = [export(ending, parcel(shown, exports.EVERYTHING)).content for ending in FORMATS]

    assert keys
    assert not any(key.encode() in content for key in keys for content in contents)
