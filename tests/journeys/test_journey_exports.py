"""A result taken away: the file opens elsewhere, and leads back to its run."""

import json

import pytest
from playwright.sync_api import expect
from visits import Visit, ended

from codika.results.exports import FORMATS

pytestmark = pytest.mark.browser


class Disk:
    """A page that was opened from disk has no server."""

    url = "file://"


def download(visit, ending):
    """Choose a format on the page of a run, make the file and return it."""
    form = FORMATS[ending]
    page = visit.page
    page.locator("[class*='st-key-download']").get_by_role("button").first.click()
    page.get_by_role("combobox", name="Format").click()
    page.get_by_role("option", name=form.name, exact=True).click()
    visit.see(form.remark)
    visit.wait_idle()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Make the file").click()
    return waiting.value


def finished(visit, dashboard, workflow):
    """Run a workflow on its example and return the run once it has ended."""
    visit.form(workflow)
    run = ended(dashboard, visit.press_run())
    visit.open(f"/runs?run={run.id}")
    visit.see("Raw JSON")
    return run


def test_a_report_is_read_without_a_network(dashboard, browser, new_visit, tmp_path):
    """
    Saved to disk and opened with the network off, it shows numbers, rows and a chart,
    breaks no rule of its own, and saves the chart as PNG and SVG.
    """
    visit = new_visit(dashboard)
    run = finished(visit, dashboard, "country-statistics")
    download_ = download(visit, "html")
    file = tmp_path / "report.html"
    download_.save_as(file)

    assert download_.suggested_filename.endswith(f"{run.id}.html")
    reader = Visit(browser, Disk, offline=True, accept_downloads=True)
    page = reader.page
    page.goto(file.as_uri())
    expect(page.get_by_role("heading", name="Country statistics")).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.get_by_role("cell", name="Belgium").first).to_be_visible()
    saved = {}
    for ending in ("PNG", "SVG"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Save as {ending}").first.click()
        waiting.value.save_as(tmp_path / ending)
        saved[waiting.value.suggested_filename.rpartition(".")[2]] = (
            tmp_path / ending
        ).read_bytes()

    assert b"\x89PNG" == saved["png"][:4]
    assert saved["svg"].startswith(b"<svg")
    assert [] == reader.errors + reader.dialogs
    assert [] == [url for url in reader.urls if not url.startswith(("file:", "data:", "blob:"))]
    reader.close()


@pytest.mark.slow
def test_a_file_leads_back_to_its_run(dashboard, new_visit, tmp_path):
    """
    What is downloaded are the rows on screen; dropped on the Runs page, it opens the run.
    """
    visit = new_visit(dashboard)
    run = finished(visit, dashboard, "country-statistics")
    file = tmp_path / "renamed.json"
    download(visit, "json").save_as(file)
    page = visit.open("/runs")
    page.get_by_role("button", name="Find the run of a file").click()
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_url(lambda url: run.id in url)
    visit.see("Country statistics")

    assert [run.id] == json.loads(file.read_text(encoding="utf-8"))["run_ids"]
