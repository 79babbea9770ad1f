"""Reports and charts as web pages, read by an HTML parser."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from json_strategies import ANY_JSON, UNHURRIED
from parcels import ORIGIN, RECORDS, RUN_ID, parcel_of

from codika.results import suggest
from codika.results.exports import export, webpages

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


class Page(HTMLParser):
    """What a page consists of."""

    def __init__(self, content):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.scripts, self.blocks = [], [], [], {}
        self.tables, self.text = [], ""
        self._into = None
        self.feed(content.decode())

    def handle_starttag(self, tag, attrs):
        given_attributes = dict(attrs)
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "script":
            self._into = given_attributes.get("id", "")
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._into = self.tables[-1][-1]

    def handle_endtag(self, tag):
        if tag in ("script", "td", "th"):
            self._into = None

    def handle_data(self, data):
        match self._into:
            case list():
                self._into[-1] += data
            case "":
                self.scripts.append(data)
            case str():
                self.blocks[self._into] = json.loads(data)
            case _:
                self.text += data

    @property
    def policy(self):
        return next(value for name, value in self.attributes if "default-src" in (value or ""))


def page_of(result, ending="html", **given):
    return Page(export(ending, parcel_of(result, **given)).content)


def charts_of(result):
    (table,) = parcel_of(result).tables
    return tuple((spec, table) for spec in suggest(table))


def test_a_report_shows_numbers_rows_texts_and_origin():
    """
    The whole result can be read in it.
    """
    page = page_of({"total": 1204.5, "rows": RECORDS, "story": "# Title\n\nSome *words*."})
    rows, origin = page.tables

    assert "Total" in page.text
    assert "1,204.5" in page.text
    assert "# Title\n\nSome *words*." in page.text
    assert "2 rows" in page.text
    assert ["007", "3", "", "-12.5", "0.25", "yes", "2026-05-04"] == rows[1][:7]
    assert ["2026-05-04T06:00:00.500000Z", "=1+1", '["a", "é"]'] == rows[1][7:10]
    assert ["Run", RUN_ID] in origin
    assert ["Filters", "Amount from 10; State is open"] in origin


def test_a_report_of_many_rows_says_how_many_it_shows():
    """
    A page is for reading: the first thousand rows, and how many there are.
    """
    page = page_of([{"n": n} for n in range(2_500)])

    assert "The first 1,000 of 2,500 rows" in page.text
    assert 1_001 == len(page.tables[0])


def test_long_cells_texts_and_wide_tables_are_cut_and_said(monkeypatch):
    """
    Nothing makes a page that no browser opens.
    """
    monkeypatch.setattr(webpages, "MAX_COLUMNS", 2)
    page = page_of({"r": [{"a": "x" * 9_000, "b": 1, "c": 2}], "t": "word " * 40_000})

    assert "x" * 499 + "…" == page.tables[0][1][0]
    assert "the first 2 of 3 columns" in page.text
    assert "The first 100,000 of 200,000 characters" in page.text


def test_only_its_own_scripts_may_run():
    """
    The policy allows the two scripts by their hash, and no request at all.
    """
    page = page_of(RECORDS, charts=charts_of([{"n": n, "m": n * n} for n in range(20)]))
    hashes = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in page.scripts
    ]

    assert 2 == len(hashes)
    assert (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}' 'sha256-{hashes[1]}';"
        " style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    ) == page.policy


def test_a_report_without_charts_has_no_scripts():
    """
    What needs no script allows none.
    """
    page = page_of(RECORDS)

    assert "script-src 'none'" in page.policy
    assert ([], ["codika-origin"]) == (page.scripts, list(page.blocks))


def test_nothing_is_fetched():
    """
    No element of the page names an address.
    """
    page = page_of(RECORDS, charts=charts_of([{"n": n, "m": n * n} for n in range(20)]))

    assert set() == {name for name, _ in page.attributes} & {"src", "href", "action", "srcset"}
    assert set() == set(page.tags) & {"link", "img", "iframe", "object", "embed", "a", "form"}


def test_the_charts_draw_the_numbers_of_the_table():
    """
    A figure is in the page with its data, colours of its own, and a name for its pictures.
    """
    records = [{"city": city, "amount": n} for n, city in enumerate(["Ghent", "Lyon", "Bern"])]
    page = page_of(records, "charts.html", charts=charts_of(records)[:1])
    figure = page.blocks["figure-0"]

    assert ["Bern", "Lyon", "Ghent"] == figure["data"][0]["customdata"]
    assert "#0b6fb8" == figure["layout"]["colorway"][0]
    assert ["png", "svg"] == [value for name, value in page.attributes if name == "data-format"]
    assert any(
        name == "data-name"
        and re.fullmatch(rf"invoices-Result-[\w-]+-prod-{RUN_ID}-filtered", value)
        for name, value in page.attributes
    )


def test_hostile_content_is_text():
    """
    Markup in headings, cells, labels, texts and charts is shown, not obeyed.
    """
    records = [{HOSTILE: f"{n}{HOSTILE}", "amount": n * 1.5} for n in range(9)]
    result = {"rows": records, HOSTILE: HOSTILE, "text": HOSTILE * 9}
    table = parcel_of(result).tables[0]
    origin = replace(ORIGIN, workflow_title=HOSTILE, filters=(HOSTILE,))
    charts = tuple((spec, table) for spec in suggest(table))
    page = page_of(result, charts=charts, origin=origin)

    assert HOSTILE == page.blocks["codika-origin"]["workflow_title"]
    assert HOSTILE in page.text
    assert f"0{HOSTILE}" == page.tables[0][1][0]
    assert {"img", "onerror"} & {*page.tags, *(name for name, _ in page.attributes)} == set()
    assert 2 == len(page.scripts)


@UNHURRIED
@given(ANY_JSON)
def test_any_result_is_a_page_of_our_elements_only(result):
    """
    Whatever came from outside adds no element, attribute or script.
    """
    page = page_of(result)
    ours = {
        "html", "head", "meta", "title", "style", "script", "body", "main", "header", "h1", "h2",
        "p", "span", "dl", "div", "dt", "dd", "section", "table", "thead", "tbody", "tr", "th",
        "td", "pre",
    }  # fmt: skip

    assert set(page.tags) <= ours
    assert [RUN_ID] == page.blocks["codika-origin"]["run_ids"]


@pytest.mark.parametrize(
    ("environment", "marks"), [("prod", ["prod"]), ("dev", [])], ids=["prod", "dev"]
)
def test_prod_is_marked(environment, marks):
    """
    Nobody takes a report of production for one of a trial.
    """
    page = page_of(RECORDS, origin=replace(ORIGIN, environment=environment))

    assert marks == [value for _, value in page.attributes if value == "prod"]
    assert environment.upper() in page.text
