"""
Chromium on a page: when its first view is there, when a click is answered, what was sent.

A *first view* begins with the navigation, and has come when the page's main content is
visible, nothing is a placeholder any more and the script has run to its end.  Both ends
are read off the page's own clock, looked at with every frame that it draws.  The window
is opened beforehand; the browser's own work for that is nobody's page.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

LONGEST = 120_000  # milliseconds until something must be there
OPENED = 400  # milliseconds for a window to come to rest

WHEN = """
(() => {
  // What a component of ours draws is in a document of its own: `outside >>> inside`.
  const isThere = (selector) => {
    const [outside, inside] = selector.split(' >>> ');
    let found = document.querySelector(outside);
    if (inside) found = found?.shadowRoot?.querySelector(inside);
    return Boolean(found?.checkVisibility());
  };
  window.when = (isOver) => new Promise((resolve) => {
    const look = () => {
      if (isOver()) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
  window.isThere = (selectors) =>
    document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
      && selectors.every(isThere) && !document.querySelector('[data-testid=stSkeleton]');
})();
"""
_FIRST = "window.firstView = window.when(() => window.isThere(%s));"
_CHANGE = """
(text) => {
  window.answered = undefined;
  const begin = () => {
    const began = performance.now();
    // What is seen is asked for last: it has the browser lay out the page, which is its own work.
    const isRead = () => document.body.textContent.includes(text)
      && document.body.innerText.includes(text);
    window.when(isRead)
      .then((at) => { window.answered = at - began; });
  };
  for (const kind of ['click', 'keydown'])
    document.addEventListener(kind, begin, {capture: true, once: true});
}
"""


@dataclass(frozen=True, slots=True)
class Visited:
    """What a visit was sent, and the page as it is."""

    fetched: float
    """By HTTP, in MB (10⁶ bytes), as it came over the wire."""
    told: float
    """By websocket, in MB."""
    page: Page = field(repr=False)


@contextlib.contextmanager
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser in which nothing is cached yet."""
    with contextlib.closing(browser.new_context()) as context:
        yield context


@contextlib.contextmanager
def first_view(context: BrowserContext, url: str, content: tuple[str, ...]) -> Iterator[Visited]:
    """
    Open a page in a new tab, which is open until the end of this.

    Args:
        context: Where; what it has cached is not fetched again.
        url: Of the page.
        content: CSS of what a visitor came for; each has to be visible.  `outside >>> inside`
            is found in the shadow tree of an element.
    """
    with contextlib.closing(context.new_page()) as page:
        sent = _Sent(page)
        page.add_init_script(WHEN + _FIRST % json.dumps(content))
        page.wait_for_timeout(OPENED)
        page.set_default_timeout(LONGEST)
        page.goto(url, wait_until="commit")
        page.wait_for_function("window.firstView")
        yield Visited(sent.fetched / 1e6, sent.told / 1e6, page)


def answered(page: Page, act: Callable[[Page], None], text: str) -> float:
    """
    Do something on a page and return how long it took until this was answered, in ms.

    From the click or the key on, until the words of the answer can be read.

    Args:
        page: Where.
        act: Does it.
        text: What stands on the page when it is answered, and not before.
    """
    if text in page.inner_text("body"):
        raise RuntimeError(f"{text!r} is there beforehand")
    page.evaluate(_CHANGE, text)
    act(page)
    page.wait_for_function("window.answered !== undefined")
    took: float = page.evaluate("window.answered")
    return took


class _Sent:
    """Counts what is sent to a page."""

    def __init__(self, page: Page) -> None:
        self.fetched = self.told = 0
        page.on("websocket", lambda socket: socket.on("framereceived", self._hear))
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._fetch)

    def _hear(self, frame: str | bytes) -> None:
        self.told += len(frame)

    def _fetch(self, finished: dict[str, Any]) -> None:
        self.fetched += finished["encodedDataLength"]
