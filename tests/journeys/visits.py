"""A person with a browser: what they do, and what their browser noticed."""

import base64
import json
import re
from urllib.parse import parse_qs, urlsplit

from dashboards import until
from playwright.sync_api import expect

# What plotly says of a pointer over a chart that another one just took the place of.
HARMLESS = {"e.emit is not a function"}
LIVE = re.compile(r"Queued|Starting|Running")


class Visit:
    """
    One browser profile with its tabs.

    Attributes:
        page: The first tab.
        urls: Everything the browser asked for.
        frames: Everything that came by websocket.
        dialogs: Every `alert` that popped up.
        errors: What scripts threw, and what the content security policy refused.
    """

    def __init__(self, browser, dashboard, **how):
        self.dashboard = dashboard
        self._is_closed = False
        self._archive = how.get("record_har_path")
        self.urls, self.frames, self.dialogs, self.errors = [], [], [], []
        self.context = browser.new_context(
            **{
                "viewport": {"width": 1360, "height": 900},
                "timezone_id": "Europe/Brussels",
                "locale": "en-GB",
                "color_scheme": "light",
                # What moves is drawn by this machine's processors, sixty times a second.
                "reduced_motion": "reduce",
                **how,
            }
        )
        self.page = self.new_tab()

    def new_tab(self):
        """Open another tab of the same browser."""
        page = self.context.new_page()
        page.on("request", lambda request: self.urls.append(request.url))
        page.on("websocket", self._listen)
        page.on("dialog", self._refuse)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)
        return page

    def _listen(self, socket):
        self.urls.append(socket.url)
        socket.on("framereceived", lambda payload: self.frames.append(_bytes(payload)))

    def _refuse(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _note(self, message):
        if message.type == "error" and "Content Security Policy" in message.text:
            self.errors.append(message.text)

    @property
    def troubles(self):
        """What must never happen: requests to others, alerts, errors of scripts."""
        errors = [error for error in self.errors if error not in HARMLESS]
        home = urlsplit(self.dashboard.url).netloc
        foreign = [
            url
            for url in self.urls
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != home
        ]
        return [*foreign, *self.dialogs, *errors]

    def card(self, workflow):
        """Return the link on a workflow's card."""
        return self.page.locator(f".st-key-cards a[data-id='{workflow}']")

    def open(self, path="/", page=None):
        """Go to an address of the dashboard."""
        page = page or self.page
        page.goto(self.dashboard.url + path)
        return page

    def press(self, name, page=None):
        """Press a button."""
        (page or self.page).get_by_role("button", name=name, exact=True).click()

    def unfold_timeline(self, page=None):
        """Open the timeline of the run that is shown, and wait for what is in it."""
        (page or self.page).get_by_text("Timeline", exact=True).click()
        self.see("Saved here", page)

    def unfold_name(self, page=None):
        """Open the box that asks who one is; return the field for the name."""
        page = page or self.page
        page.locator(".st-key-you button").click()
        return page.get_by_role("textbox", name="Your name")

    def press_run(self, page=None):
        """Press Run; return the id of the run once the URL names it."""
        before = self.run_id(page)
        self.press("Run", page)
        return self.named_run(page, before)

    def named_run(self, page=None, before=""):
        """Return the run that the URL names, once it is another than before."""
        page = page or self.page
        page.wait_for_url(lambda url: _run_in(url) not in ("", before))
        return _run_in(page.url)

    def run_id(self, page=None):
        """Return the run that the URL names."""
        return _run_in((page or self.page).url)

    def form(self, workflow):
        """Open the form of a workflow with its example filled in."""
        page = self.open(f"/run?workflow={workflow}")
        self.fill_in_example()
        return page

    def fill_in_example(self):
        """Fill the form with the example and wait until it holds it."""
        self.press("Fill in")
        self.press("Example")
        self.see("Filled in with the example.")

    def wait_idle(self, page=None):
        """Wait until the script has ended; of no use where a timer runs."""
        app = (page or self.page).get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning")

    def see(self, text, page=None):
        """Wait until a text is in sight."""
        expect((page or self.page).get_by_text(text).first).to_be_visible()

    def received(self):
        """Return everything that reached the browser; ends the visit."""
        self.close()
        entries = json.loads(self._archive.read_text(encoding="utf-8"))["log"]["entries"]
        bodies = [_body(entry["response"]["content"]) for entry in entries]
        heads = [json.dumps(entry["response"]["headers"]).encode() for entry in entries]
        return [*self.frames, *bodies, *heads]

    def close(self):
        """Close the browser profile."""
        if not self._is_closed:
            self._is_closed = True
            self.context.close()


def ended(dashboard, run_id, within=60.0):
    """Return a run once it has ended, as the log has it."""
    with dashboard.log() as log:
        return until(lambda: run if not (run := log.get(run_id)).status.is_open else None, within)


def _run_in(url):
    return parse_qs(urlsplit(url).query).get("run", [""])[0]


def _body(content):
    text = content.get("text", "")
    return base64.b64decode(text) if content.get("encoding") == "base64" else text.encode()


def _bytes(payload):
    return payload.encode() if isinstance(payload, str) else payload
