"""
Take the pictures of the README from the real app: `make screenshots`.

Starts the dashboard on a sandbox of its own, runs a few workflows through the
browser as a person would, and writes `docs/screenshots/*.png` and the moving `tour.webp`.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "screenshots"
SIZE = {"width": 1360, "height": 860}
PHONE = {"width": 390, "height": 844}
TOUR_WIDTH = 1000  # pixels
RUNS = ("weekly-report", "validate-iban", "stock-history", "country-statistics", "lead-scoring")
PATIENCE = 60_000  # milliseconds until something must have appeared


def main() -> None:
    """Start the app, walk through it twice (light and dark), stop it."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("Chromium is needed to take pictures.")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(  # noqa: S603  our own app
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=ROOT,
            env={**os.environ, "CODIKA_DASHBOARD_DATA": data},
        )
        try:
            address = f"http://localhost:{port}"
            _wait_for(f"{address}/healthz")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"]
                )
                for scheme in ("light", "dark"):
                    _walk(_page(browser, color_scheme=scheme), address, scheme)
                _tour(_page(browser), address)
                _rest(browser, address)
                browser.close()
        finally:
            server.terminate()
            server.wait()


def _page(browser: Browser, **how: object) -> Page:
    given = {"viewport": SIZE, "locale": "en-GB", "timezone_id": "Europe/Brussels", **how}
    return browser.new_context(**given).new_page()


def _walk(page: Page, address: str, scheme: str) -> None:
    suffix = "" if scheme == "light" else "-dark"
    for workflow in RUNS:
        page.goto(f"{address}/run?workflow={workflow}")
        page.get_by_role("button", name="Run", exact=True).click(timeout=PATIENCE)
        page.wait_for_url("**run=*")
        page.get_by_text("Open this run on its own page").wait_for(timeout=PATIENCE)
        page.locator("[data-testid=stMarkdownContainer]", has_text="took").first.wait_for(
            timeout=PATIENCE
        )
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    _shoot(page, f"form-and-result{suffix}")
    page.goto(page.url.replace("/run?workflow=lead-scoring&", "/runs?"))
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    _shoot(page, f"run{suffix}")
    page.goto(f"{address}/")
    page.get_by_text("Latest runs").wait_for(timeout=PATIENCE)
    _shoot(page, f"home{suffix}")
    page.goto(f"{address}/runs")
    page.get_by_text("newest first").wait_for(timeout=PATIENCE)
    _shoot(page, f"runs{suffix}")


def _tour(page: Page, address: str) -> None:
    """Take the way from Home to rows of a result as one moving picture."""
    frames: list[tuple[Image.Image, int]] = []

    def keep(milliseconds: int, *, settle: int = 1200) -> None:
        page.wait_for_timeout(settle)
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        height = round(picture.height * TOUR_WIDTH / picture.width)
        frames.append((picture.resize((TOUR_WIDTH, height)), milliseconds))

    page.goto(f"{address}/")
    page.get_by_text("Latest runs").wait_for(timeout=PATIENCE)
    keep(1600, settle=2500)
    page.locator(".st-key-cards a[data-id='market-research']").click()
    page.get_by_text("What to expect").wait_for(timeout=PATIENCE)
    keep(1600)
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("You can close this tab").wait_for(timeout=PATIENCE)
    for _ in range(3):
        keep(700)
    page.get_by_text("Open this run on its own page").wait_for(timeout=PATIENCE)
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    keep(1800)
    page.get_by_text("Open this run on its own page").click()
    page.get_by_text("Timeline", exact=True).wait_for(timeout=PATIENCE)
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    keep(2500)
    box = page.get_by_placeholder("Rows that contain…")
    box.fill("Germany")
    box.press("Enter")
    page.wait_for_url("**Germany*")
    keep(2500, settle=2500)
    first, *others = [picture for picture, _ in frames]
    first.save(
        PICTURES / "tour.webp",
        save_all=True,
        append_images=others,
        duration=[milliseconds for _, milliseconds in frames],
        loop=0,
        quality=80,
        method=6,
    )


def _rest(browser: Browser, address: str) -> None:
    """Take what else the documents show: a slide, prod, French, a phone, a run under way."""
    page = _page(browser)
    page.goto(f"{address}/run?workflow=lead-scoring&present=1&show=country&p.country=Belgium")
    page.get_by_role("button", name="Run", exact=True).click(timeout=PATIENCE)
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    _shoot(page, "present")
    page.goto(f"{address}/connections")
    page.get_by_text("Connect your Codika").first.wait_for(timeout=PATIENCE)
    _shoot(page, "connections")
    page = _page(browser, locale="fr-FR")
    page.goto(f"{address}/run?workflow=validate-iban&p.iban=BE00&connection=sandbox-prod")
    page.get_by_text("À quoi s’attendre").wait_for(timeout=PATIENCE)
    _shoot(page, "french-prod")
    page = _page(browser, viewport=PHONE)
    page.goto(f"{address}/run?workflow=stock-history")
    page.get_by_role("button", name="Run", exact=True).click(timeout=PATIENCE)
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    page.locator(".js-plotly-plot").first.scroll_into_view_if_needed()
    _shoot(page, "phone")
    page = _page(browser)
    page.goto(f"{address}/run?workflow=market-research")
    page.get_by_role("button", name="Run", exact=True).click(timeout=PATIENCE)
    page.get_by_text("You can close this tab").wait_for(timeout=PATIENCE)
    _shoot(page, "running")


def _shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(3000)  # fonts, canvas and toasts; a picture is no test
    page.screenshot(path=PICTURES / f"{name}.png")


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  our own server
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("The dashboard did not start.")


if __name__ == "__main__":
    main()
