"""Exported charts: right files, real letters, the same bytes twice, and clear words where a machine cannot draw."""

import io
import threading
from pathlib import Path

import plotly.graph_objects as go
import pypdf
import pytest
from PIL import Image

from reports import browser
from reports.charts import CHARTS, figures
from reports.export import FORMATS, ChartExportUnavailable, draw_files, export
from reports.style import PAPER_HEIGHT, PAPER_WIDTH, for_paper
from scenarios.language import Language
from scenarios.result import Result

VI = Language("vi")


@pytest.fixture(scope="module")
def charts(province: Result) -> dict[str, go.Figure]:
    return figures(province, VI)


@pytest.fixture(scope="module")
def files(charts: dict[str, go.Figure]) -> dict[str, bytes]:
    return draw_files(charts, FORMATS)


def test_every_chart_is_written_in_every_format(
    charts: dict[str, go.Figure], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]
) -> None:
    monkeypatch.setattr("reports.export.draw_files", lambda *_: files)
    paths = export(charts, tmp_path / "new" / "charts", FORMATS)
    assert [path.name for path in paths] == [f"{name}.{kind}" for name in charts for kind in FORMATS]
    assert all(path.read_bytes() == files[path.name] for path in paths)


def test_pages_are_a4_landscape(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith("png"):
            assert Image.open(io.BytesIO(content)).size == (2 * PAPER_WIDTH, 2 * PAPER_HEIGHT)
        elif name.endswith("pdf"):
            box = pypdf.PdfReader(io.BytesIO(content)).pages[0].mediabox
            assert (float(box.width), float(box.height)) == pytest.approx((842, 595), abs=2)
        else:
            assert f'width="{PAPER_WIDTH}" height="{PAPER_HEIGHT}"'.encode() in content


def test_vietnamese_titles_are_in_the_pdf_as_text(
    charts: dict[str, go.Figure], files: dict[str, bytes]
) -> None:
    for name, fig in charts.items():
        reader = pypdf.PdfReader(io.BytesIO(files[f"{name}.pdf"]))
        assert len(reader.pages) == 1
        read = " ".join(reader.pages[0].extract_text().split())
        assert fig.layout.title.text in read
        assert "thử nghiệm" in read
        assert "\x00" not in read, "letters that the font has joined cannot be found again"


def test_titles_are_in_the_picture_as_pixels(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith("png"):
            picture = Image.open(io.BytesIO(content)).convert("L")
            title = picture.crop((80, 30, 900, 100))
            assert title.getextrema()[0] < 90
            assert picture.crop((0, 0, 2 * PAPER_WIDTH, 20)).getextrema() == (255, 255)


def test_nothing_is_drawn_outside_the_page(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith("png"):
            picture = Image.open(io.BytesIO(content)).convert("L")
            for edge in ((0, 0, 8, picture.height), (picture.width - 8, 0, picture.width, picture.height)):
                assert picture.crop(edge).getextrema() == (255, 255), name


def test_two_runs_leave_the_same_bytes(charts: dict[str, go.Figure], files: dict[str, bytes]) -> None:
    assert draw_files(charts, FORMATS) == files


def test_a_browser_without_fonts_is_found_out() -> None:
    assert not browser.draws_letters(lambda *_: b"the same for every text")
    with browser.open_browser() as draw:
        assert browser.draws_letters(draw)


def test_people_who_export_at_once_all_get_their_chart(
    charts: dict[str, go.Figure], files: dict[str, bytes]
) -> None:
    got: dict[int, dict[str, bytes]] = {}
    one = {"schedule": charts["schedule"]}
    threads = [
        threading.Thread(target=lambda at=at: got.update({at: draw_files(one, ["svg"])})) for at in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(got.values()) == [{"schedule.svg": files["schedule.svg"]}] * 3


def test_nothing_asked_for_starts_no_browser(
    monkeypatch: pytest.MonkeyPatch, charts: dict[str, go.Figure]
) -> None:
    monkeypatch.setattr("reports.export.open_browser", lambda: pytest.fail("a browser was started"))
    assert draw_files({}, FORMATS) == {}
    assert draw_files(charts, []) == {}


def test_an_unknown_format_is_refused(charts: dict[str, go.Figure]) -> None:
    with pytest.raises(ValueError, match="unknown chart format 'gif': allowed are png, svg, pdf"):
        draw_files(charts, ["gif"])  # type: ignore[list-item]


def test_a_machine_that_cannot_draw_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, charts: dict[str, go.Figure], tmp_path: Path
) -> None:
    monkeypatch.setattr(browser, "_bundled_home", lambda: None)
    with pytest.raises(
        ChartExportUnavailable, match=r"not installed.*pip install kaleido==0\.2\.1"
    ) as ending:
        export(charts, tmp_path / "charts", ["png"])
    assert "Chromium" in str(ending.value)
    assert not (tmp_path / "charts").exists()


def test_a_broken_browser_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "with a space" / "bin" / "kaleido"
    program.parent.mkdir(parents=True)
    monkeypatch.setattr(browser, "_bundled_home", lambda: tmp_path / "with a space")
    with pytest.raises(ChartExportUnavailable, match="does not start"), browser.open_browser():
        pytest.fail("it opened")
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(ChartExportUnavailable, match="ended with status 3"), browser.open_browser():
        pytest.fail("it opened")


def test_a_path_with_a_space_is_no_obstacle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = browser._bundled_home()
    if home is None:
        pytest.skip("kaleido 0.2.1 is not installed")
    (tmp_path / "with a space").symlink_to(home)
    monkeypatch.setattr(browser, "_bundled_home", lambda: tmp_path / "with a space")
    with browser.open_browser() as draw:
        assert draw(go.Figure(), "png", 60, 40, 1).startswith(b"\x89PNG")


def test_paper_leaves_the_screen_figure_alone(charts: dict[str, go.Figure]) -> None:
    for fig in charts.values():
        before = fig.to_json()
        paper = for_paper(fig)
        assert fig.to_json() == before
        assert paper.layout.paper_bgcolor is None
        assert paper.layout.template.layout.paper_bgcolor == "white"
        assert fig.layout.meta["source_line"] == paper.layout.annotations[-1].text.replace("<i></i>", "")


def test_large_figures_have_room_at_the_edge(province: Result) -> None:
    table = province.sources.assign(drawn=province.sources["drawn"] * 1e9)
    large = Result(province.scenario, province.plan, province.checks, province.tables, province.seconds)
    large.__dict__["sources"] = table
    picture = draw_files({"large": CHARTS["sources-by-year"].figure(large, VI)}, ["png"])["large.png"]
    edge = Image.open(io.BytesIO(picture)).convert("L").crop((0, 0, 40, 2 * PAPER_HEIGHT))
    assert edge.getextrema() == (255, 255)


def test_a_browser_that_dies_while_drawing_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "bin" / "kaleido"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho '{\"code\": 0}'\nread order\nexit 4\n")
    program.chmod(0o755)
    monkeypatch.setattr(browser, "_bundled_home", lambda: tmp_path)
    with pytest.raises(ChartExportUnavailable, match="failed to draw: it ended with status 4"):
        draw_files({"any": go.Figure()}, ["svg"])
