"""The code of a result, taken along: a notebook that makes the page’s rows elsewhere."""

import json
import zipfile

import pytest
from playwright.sync_api import expect
from visits import ended

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ASKED = "where=any:continent:Europe&sort=down:population&columns=country&columns=population"


def test_a_notebook_makes_the_rows_on_screen_elsewhere(dashboard, new_visit, tmp_path, monkeypatch):
    """
    Filtered, sorted, downloaded and unpacked in a folder, it gives the rows and the chart that
    the page has; dropped on the Runs page, it opens the run.
    """
    visit = new_visit(dashboard)
    visit.form("country-statistics")
    run = ended(dashboard, visit.press_run())
    page = visit.open(f"/runs?run={run.id}&{ASKED}")
    visit.see("2 of 8 columns")
    page.get_by_text("Show the code").click()
    visit.see("# %% The rows")
    code = page.get_by_test_id("stCode").filter(has_text="# %% The rows").inner_text()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Jupyter notebook").click()
    waiting.value.save_as(tmp_path / "renamed.zip")
    with zipfile.ZipFile(tmp_path / "renamed.zip") as archive:
        archive.extractall(tmp_path)
        (name,) = [name for name in archive.namelist() if name.endswith(".ipynb")]
    monkeypatch.chdir(tmp_path)
    names: dict = {}
    for cell in json.loads((tmp_path / name).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)  # noqa: S102  what we test
    rows = names["shown"]

    assert 'frame[frame["continent"].isin(["Europe"])]' in code
    expect(page.get_by_text(f"{len(rows)} of 60 rows · 2 of 8 columns")).to_be_visible()
    assert ("Germany", ["country", "population"]) == (rows["country"].iloc[0], list(rows.columns))
    assert "Germany" in names["figure"].data[0].customdata

    page = visit.open("/runs")
    page.get_by_role("button", name="Find the run of a file").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "renamed.zip")
    page.wait_for_url(lambda url: run.id in url)
    visit.see("Country statistics")
