"""Every screen in both languages, without a browser."""

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from small_scenarios import FAULTY, NO_PLAN, SMALL
from visits import PAGES, planned, said, visit, written

from dashboard import downloads, state
from dashboard.downloads import empty_workbook, repair_zip, result_zip, scenario_workbook, scenario_yaml
from dashboard.taking import EXCEL
from reports.charts import CHARTS, left_out
from reports.export import ChartExportUnavailable
from scenarios import load, run
from scenarios.folder import write_result
from scenarios.language import CODES, Code, Language

TITLES = {
    "vi": (
        "Tổng quan", "Dự án", "Nguồn vốn", "Chi tiết dự án", "Tài chính công", "Rủi ro", "Dự báo", "Pháp luật",
        "Giới hạn", "Kịch bản và tệp",
    ),
    "en": (
        "Overview", "Works", "Money", "Project", "Public finance", "Risk", "Forecast", "Rules and law", "Limits",
        "Scenario and files",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_shows_in_both_languages(page: str, language: Code) -> None:
    at = visit(page, language)
    assert [title.value for title in at.title] == [TITLES[language][PAGES.index(page)]]
    assert "One road, one school" in said(at)


@pytest.mark.parametrize("page", PAGES)
def test_vietnamese_pages_hold_no_english(page: str) -> None:
    text = said(visit(page, "vi"))
    assert not re.search(
        r"\b(the|and|of|limit|year|source|plan)\b", re.sub(r"One road.*|Budget of the .*", "", text)
    )


def test_overview_shows_key_figures_as_the_language_writes_them() -> None:
    figures = {metric.label: metric.value for metric in visit("overview", "vi").metric}
    assert figures["Tổng mức đầu tư"] == "160,0 tỷ đồng"
    assert figures["Việc làm"] == "1.600"
    assert figures["Đất cho thuê, lấp đầy 100%"] == "20,0 ha"
    figures = {metric.label: metric.value for metric in visit("overview", "en").metric}
    assert figures["Total investment"] == "VND 160.0 bn"
    assert figures["Jobs"] == "1,600"


def test_overview_says_how_good_the_plan_is_and_that_it_was_checked() -> None:
    (verdict,) = visit("overview", "en").success
    assert "proven optimal" in verdict.value
    count = re.search(r"(\d+) of (\d+) independent checks passed", verdict.value)
    assert count is not None
    assert count[1] == count[2]


def test_the_language_switch_changes_every_text_and_keeps_the_plan() -> None:
    at = visit("overview", "vi")
    reached = at.session_state["session"].now
    at.button_group(key="language").set_value("en").run()
    assert at.title[0].value == "Overview"
    assert at.session_state["session"].now is reached


def test_a_changed_assumption_is_planned_again_and_compared() -> None:
    at = visit("overview", "en")
    field(at, "assumptions.cost_of_public_funds").set_value("50")
    planned(submit(at))
    session = at.session_state["session"]
    assert session.changes == {"assumptions.cost_of_public_funds": 0.5}
    objective = at.metric[0]
    assert objective.delta.startswith("VND -") or objective.delta.startswith("-")
    assert "Cost of public funds (%): 0 → 50" in said(at)
    assert "small.yaml" in said(at)
    at.button(key="reset").click()
    planned(at.run())
    assert session.changes == {}


def test_a_ceiling_is_changed_as_percent_of_the_file() -> None:
    at = visit("overview", "vi")
    field(at, "sources.budget").set_value("62,5")
    planned(submit(at))
    session = at.session_state["session"]
    assert session.changes == {"sources.budget.ceiling": {"times": 0.625}}
    assert "Budget of the province: 62,5% hạn mức trong tệp" in said(at)
    assert session.scenario.problem.sources[0].tranches[0].ceiling[0] == 18.75


@pytest.mark.parametrize("typed", ["10.5", "ten", "", "-1", "900"])
def test_a_number_that_cannot_be_used_is_refused_with_what_is_allowed(typed: str) -> None:
    at = visit("overview", "vi")
    field(at, "assumptions.discount_rate").set_value(typed)
    submit(at)
    assert "một số từ 0 đến 50, ví dụ 12,5" in at.error[0].value
    assert at.session_state["session"].changes == {}


@pytest.mark.parametrize("language", CODES)
def test_a_faulty_file_shows_its_faults_and_loses_nothing(language: Code) -> None:
    at = visit("files", language)
    reached = at.session_state["session"].now
    at.file_uploader(key="upload").upload("mine.yaml", FAULTY.encode(), "application/yaml").run()
    at.button(key="open-upload").click().run()
    session = at.session_state["session"]
    assert len(session.refused.faults) == 3
    text = said(at)
    assert "mine.yaml" in text
    for word in ("publik", "cieling", "ceiling", "projects.road.capex"):
        assert word in text
    assert session.now is reached
    at.button(key="close-faults").click().run()
    assert session.refused is None


def test_an_uploaded_file_is_opened_and_planned() -> None:
    at = visit("files", "en")
    text = SMALL.replace("One road, one school", "Another title")
    at.file_uploader(key="upload").upload("../other one.yaml", text.encode(), "application/yaml").run()
    at.button(key="open-upload").click().run()
    planned(at)
    session = at.session_state["session"]
    assert session.scenario.title == "Another title"
    assert session.path.name == "other one.yaml"
    assert state.result_of(session.now, Language("en")) is not None


def test_a_scenario_of_the_library_is_opened() -> None:
    at = visit("files", "en")
    at.selectbox(key="library").select("petersen-1.yaml").run()
    at.button(key="open").click().run()
    planned(at)
    result = state.result_of(at.session_state["session"].now, Language("en"))
    assert result is not None
    assert result.plan.objective == pytest.approx(3800)


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("page", PAGES)
def test_without_a_plan_every_page_offers_the_repair(
    page: str, language: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "FIRST", written(tmp_path, NO_PLAN))
    at = visit(page, language)
    text = said(at)
    if page == "files":
        assert ("Smallest repair (ZIP)" if language == "en" else "Mức điều chỉnh tối thiểu (ZIP)") in text
    else:
        assert "Access road" in text
        assert ("The smallest repair" if language == "en" else "Mức điều chỉnh tối thiểu") in text
        assert ("costs at least" if language == "en" else "cần ít nhất") in text, "what contradicts what"
        others = [each.label for each in at.expander if "Budget of the province" in each.label]
        (other,) = others
        assert other.startswith("Or instead: " if language == "en" else "Hoặc thay bằng: ")
    assert "Traceback" not in text


def test_the_zip_holds_what_the_command_line_writes(tmp_path: Path) -> None:
    at = visit("files", "en")
    session = at.session_state["session"]
    result = state.result_of(session.now, Language("en"))
    again = run(load(session.path), language=Language("en"))
    write_result(again, tmp_path / "out")
    with zipfile.ZipFile(BytesIO(result_zip(result, {}, Language("en")))) as archive:
        names = set(archive.namelist())
        assert names == {path.name for path in (tmp_path / "out").iterdir()}
        for name in names - {"manifest.json"}:
            assert archive.read(name) == (tmp_path / "out" / name).read_bytes()
        manifests = [
            json.loads(archive.read("manifest.json")),
            json.loads((tmp_path / "out" / "manifest.json").read_text()),
        ]
    for manifest in manifests:
        del manifest["seconds"]
    assert manifests[0] == manifests[1]


def test_the_repair_can_be_taken_home(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, NO_PLAN))
    with zipfile.ZipFile(BytesIO(repair_zip(scenario, run(scenario), {}, Language("vi")))) as archive:
        assert "infeasible.csv" in archive.namelist()


def test_the_scenario_is_taken_home_with_its_changes(tmp_path: Path) -> None:
    changed = load(written(tmp_path, SMALL), {"assumptions.discount_rate": 0.08})
    again = load(written(tmp_path, scenario_yaml(changed).decode(), "again.yaml"))
    assert again.sha256 == changed.sha256


def test_a_cancelled_run_leaves_the_plan_before() -> None:
    at = visit("overview", "en")
    session = at.session_state["session"]
    before = session.now
    session.change({"assumptions.discount_rate": 0.0876})
    job = session.job
    assert job is not None
    at.run()
    at.button(key="cancel").click().run()
    assert session.job is None
    assert job.is_done
    assert session.now is before
    assert session.changes == {}


def field(at, path):
    (found,) = (each for each in at.text_input if each.key.startswith(path + "|"))
    return found


def submit(at):
    (button,) = (each for each in at.button if each.label in ("Make the plan again", "Lập lại phương án"))
    return button.click().run()


def test_charts_come_along_when_asked_for_or_say_why_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    result = run(load(written(tmp_path, SMALL)))
    drawn = {}

    def draw(figures, folder, formats):
        folder.mkdir()
        for name in figures:
            drawn[name] = formats
            (folder / f"{name}.png").write_bytes(b"")

    def refuse(figures, folder, formats):
        raise ChartExportUnavailable("install this")

    monkeypatch.setattr(downloads, "export", draw)
    with zipfile.ZipFile(BytesIO(result_zip(result, {}, Language("vi"), ("png",)))) as archive:
        missing = left_out(result, Language("vi"))
        assert {f"charts/{name}.png" for name in CHARTS if name not in missing} <= set(archive.namelist())
        assert archive.read("charts/LEFT-OUT.txt").decode().splitlines() == list(missing.values())
        assert "charts/schedule.png" in json.loads(archive.read("manifest.json"))["files"]
    monkeypatch.setattr(downloads, "export", refuse)
    with zipfile.ZipFile(BytesIO(result_zip(result, {}, Language("vi"), ("png",)))) as archive:
        assert b"install this" in archive.read("charts/NOT-DRAWN.txt")


def test_a_workbook_goes_out_and_comes_in_again(tmp_path: Path) -> None:
    at = visit("files", "vi")
    session = at.session_state["session"]
    book = scenario_workbook(session.scenario, Language("vi"))
    was = session.scenario.sha256
    at.file_uploader(key="upload").upload("book.xlsx", book, EXCEL).run()
    at.button(key="open-upload").click().run()
    planned(at)
    assert session.path.name == "book.yaml"
    assert session.scenario.sha256 == was


def test_an_empty_workbook_is_refused_with_its_rows() -> None:
    at = visit("files", "vi")
    at.file_uploader(key="upload").upload("book.xlsx", empty_workbook(Language("vi")), EXCEL).run()
    at.button(key="open-upload").click().run()
    assert at.session_state["session"].refused.faults
