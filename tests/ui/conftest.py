"""The whole screen, run from its entry point on a real sandbox and a real run log."""

import json
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import streamlit as st
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.context import ContextProxy
from streamlit.runtime.secrets import secrets_singleton
from streamlit.testing.v1 import AppTest

from codika.runs import polling
from ui import resources, web

MAIN = Path(__file__).parents[2] / "ui" / "main.py"
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
PATIENCE = 20.0  # seconds for a run to end
CONFIGURING = (
    "PROCESS_INSTANCE_ID", "CODIKA_API_KEY", "CODIKA_ENVIRONMENT", "CODIKA_ORGANIZATION_KEY",
    "CODIKA_BASE_URL", "CODIKA_TRIGGER_BASE_URL", "CODIKA_STATUS_BASE_URL",
    "CODIKA_RISKY_WORKFLOWS", "DEV_PROCESS_INSTANCE_ID", "DEV_CODIKA_API_KEY",
    "PROD_PROCESS_INSTANCE_ID", "PROD_CODIKA_API_KEY",
)  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def no_other_components():
    """
    Spare each session a search of all installed packages for components.

    It takes most of a second, as often as an `AppTest` is made; ours are none of a package.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda *_, **__: [])
        yield


@pytest.fixture(autouse=True)
def whole_pages(monkeypatch):
    """Have all of a page drawn anew where a part of it would do: this driver forgets the rest."""
    whole = st.rerun
    monkeypatch.setattr(st, "rerun", lambda _=None: whole())


class Lent:
    """A sandbox that stays when the dashboard that uses it is closed."""

    def __init__(self, sandbox):
        self._sandbox = sandbox

    def __getattr__(self, name):
        return getattr(self._sandbox, name)

    def stop(self):
        """Leave it to others."""


class Codika:
    """The sandbox as these tests see it."""

    def __init__(self, sandbox):
        self.base_url = sandbox.base_url
        self.keys = sandbox.manifest["keys"]
        self.instances = sandbox.manifest["instances"]
        self._before = self._stats()

    @property
    def started(self):
        """How many executions this test has started."""
        return self._stats()["triggers"] - self._before["triggers"]

    def misbehave(self, on, *, times=1, after=0, **do):
        """Spoil the next requests."""
        self._call("POST", "faults", [{"on": on, "times": times, "after": after, "do": do}])

    def behave(self):
        """Spoil no more requests."""
        self._call("DELETE", "faults")

    def _stats(self):
        return self._call("GET", "stats")

    def _call(self, method, control, content=None):
        request = urllib.request.Request(  # noqa: S310  our own sandbox
            f"{self.base_url}/sandbox/{control}",
            method=method,
            data=None if content is None else json.dumps(content).encode(),
        )
        with NO_PROXY.open(request, timeout=10) as answer:
            return json.load(answer)


@pytest.fixture
def see():
    """See sandboxes as these tests do; they behave again in the end."""
    seen = []

    def see(sandbox):
        seen.append(Codika(sandbox))
        return seen[-1]

    yield see
    for one in seen:
        one.behave()


@pytest.fixture
def codika(sandbox, see):
    return see(sandbox)


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path, monkeypatch, sandbox):
    """A data folder and settings of the test's own, and nothing left of an earlier one."""
    for name in CONFIGURING:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(resources.DATA_VARIABLE, str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)  # a project.json of somebody's is not ours
    monkeypatch.setattr(resources, "launch", lambda _, **__: Lent(sandbox))
    monkeypatch.setattr(polling, "SHORTEST", 0.02)
    monkeypatch.setattr(polling, "longest_gap", lambda _: 0.02)
    before = config.get_option("secrets.files")
    config.set_option("secrets.files", [str(tmp_path / "secrets.toml")])
    secrets_singleton._reset()
    forget_everything()
    yield
    resources.close()
    config.set_option("secrets.files", before)
    secrets_singleton._reset()
    forget_everything()


def forget_everything():
    st.cache_data.clear()
    st.cache_resource.clear()


class Screen:
    """
    One browser session.

    Attributes:
        at: Streamlit's own test driver.
    """

    def __init__(self):
        self.at = AppTest.from_file(MAIN, default_timeout=15)
        self.at.context = {"timezone": "Europe/Brussels", "theme": "light"}
        self._is_started = False

    def open(self, page="home", /, **params):
        """Go to an address, as a link or a bookmark would."""
        if not self._is_started:
            self.at.run()  # pages are known by the menu, which the first run draws
            self._is_started = True
        self.at.query_params.clear()
        self.at.query_params.update(params)
        self.at.switch_page(f"../pages/{page}.py")
        self.at.query_params.update(params)
        return self.again()

    def again(self):
        """Draw the page anew from the log as it is now."""
        st.cache_data.clear()
        self.at.run()

        assert [] == [error.value for error in self.at.exception]
        return self

    @property
    def text(self):
        """Everything that can be read on the page, in order of kind."""
        at = self.at
        parts = [
            element.value
            for kind in (at.title, at.header, at.subheader, at.markdown, at.caption, at.text,
                         at.error, at.warning, at.info, at.success, at.code)
            for element in kind
        ]  # fmt: skip
        parts += [
            f"{' '.join(badge['word'] for badge in cell.get('badges', ()))} {cell.get('text', '')}"
            for told in self._linked()
            for row in told["rows"]
            for cell in row["cells"]
        ]
        return "\n".join(str(part) for part in parts).replace("\\", "")

    @property
    def sent(self):
        """All that was sent to the browser."""

        def nodes(node):
            yield node
            for child in getattr(node, "children", {}).values():
                yield from nodes(child)

        return "".join(str(getattr(node, "proto", "")) for node in nodes(self.at._tree))

    @property
    def errors(self):
        return [error.value.replace("\\", "") for error in self.at.error]

    def widget(self, label):
        """Return the one widget that is labelled so."""
        at = self.at
        kinds = (at.text_input, at.text_area, at.number_input, at.selectbox, at.multiselect,
                 at.radio, at.date_input, at.segmented_control)  # fmt: skip
        found = [
            widget
            for kind in kinds
            for widget in kind
            if widget.label.replace("\\", "").removesuffix(" *") == label
        ]

        assert 1 == len(found), f"{len(found)} widgets are labelled {label!r}"
        return found[0]

    def button(self, label):
        """Return the one button that says so."""
        found = [button for button in self.at.button if button.label == label]

        assert 1 == len(found), [button.label for button in self.at.button]
        return found[0]

    def unfold_timeline(self, run_id=None):
        """Open the timeline of the run that the address names."""
        self.at.session_state[f"timeline/{run_id or self.run_id}"] = True
        return self.again()

    def press(self, label):
        """Press a button and let the page draw."""
        self.button(label).click()
        return self.again()

    def fill(self, **values):
        """Fill in fields of the form, by their label with _ for a blank."""
        for label, value in values.items():
            self.widget(label.replace("_", " ")).set_value(value)
        return self

    def press_run(self):
        """Press Run and return the run that the URL names then."""
        self.press("Run in PROD" if "Run in PROD" in self.labels else "Run")
        return self.run_id

    @property
    def labels(self):
        return [button.label for button in self.at.button]

    @property
    def main(self):
        """What the page's main buttons say."""
        return [button.label for button in self.at.button if button.proto.type == "primary"]

    @property
    def run_id(self):
        return self.at.query_params.get("run")

    @property
    def address(self):
        """The parameters of the address, each with all its values."""
        params = dict(self.at.query_params)
        return {
            name: [value] if isinstance(value, str) else value for name, value in params.items()
        }

    @property
    def links(self):
        """Label and address of every link to a page: of Streamlit's, then of our own."""
        native = [
            (link.proto.label.replace("\\", ""), link.proto.page, link.proto.query_string)
            for link in self.at.get("page_link")
        ]
        linked = [
            (row["cells"][0]["text"], *row["address"].split("?"))
            for told in self._linked()
            for row in told["rows"]
            if told["layout"] != "table"
        ]
        return native + linked

    def linked(self, key):
        """Return what is told of the rows under a key that lead somewhere; nothing of none."""
        return next((told for told in self._linked() if told["key"] == key), {"rows": []})

    def _linked(self):
        for element in self.at.get("bidi_component"):
            if element.proto.component_name == "codika.linked":
                key = element.proto.id.rpartition("-")[2]
                yield {"key": key, **json.loads(element.proto.json)}

    def follow(self, key, n):
        """Click a row; a browser goes to its address."""
        page, _, query = self.linked(key)["rows"][n]["address"].partition("?")
        return self.open(page or "runs", **parse_qs(query))


@pytest.fixture
def screen():
    return Screen()


@pytest.fixture
def as_browser(monkeypatch):
    """Be one browser or another: AppTest knows no cookies."""

    @contextmanager
    def being(name):
        with monkeypatch.context() as patched:
            patched.setattr(ContextProxy, "cookies", {web.BROWSER_COOKIE: name})
            yield

    return being


@pytest.fixture
def new_screen():
    """Make sessions: two tabs, two people."""
    return Screen


@pytest.fixture
def ended():
    """Wait for a run to end, and return it."""
    return lambda run_id: resources.get().runs.wait(run_id, PATIENCE)


@pytest.fixture
def store():
    """Return the run log that the screen reads, and the runs on it."""
    return lambda: resources.get().runs.store
