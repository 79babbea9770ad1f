"""Results, charts and files for somebody who reads French."""

import io
import json
from dataclasses import replace

import openpyxl
import pytest
from any_view import ORIGIN, ran, shown
from parcels import RECORDS, RUN_ID, parcel_of
from test_export_webpages import Page

from codika.language import reader, say, speaking
from codika.results import (
    Aggregate,
    ChartSpec,
    Condition,
    Test,
    apart,
    asked_by,
    changes,
    conditions_in,
    drawn,
    read,
    said,
    suggest,
    summarize,
)
from codika.results.code import DATA, DataFile, View, notebook, script
from codika.results.exports import FORMATS, export
from codika.results.filters import describe
from codika.results.specs import spec_in

NARROW = "\u202f"  # the no-break space of French numbers
ROWS = [
    {"team": f"t{n}", "paid": n % 3 == 0, "amount_eur": 1000.5 * n, "day": "2026-05-04"}
    for n in range(40)
]
RESULT = {"total": 1204.5, "rows": RECORDS}
FOR_PROGRAMS = ("csv", "json", "ndjson", "parquet")


@pytest.fixture
def french():
    """Whoever reads now reads French."""
    with speaking("fr-FR"):
        yield


@pytest.fixture
def parcel(french):  # noqa: ARG001  for whom it is
    """What somebody who reads French wants as a file, charts included."""
    parcel = parcel_of(RESULT)
    (table,) = parcel.tables
    return replace(parcel, charts=tuple((spec, table) for spec in suggest(table)))


def test_a_report_is_written_for_its_reader(parcel):
    """
    Language, words, numbers and days of a report are French, whoever makes the file, and when.
    """
    with speaking("en"):
        page = Page(export("html", parcel).content)
    rows, origin = page.tables

    assert ("lang", "fr") in page.attributes
    assert "2 lignes" in page.text
    assert f"1{NARROW}204,5" in page.text
    assert "PROD · exécution terminée : 22 nov. 2026, 12:00:00 UTC" in " ".join(page.text.split())
    assert ["007", "3", "", "-12,5", "0,25", "oui", "4 mai 2026"] == rows[1][:7]
    assert "4 mai 2026, 06:00:00 UTC" == rows[1][7]
    assert ["Exécution", RUN_ID] in origin
    assert ["Fichier créé", "22 nov. 2026, 12:00:00 UTC"] in origin


def test_the_language_travels_to_the_process_that_writes(parcel, monkeypatch):
    """
    A big report is written elsewhere, in the same words.
    """
    monkeypatch.setattr(apart, "WRITE_FROM", 0)
    monkeypatch.setattr(apart, "export", lambda *_, **__: pytest.fail("was written here"))
    with speaking("en"):
        file = apart.export_file("html", parcel)

    assert export("html", parcel).content == file.content
    assert b'<html lang="fr">' in file.content


@pytest.mark.parametrize("ending", FOR_PROGRAMS)
def test_files_for_programs_are_the_same_for_all(ending, parcel):
    """
    What a program reads does not change with the language of whoever asked for it.
    """
    assert export(ending, replace(parcel, language="en")).content == export(ending, parcel).content


def test_a_workbook_is_french_where_people_read(parcel):
    """
    The sheets of rows are the same for all; the one that says where they came from is French.
    """
    sheets, english = (
        {
            sheet.title: list(sheet.iter_rows(values_only=True))
            for sheet in openpyxl.load_workbook(io.BytesIO(export("xlsx", one).content))
        }
        for one in (parcel, replace(parcel, language="en"))
    )

    assert english["Rows"] == sheets["Rows"]
    assert ("Feuille Rows", "2 lignes, 14 colonnes de rows") in sheets["D’où cela vient"]
    assert {"Rows", "D’où cela vient"} == set(sheets)


def test_every_format_says_what_it_is(french):  # noqa: ARG001
    """
    The remark on each format is there in French.
    """
    assert [] == [form.name for form in FORMATS.values() if say(form.remark) == form.remark]


def test_a_result_in_one_sentence(french):  # noqa: ARG001
    """
    The sentence, and what changed, agree as French does.
    """
    now, before = read({"total": 1210, "rows": ROWS[:2]}), read({"total": 1100, "rows": ROWS[:1]})

    assert f"2 lignes dans rows; total 1{NARROW}210" == summarize(now)
    assert (
        f"2 lignes dans rows, 1 de plus (référence\u00a0: hier); total 1{NARROW}210, +10 %"
        == summarize(now, before, "hier")
    )
    assert "1 ligne" == summarize(read(ROWS[:1]))
    assert "left 3 jours" == summarize(read({"left_days": 3}))
    assert "+10 %" == str(changes(now, before)["total"])


def test_conditions_in_words(french):  # noqa: ARG001
    """
    A filter is said whole, its numbers as they are written in France.
    """
    (table,) = read(ROWS).tables
    (amount, team), _ = conditions_in(["range:amount_eur:1000.5:", "any:team:t1:t2"], table)

    assert f"Amount (EUR) à partir de 1{NARROW}000,5" == describe(amount, table)
    assert "Team est t1 ou t2" == describe(team, table)


def test_a_chart_says_everything_in_french(french):  # noqa: ARG001
    """
    Title, remark, axis and numbers; its address is the same in every language.
    """
    (table,) = read(ROWS).tables
    spec = spec_in("Bar:x=team:y=amount_eur:aggregate=mean", table)
    layout = drawn(spec, table).figure.layout

    assert "Moyenne de amount par team" == layout.title.text
    assert "Les 20 plus hauts sur 40" == layout.meta["note"]
    assert "Amount (EUR), moyenne" == layout.xaxis.title.text
    assert f",{NARROW}" == layout.separators
    assert "Bar:x=team:y=amount_eur:aggregate=mean" == str(spec)


def test_times_along_an_axis_have_no_english_months(french):  # noqa: ARG001
    """
    A browser knows the names of months in English alone, so days are written in digits.
    """
    (table,) = read(ROWS).tables
    spec = ChartSpec(kind="Line", x="day", y="amount_eur", aggregate=Aggregate.SUM)
    axis = drawn(spec, table).figure.layout.xaxis

    assert "%Y-%m-%d" == axis.hoverformat
    assert not [stop.value for stop in axis.tickformatstops if "%b" in stop.value]
    assert "%Y-%m" in {stop.value for stop in axis.tickformatstops}


def test_a_click_asks_the_same_in_every_language(french):  # noqa: ARG001
    """
    A bar that is called "Oui" stands for what the data call true.
    """
    (table,) = read(ROWS).tables
    spec = ChartSpec(kind="Bar", x="paid", aggregate=Aggregate.COUNT)
    drawing = drawn(spec, table)
    names = list(drawing.figure.data[0].customdata)
    asked = asked_by(
        drawing.picks, {"points": [{"curve_number": 0, "point_number": names.index("Oui")}]}
    )

    assert {"Oui", "Non"} == set(names)
    assert (Condition(column="paid", test=Test.ANY_OF, given=("true",)),) == asked


def test_the_code_of_a_french_view_draws_the_french_figure(french, monkeypatch, tmp_path):  # noqa: ARG001
    """
    A notebook made for somebody who reads French makes the frame and the figure on screen.
    """
    (table,) = said(read(ROWS)).tables
    (spec, *_) = suggest(table)
    view = View(table=table, chart=replace(spec, x="paid"))
    frame, figure = shown(view)
    with speaking("en"):  # files are made when nobody is there to ask
        code = notebook(view, ORIGIN)
    monkeypatch.chdir(tmp_path)
    (tmp_path / DATA).write_text(json.dumps(ROWS), encoding="utf-8")
    monkeypatch.setattr(reader, "_ask", lambda: "en")
    before = reader._chosen.set(None)  # as in a process of one's own
    names = ran(code)
    reader._chosen.reset(before)

    assert frame.equals(names["shown"])
    assert figure == names["figure"].to_json()
    assert "Oui" in figure


def test_the_code_says_our_own_titles_too(french, monkeypatch, tmp_path):  # noqa: ARG001
    """
    The axis of a column that we add has its French name in the figure made again.
    """
    (table,) = said(read([1, 2, 2, 3] * 9)).tables
    view = View(table=table, chart=ChartSpec(kind="Histogram", x="value"))
    _, figure = shown(view)
    code = notebook(view, ORIGIN)
    monkeypatch.chdir(tmp_path)
    (tmp_path / DATA).write_text(json.dumps([1, 2, 2, 3] * 9), encoding="utf-8")
    monkeypatch.setattr(reader, "_ask", lambda: "en")
    before = reader._chosen.set(None)  # as in a process of one's own
    names = ran(code)
    reader._chosen.reset(before)

    assert figure == names["figure"].to_json()
    assert "Valeur" in figure


def test_english_code_says_nothing_of_languages():
    """
    Who reads English gets the code without a word about it.
    """
    (table,) = read(ROWS).tables
    view = View(table=table, chart=suggest(table)[0])

    assert "language" not in script(view, ORIGIN, DataFile(DATA))


def test_remarks_on_columns_are_kept_in_english(french):  # noqa: ARG001
    """
    Many read one reading, so what it says of columns is English until it is shown.
    """
    read_result = read([{"n": "1"}, {"n": "2"}], {"$": {"n": {"kind": "date"}}})
    (column,) = read_result.tables[0].columns

    (read_in_french,) = said(read_result).tables[0].columns

    assert "Written as text in the data" == column.note
    assert "Écrit comme du texte dans les données" == read_in_french.note
    assert "2 of 2 cells are not a date: “1”" == column.misfit
    assert "2 cellules sur 2 ne sont pas une date\u00a0: «\u00a01\u00a0»" == read_in_french.misfit


def test_our_own_titles_are_said_and_those_of_the_data_are_not(french):  # noqa: ARG001
    """
    A column that we add has a French title, but for programs; what the data call Value stays.
    """
    (ours,) = said(read([1, 2, 3])).tables
    (theirs,) = said(read([{"value": 1, "key": 2}])).tables
    child = said(read([{"id": 1, "parts": [{"n": 2}]}, {"id": 2, "parts": [{"n": 3}]}])).tables[1]
    alone = said(read(5)).headlines[0]
    files = [
        export("json", parcel_of([1, 2, 3], tables=(one,))) for one in (ours, read([1, 2, 3]).main)
    ]

    assert ("Résultat", ["Valeur"]) == (ours.title, [column.title for column in ours.columns])
    assert ["Value", "Key"] == [column.title for column in theirs.columns]
    assert ["Ligne parente", "Parent · ID", "N"] == [column.title for column in child.columns]
    assert "Valeur" == alone.label
    assert files[0].content == files[1].content
    assert files[0].name == files[1].name


def test_who_reads_english_reads_what_was_read():
    """
    Nothing is made anew for English.
    """
    reading = read(ROWS)

    assert reading is said(reading)
