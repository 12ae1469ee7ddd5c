"""A user's way through the dashboard in a real browser: look, switch the language, change, download, mend."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_scenarios import FAULTY, SMALL
from visits import LIBRARY, written

from scenarios.language import HOUSE

sync_api = pytest.importorskip("playwright.sync_api")
Page = sync_api.Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and os.environ.get("CI") != "true",
        reason="no Chromium on this machine: apt install chromium",
    ),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of the dashboard on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                    break
            except OSError:
                assert time.monotonic() < until, "the server does not start"
                time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """The files page of a new visitor: it needs no plan."""
    with sync_api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(60_000)
        page.goto(f"{address}/files")
        ready(page)
        yield page
        browser.close()


def ready(page: Page) -> None:
    """Waits until nothing on the page is being computed."""
    page.wait_for_timeout(300)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def upload(page: Page, file: Path, button: str) -> None:
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name=button).click()
    ready(page)


def shown(page: Page, text: str) -> None:
    """Waits until the page says this; a page that never does fails the test."""
    page.wait_for_function("text => document.body.innerText.includes(text)", arg=text)


def planned(page: Page) -> None:
    """Waits until the run under way is over."""
    page.wait_for_function("!document.querySelector('.st-key-progress')")
    ready(page)


def test_a_way_through_the_dashboard(page: Page, tmp_path: Path) -> None:
    upload(page, written(tmp_path, SMALL), "Kiểm tra và mở")
    planned(page)
    page.get_by_text("Tổng quan").first.click()
    ready(page)
    shown(page, "160,0 tỷ đồng")
    # the browser fetches the drawing code only when the first chart comes
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot').length === 3")

    page.get_by_text("English", exact=True).click()
    ready(page)
    shown(page, "VND 160.0 bn")
    assert "tỷ đồng" not in page.inner_text("body")

    field = page.get_by_role("textbox", name="Cost of public funds (%)")
    field.fill("50")
    field.press("Tab")
    page.get_by_role("button", name="Make the plan again").click()
    ready(page)
    planned(page)
    shown(page, "Cost of public funds (%): 0 → 50")
    page.get_by_test_id("stMetricDelta").first.wait_for()

    page.get_by_text("Scenario and files").first.click()
    ready(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Result folder (ZIP)").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert {"plan.json", "projects.csv", "limits.csv", "manifest.json"} <= set(archive.namelist())


@pytest.mark.parametrize(
    ("file", "pages"),
    [
        (
            "ppp-wastewater.yaml",
            (
                ("Chi tiết dự án", "Hợp đồng rẻ hơn cho Nhà nước", 5),
                ("Tài chính công", "vượt hạn mức", 2),
                ("Rủi ro", "Xác suất lỗ", 3),
            ),
        ),
        ("thong-nhat-1.yaml", (("Dự báo", "Sai số bình quân", 2), ("Pháp luật", "chưa được xác nhận", 1))),
    ],
)
def test_pages_draw_all_their_charts(file: str, pages: tuple[tuple[str, str, int], ...], page: Page) -> None:
    page.set_input_files("input[type=file]", LIBRARY / file)
    page.get_by_role("button", name="Kiểm tra và mở").click()
    ready(page)
    planned(page)
    for name, title, charts in pages:
        page.get_by_test_id("stTopNavLink").filter(has_text=name).click()
        ready(page)
        shown(page, title)
        page.wait_for_function(
            "count => document.querySelectorAll('.js-plotly-plot .main-svg').length >= count", arg=charts
        )
        assert page.locator(".js-plotly-plot").count() == charts
        assert page.locator("[data-testid=stException]").count() == 0
        page.set_viewport_size({"width": 390, "height": 844})
        ready(page)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
        page.set_viewport_size({"width": 1440, "height": 900})
        ready(page)


def test_a_faulty_file_shows_its_faults(page: Page, tmp_path: Path) -> None:
    upload(page, written(tmp_path, FAULTY), "Kiểm tra và mở")
    rows = page.locator("[data-testid=stTable] tbody tr")
    rows.first.wait_for()
    assert rows.count() == 3
    assert "cieling" in rows.nth(1).inner_text() + rows.nth(0).inner_text()


def test_on_a_telephone_nothing_is_wider_than_the_screen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    ready(page)
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 390
