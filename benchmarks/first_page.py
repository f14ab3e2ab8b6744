"""How long from starting the app to the first page drawn, in a real browser."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def first_page_seconds(home: Path, today: str, runs: int = 3) -> list[float] | None:
    """Seconds from the start of the server until the headline stands on the page; None without Chromium."""
    if not Path(CHROMIUM).exists():
        return None
    from playwright.sync_api import sync_playwright

    seconds = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for _ in range(runs):
            port = _free_port()
            start = time.perf_counter()
            server = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"],
                cwd=Path(__file__).parents[1],
                env=os.environ | {"COACH_HOME": str(home), "COACH_AS_OF": today, "COACH_MODEL": "builtin"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                _wait_for(port)
                page = browser.new_page()
                page.goto(f"http://127.0.0.1:{port}")
                page.get_by_text("open deals are stuck").first.wait_for(timeout=30_000)
                seconds.append(time.perf_counter() - start)
                page.close()
            finally:
                server.terminate()
                server.wait(10)
        browser.close()
    return seconds


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the app did not start")
