"""What a workflow returns came from outside: it is read, and never acts."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from codika.model import Environment, Run, RunError, RunEvent, RunStatus
from codika.runs import UNSET, new_id

pytestmark = pytest.mark.browser

TRACKER = "https://tracker.example/p.png"
SCRIPT = "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>"
TRICKS = [
    SCRIPT,
    f"![x]({TRACKER})",
    f"!![x]({TRACKER})",
    f"[![x]({TRACKER})](javascript:window.pwned=1)",
    f"![x][ref]\n\n[ref]: {TRACKER}",
    "[click](javascript:window.pwned=1)",
    f"<img src={TRACKER}>",
    f"<iframe src={TRACKER}></iframe><style>@import '{TRACKER}';</style>",
    ":red[alarm] :material/warning: :smile:",
    "$\\href{javascript:window.pwned=1}{x}$ \\\\$x\\\\$",
    '=HYPERLINK("https://tracker.example")',
    "safe\u202egnp.exe",
]
RESULT = {
    "title": SCRIPT[:40],
    "short": ":red[alarm]",
    "pixel": "![x](//t.example)",
    "link": "javascript:window.pwned=1",
    "image_url": TRACKER,
    "avatar": f"data:text/html,{SCRIPT}",
    "report": "# Heading\n\n" + "\n\n".join(TRICKS) + "\n\n**the end**",
    "note": " ".join(TRICKS) + " plain and long",
    "rows": [
        {
            "name": trick,
            "link": "javascript:window.pwned=1",
            "image": TRACKER,
            f"![x]({TRACKER})": n,
            "value": n,
        }
        for n, trick in enumerate(TRICKS)
    ],
    SCRIPT: SCRIPT,
    f"![x]({TRACKER})": [{"a": 1}, {"a": 2}],
}


def put(dashboard, codika, *, result=UNSET, **changes):
    """Put a run on record whose every word is hostile; return its id."""
    run = Run(
        **{
            "id": new_id(),
            "submission_id": new_id(),
            "instance_id": codika.manifest["instances"]["dev"],
            "instance_name": TRICKS[1],
            "environment": Environment.DEV,
            "workflow_id": "../<script>",
            "workflow_title": SCRIPT,
            "inputs": " ".join(TRICKS)[:160],
            "user": TRICKS[1],
            "status": RunStatus.SUCCESS,
            "created_at": datetime.now(UTC),
            "duration_ms": 1.0,
            **changes,
        }
    )
    events = [RunEvent(at=run.created_at, kind="ended", text=trick) for trick in TRICKS]
    with dashboard.log() as log:
        log.add(run, {"text": TRICKS, SCRIPT: SCRIPT}, owner="nobody", lease=0.0)
        log.save(run, *events, result=result)
    return run.id


def check_nothing_acted(visit):
    """Nothing ran, and nothing of the page leads or looks elsewhere by itself."""
    page = visit.page

    assert page.evaluate("window.pwned") is None
    assert [] == page.evaluate(
        """[...document.querySelectorAll("img, iframe, script, link, object, embed, source")]
           .map(e => e.src || e.href || e.data || "")
           .filter(url => url && !url.startsWith(location.origin)
                              && !url.startsWith("data:image/") && !url.startsWith("blob:"))"""
    )
    assert [] == page.evaluate(
        """[...document.querySelectorAll("a[href]")].map(e => e.getAttribute("href"))
           .filter(href => /^\\s*(javascript|data|vbscript):/i.test(href))"""
    )
    assert [] == visit.troubles


def test_a_hostile_result_is_read_and_does_nothing(dashboard, codika, new_visit):
    """
    Scripts, pictures, links, formulas and colours of a result are words.
    """
    run_id = put(dashboard, codika, result=RESULT)
    visit = new_visit(dashboard)
    page = visit.open(f"/runs?run={run_id}")
    visit.see("the end")
    page.get_by_text("Inputs", exact=True).click()
    page.get_by_text("Timeline", exact=True).click()
    page.get_by_text("Raw JSON").click()
    expect(page.get_by_test_id("stCode").first).to_be_visible()
    visit.see("window.pwned")
    report = page.get_by_test_id("stMarkdownContainer").filter(has_text="the end")
    # The sign that keeps icons from being drawn is there, and never seen.
    expect(report.get_by_text(":red[alarm] :\u2060material/warning: :\u2060smile:")).to_be_visible()
    expect(page.get_by_role("heading", name=SCRIPT)).to_be_visible()
    check_nothing_acted(visit)


def test_a_hostile_failure_is_read_and_does_nothing(dashboard, codika, new_visit):
    """
    Nor do the words of an error, the name of a step, or a state nobody knows.
    """
    words = " ".join(TRICKS)
    error = RunError(
        kind="ExecutionFailedError", message=words, label=words, failed_node=words, request_id=words
    )
    run_id = put(dashboard, codika, status=RunStatus.FAILED, error=error, reported_status=TRICKS[1])
    visit = new_visit(dashboard)
    page = visit.open(f"/runs?run={run_id}")
    expect(page.get_by_role("alert").filter(has_text=":red[alarm]")).to_be_visible()
    check_nothing_acted(visit)


@pytest.mark.parametrize("path", ["/", "/runs", "/run?workflow=..%2F%3Cscript%3E"])
def test_hostile_words_in_lists_do_nothing(dashboard, codika, new_visit, path):
    """
    Home, the list of runs and the form show the same words as words.
    """
    put(dashboard, codika)
    visit = new_visit(dashboard)
    visit.open(path)
    visit.wait_idle()
    visit.see("dev")
    check_nothing_acted(visit)


@pytest.mark.parametrize("name", ["run", "workflow", "connection", "q", "status", "from"])
def test_a_hostile_address_does_nothing(dashboard, new_visit, name):
    """
    A link that somebody sent shows at most what it says.
    """
    visit = new_visit(dashboard)
    for page in ("run", "runs"):
        visit.open(f"/{page}?{name}=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E![x]({TRACKER})")
        visit.see("dev")
        visit.wait_idle()
    check_nothing_acted(visit)
