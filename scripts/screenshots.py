"""
Take the pictures of the README from the real app: `make screenshots`.

Starts the dashboard on a sandbox of its own, runs a few workflows through the
browser as a person would, and writes `docs/screenshots/*.png`.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "screenshots"
SIZE = {"width": 1360, "height": 860}
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
                    context = browser.new_context(
                        viewport=SIZE, color_scheme=scheme, timezone_id="Europe/Brussels"
                    )
                    _walk(context.new_page(), address, scheme)
                browser.close()
        finally:
            server.terminate()
            server.wait()


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
    _shoot(page, f"running{suffix}")
    page.goto(page.url.replace("/run?workflow=lead-scoring&", "/runs?"))
    page.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=PATIENCE)
    _shoot(page, f"run{suffix}")
    page.goto(f"{address}/")
    page.get_by_text("Latest runs").wait_for(timeout=PATIENCE)
    _shoot(page, f"home{suffix}")
    page.goto(f"{address}/runs")
    page.get_by_text("newest first").wait_for(timeout=PATIENCE)
    _shoot(page, f"runs{suffix}")


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
