"""The pages on law and forecasts: their figures are those of the tables, in both languages."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from visits import said, visit, written

from dashboard import forecast_tables, law_tables, law_words, state
from reports import foreseen
from reports.charts import CHARTS
from scenarios import load, run
from scenarios.file.yaml_out import dump
from scenarios.forecasting.curves import Curve
from scenarios.language import CODES, HOUSE, Code, Language
from scenarios.law.findings import Verdict
from scenarios.law.pack import CONFIDENCE
from scenarios.law.reading import NUMBERS, WORDS
from scenarios.result import Result

EN = Language("en")
LEGAL = HOUSE / "tests" / "law_museum" / "legal.yaml"
CHANGES: dict[str, object] = {
    "clusters.A.area": 80,  # above 75 ha: broken
    "clusters.A.around": None,  # not known
    "clusters.A.commune": "difficult",  # fills tax relief that is not confirmed
    "clusters.A.demand.food.forecast": {
        "capacity": 28,
        "history": [{"year": 2020 + at, "hectares": 2.0 + at} for at in range(7)],
    },
    "projects.plant.estimate": {"norms": [{"code": "13210.01", "quantity": 1500}]},
    "projects.plant.revenue": 3,
    "projects.land.start": None,
    "projects.housing.start": None,
    "enforcement": {"inspections": 0.5, "detection": 0.8},
    "procedures": {"steps": [{"mode": "private", "name": "land lease", "statutory": 30, "actual": 400}]},
}


@pytest.fixture(scope="module")
def judged() -> Result:
    """A cluster that is too large, with a forecast, an estimate, enforcement and procedures."""
    result = run(load(LEGAL, CHANGES), language=EN)
    assert isinstance(result, Result)
    return result


@pytest.fixture
def open_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = load(LEGAL, CHANGES).document
    monkeypatch.setattr(state, "FIRST", written(tmp_path, dump(document)))


def drawn(at: AppTest) -> list[str]:
    return [chart.proto.alt for chart in at.get("plotly_chart")]


# law


@pytest.mark.usefixtures("open_judged")
@pytest.mark.parametrize("language", CODES)
def test_breaches_and_unconfirmed_values_are_said_first(language: Code) -> None:
    at = visit("law", language)
    (warning,) = at.warning
    assert ("breaks the law in 1 points" if language == "en" else "có 1 điểm trái quy định") in warning.value
    assert ("at most 75 ha" if language == "en" else "tối đa được 75 ha") in said(at)
    assert "delivery.private.preferential_tax_rate" in warning.value
    heads = [each.label for each in at.expander]
    assert any(head.startswith("Broken (" if language == "en" else "Trái quy định (") for head in heads)
    assert CHARTS["deterrence"].title(Language(language)) in drawn(at)
    assert "land lease" in said(at)


@pytest.mark.usefixtures("open_judged")
@pytest.mark.parametrize("language", CODES)
def test_the_first_page_warns_of_them_too(language: Code, judged: Result) -> None:
    (warning,) = visit("overview", language).warning
    count = sum(at.stated is None and not at.in_force.is_confirmed for at in judged.scenario.law)
    assert count > 0
    told = f"{count} legal values" if language == "en" else f"{count} giá trị pháp lý"
    assert told in warning.value


def test_findings_are_those_of_the_table(judged: Result) -> None:
    told = judged.tables["legality"].frame()
    assert law_tables.verdicts(judged) == {
        verdict: n for verdict in Verdict if (n := int((told["verdict"] == verdict.value).sum()))
    }
    assert law_tables.verdicts(judged)[Verdict.BROKEN] >= 1
    assert law_tables.verdicts(judged)[Verdict.UNKNOWN] >= 1
    for verdict in law_tables.verdicts(judged):
        shown = law_tables.checked(judged, verdict, EN).frame
        assert list(shown.iloc[:, 1]) == list(told.loc[told["verdict"] == verdict.value, "sentence"])


def test_what_is_stated_in_place_of_the_law_stands_first(judged: Result) -> None:
    shown = law_tables.filled(judged.scenario, EN).frame
    assert shown.shape[0] == len(judged.scenario.law)
    first = shown.iloc[0]
    assert first["Field of the scenario"] == "`delivery.private.equity_share`"
    assert (first["The law says"], first["The plan uses"]) == ("15%", "30%: stated in place of the law")
    tax = shown[shown["Field of the scenario"] == "`delivery.private.tax_rate`"].iloc[0]
    assert tax["The plan uses"] == "20%, stated as the law has it"


def test_values_of_the_day_name_their_article_and_days(judged: Result) -> None:
    shown = law_tables.in_force(judged.scenario, EN).frame
    area = shown[shown["Parameter"].str.contains("area of a cluster", case=False)]
    assert {"75 ha", "5 ha"} <= set(area["The law says"])
    assert not shown.isna().to_numpy().any()
    assert shown["In force"].str.contains(r"\d{4}").all()


@pytest.mark.parametrize("language", CODES)
def test_without_a_pack_the_page_says_what_to_add(language: Code) -> None:
    at = visit("law", language)
    assert at.code[0].value.strip().startswith("policy: vietnam")
    assert not at.warning


def test_every_word_of_a_pack_is_spoken() -> None:
    assert set(law_words.CONFIDENCE) == set(CONFIDENCE)
    assert set(law_words.FACTS) == {*WORDS, *NUMBERS, "kind"}
    answers = {word for words in WORDS.values() for word in words} - {"A", "B", "C"}
    assert answers <= set(law_words.ANSWERS)
    every = (law_words.CONFIDENCE, law_words.FACTS, law_words.ANSWERS)
    for text in (text for words in every for text in words.values()):
        assert Language("vi")(text) != text


# forecasts


@pytest.mark.usefixtures("open_judged")
@pytest.mark.parametrize("language", CODES)
def test_a_forecast_is_drawn_with_its_errors(language: Code) -> None:
    at, spoken = visit("forecast", language), Language(language)
    assert drawn(at) == [CHARTS[name].title(spoken) for name in ("take-up-forecast", "service-demand")]
    assert foreseen.method("naive", spoken) in said(at)


def test_errors_are_those_of_the_table(judged: Result) -> None:
    shown = forecast_tables.methods(judged, EN).frame
    told = judged.tables["forecast_methods"].frame().sort_values("error", kind="stable")
    assert shown["Mean error on the past (ha)"].tolist() == told["error"].tolist()
    (used,) = shown.loc[shown["Used"] == "yes", "Method"]
    assert used == foreseen.method(told.loc[told["chosen"], "method"].item(), EN)


def test_every_method_has_its_words() -> None:
    assert set(foreseen.METHODS) == {*(curve.value for curve in Curve), "naive", "pipeline", "reference"}


@pytest.mark.parametrize("language", CODES)
def test_without_a_forecast_the_page_says_what_to_add(language: Code) -> None:
    at = visit("forecast", language)
    assert at.code[0].value.strip() == forecast_tables.EXAMPLE.strip()
    assert not drawn(at)


@pytest.mark.usefixtures("open_judged")
def test_a_work_at_norm_cost_shows_its_bridge() -> None:
    at = visit("project", "en")
    assert CHARTS["cost-from-norms"].title(EN) not in drawn(at)
    at.selectbox(key="work").select("plant").run()
    assert CHARTS["cost-from-norms"].title(EN) in drawn(at)
