"""The app in a real browser, on the sample company: both pages, a review, a citation, wide and narrow."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.network]
ROOT = Path(__file__).parents[2]
SCREENS = ROOT / "artefacts" / "screens"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        told = "no chromium on this machine"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a free port of this machine, in a process of its own."""
    folder = tmp_path_factory.mktemp("app")
    shutil.copytree(loaded, folder / "home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COACH_", "OPENAI_"))}
    settings = {"COACH_HOME": str(folder / "home"), "COACH_AS_OF": "2026-11-20", "COACH_MODEL": "builtin"}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (folder / "log").open("w") as log:
        app = subprocess.Popen(command, cwd=ROOT, env=kept | settings, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", app)
            yield f"http://127.0.0.1:{port}"
        finally:
            app.terminate()
            app.wait(20)
    assert "Traceback" not in (folder / "log").read_text()


def _wait_for(url: str, app: "subprocess.Popen[bytes]") -> None:
    for _ in range(120):
        assert app.poll() is None, "the app ended by itself"
        try:
            urllib.request.urlopen(url, timeout=2)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail("the app did not start within a minute")


def settled(page: "Page") -> None:
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'", timeout=60_000
    )
    page.wait_for_timeout(700)


def looked_at(page: "Page", name: str, width: int) -> None:
    """No sideways scrolling, nothing failed on the screen, and a picture of the whole page to look at."""
    settled(page)
    wide, room, height = page.evaluate(
        "() => { const main = document.querySelector('[data-testid=stMain]');"
        "return [Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth),"
        "innerWidth, main.scrollHeight] }"
    )
    assert room == width
    assert wide <= 0, f"{name} scrolls sideways by {wide} pixels at {width}"
    assert page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count() == 0
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": width, "height": min(height + 10, 6000)})
    page.wait_for_timeout(900)
    page.screenshot(path=SCREENS / f"{name}-{width}.png")
    page.set_viewport_size({"width": width, "height": 900})


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_pipeline_to_the_words_a_verdict_rests_on(browser: "Browser", address: str, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="light").new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(address)
    settled(page)
    assert re.fullmatch(r"\d+ of 34 open deals are stuck", page.locator("h1").inner_text())
    looked_at(page, "pipeline", width)

    page.locator("[data-testid=stDataFrame] .dvn-scroller").first.scroll_into_view_if_needed()
    page.locator("[data-testid=stDataFrame] .dvn-scroller").first.click(position={"x": 60, "y": 70})
    page.wait_for_url(re.compile(r"/deal\?(.*&)?deal=D-1\d\d"), timeout=30_000)
    page.reload()
    settled(page)
    assert "deal=D-1" in page.url

    page.goto(f"{address}/deal?deal=D-102")
    settled(page)
    page.get_by_role("button", name=re.compile("Run the review")).click()
    page.wait_for_selector(".st-key-verdict", timeout=120_000)
    settled(page)
    looked_at(page, "deal", width)

    page.locator("[class*=st-key-question] [class*=st-key-cite] button:visible").first.click()
    mark = page.locator(".st-key-source span[style*=background], .st-key-source .stMarkdownColoredBackground").first
    mark.wait_for(state="visible", timeout=30_000)
    assert mark.inner_text().strip()
    assert page.locator(".st-key-source a, .st-key-source img").count() == 0
    looked_at(page, "deal-source", width)

    outside = [url for url in asked if not url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))]
    assert outside == []
    page.context.close()
