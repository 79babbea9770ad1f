"""The first five minutes: look at sample runs, connect a Codika, and go back to the sandbox."""

import pytest
from dashboards import stats, until
from visits import ended

from codika.model import RunStatus
from codika.runs import RunFilter

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def fresh(new_dashboard):
    """A dashboard without any setting, as after `make run`."""
    return new_dashboard().start()


def write(dashboard, codika, *, key=None):
    """Write a section into the secrets file, as its owner does in an editor."""
    lines = {
        "label": "Acme Bikes",
        "environment": "dev",
        "process_instance_id": codika.manifest["instances"]["dev"],
        "api_key": key or codika.manifest["keys"]["dev"],
        "organization_key": codika.manifest["keys"]["organization"],
        "base_url": codika.base_url,
    }
    text = "".join(f'{name} = "{value}"\n' for name, value in lines.items())
    dashboard.secrets.write_text(f"[codika.acme-dev]\n{text}", encoding="utf-8")
    dashboard.secrets.chmod(0o600)


def test_the_first_five_minutes(fresh, codika, new_visit):
    """
    Samples fill the history; the page notices the file by itself, takes it over without a
    restart, runs on it, and goes back to the sandbox, where the samples have ended meanwhile.
    """
    before = stats(codika)["triggers"]
    visit = new_visit(fresh)
    page = visit.open("/")
    visit.press("Fill with sample runs")
    visit.see("runs under way")
    with fresh.log() as log:
        most = len(log.open_runs())

    page.get_by_role("link", name="Connections", exact=True).click()
    visit.see("is not there yet.")
    write(fresh, codika, key="ck_…")
    visit.see("still holds the example's text; put the real key there")
    write(fresh, codika)
    visit.see("with every key.")
    visit.press("Use it now")
    visit.see("In use now:")
    visit.form("validate-iban")
    visit.see("Acme Bikes")
    run = ended(fresh, visit.press_run())
    triggers = stats(codika)["triggers"]

    page.get_by_role("link", name="Connections", exact=True).click()
    visit.press("Use the sandbox alone")
    visit.see("your connections are set aside")
    visit.see("built in, nothing real happens")
    with fresh.log() as log:
        until(lambda: not log.open_runs())
        samples = log.find(RunFilter(is_sample=True)).runs
    visit.press("Remove sample runs")
    visit.see("Bring them back")
    with fresh.log() as log:
        left = [one.id for one in log.find(RunFilter()).runs]
    keys = [key.encode() for key in codika.manifest["keys"].values()]

    assert 0 < most <= 4
    assert {RunStatus.SUCCESS, RunStatus.FAILED} >= {one.status for one in samples}
    assert (RunStatus.FAILED, "Acme Bikes") == (run.status, run.instance_name)
    assert [run.id] == left
    assert 1 == triggers - before
    assert [] == [frame for frame in visit.frames for key in keys if key in frame]
