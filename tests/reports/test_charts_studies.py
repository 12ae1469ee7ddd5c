"""The charts of studies show the numbers of their tables, and `study --charts` writes them into the folder."""

from pathlib import Path

import plotly.graph_objects as go
import pytest

from reports.studies import CHARTS, changes, figures
from scenarios.language import CODES, Code, Language
from scenarios.status import Exit
from scenarios.studies import choosing, making, programme
from scenarios.studies.frontier import sides
from scenarios.studies.study import Study, StudyKind
from tests.scenarios_run.calling import Said
from tests.studies.small import ruled

EN = Language("en")


@pytest.fixture(scope="module")
def rules() -> Study:
    return making.cost_of_rules(ruled())


@pytest.fixture(scope="module")
def sources() -> Study:
    return making.what_sources_bring(ruled())


@pytest.fixture(scope="module")
def frontier() -> Study:
    scenario = ruled()
    return choosing.frontier(scenario, sides(None, scenario), 4)


@pytest.fixture(scope="module")
def promotion() -> Study:
    return programme.promotion(ruled())


def drawn(study: Study, language: Language = EN) -> go.Figure:
    (figure,) = figures(study, language).values()
    return figure


@pytest.mark.parametrize("kind", ["rules", "sources"])
def test_bars_are_the_changes_of_the_table(kind: str, request: pytest.FixtureRequest) -> None:
    study: Study = request.getfixturevalue(kind)
    told = study.tables[kind].frame()["objective_change"].dropna()
    largest = told.abs().max()
    bars = [amount for bar in drawn(study).data for amount in bar.x]
    seen = told[told.abs() > 1e-3 * largest]
    assert len(bars) == min(
        len(seen), changes.SHOWN - int(study.tables[kind].frame()["objective"].isna().sum())
    )
    assert sorted(bars, key=abs) == pytest.approx(sorted(seen, key=abs)[-len(bars) :])
    assert largest == pytest.approx(max(map(abs, bars)))


def test_rows_without_a_plan_say_so(sources: Study) -> None:
    data = changes.data(sources, EN)
    missing = data["change"].isna()
    assert int(missing.sum()) == int(sources.tables["sources"].frame()["objective"].isna().sum())
    notes = [note.text for note in drawn(sources).layout.annotations]
    assert notes.count("no plan keeps every limit") == int((data["status"] == "infeasible").sum())


def test_points_are_those_of_the_frontier(frontier: Study) -> None:
    told = frontier.tables["frontier"].frame()
    points = {(x, y) for trace in drawn(frontier).data for x, y in zip(trace.x, trace.y, strict=True)}
    assert points == set(zip(told["public_money"], told["objective"], strict=True))


def test_worth_is_that_of_the_table(promotion: Study) -> None:
    told = promotion.tables["promotion"].frame()["worth"]
    (bars,) = (trace for trace in drawn(promotion).data if trace.type == "bar")
    assert list(bars.x) == sorted(told, reverse=True)


@pytest.mark.parametrize("kind", ["rules", "sources", "frontier", "promotion"])
@pytest.mark.parametrize("code", CODES)
def test_every_chart_says_where_it_comes_from(kind: str, code: Code, request: pytest.FixtureRequest) -> None:
    study: Study = request.getfixturevalue(kind)
    for name, figure in figures(study, Language(code)).items():
        assert name in CHARTS[study.kind]
        assert study.scenario.sha256[:8] in figure.layout.meta["source_line"]
        assert figure.layout.title.text


def test_titles_are_translated() -> None:
    for kind in changes.ASKED:
        for english, vietnamese in zip(
            changes.titles(kind, EN), changes.titles(kind, Language("vi")), strict=True
        ):
            assert english != vietnamese


def test_a_kind_that_is_not_drawn_draws_nothing() -> None:
    assert StudyKind.GRID not in CHARTS


def test_charts_are_written_beside_the_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    said = Said(
        capsys, "study", "lorie-savage", "sources", "--out", str(out), "--charts", "svg", "--lang", "en"
    )
    assert said.exit == Exit.DONE
    assert [path.name for path in (out / "charts").iterdir()] == ["changes.svg"]
    again = Said(
        capsys, "study", "lorie-savage", "alternatives", "--count", "2", "--out", str(out), "--charts", "svg",
        "--lang", "en",
    )  # fmt: skip
    assert "Nothing of the study alternatives is drawn" in again.err
    assert not (out / "charts").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [(("--charts", "gif", "--out", "x"), "gif is not one of"), (("--charts", "svg"), "--charts needs --out")],
)
def test_charts_that_make_no_sense_are_refused(
    more: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Said(capsys, "study", "lorie-savage", "sources", *more, "--lang", "en")
    assert said.exit == Exit.REFUSED
    assert words in said.err
