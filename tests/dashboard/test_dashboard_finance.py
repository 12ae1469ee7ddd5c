"""The pages on one work, public finance and risk: their figures are those of the tables, in both languages."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from visits import LIBRARY, planned, said, visit

from dashboard import one_work, public_tables, risk_figures, state, words
from reports import purse
from reports.charts import CHARTS
from scenarios import load, run
from scenarios.language import CODES, Code, Language
from scenarios.result import Result
from scenarios.tables.affordability import MEASURES as FINDINGS
from scenarios.tables.appraisal import Measure

EN, VI = Language("en"), Language("vi")
PARTNERSHIP = LIBRARY / "ppp-wastewater.yaml"


@pytest.fixture(scope="module")
def partnership() -> Result:
    """A plant by PPP with contract, purse, comparison and risk, beside a public sewer."""
    result = run(load(PARTNERSHIP), language=EN)
    assert isinstance(result, Result)
    return result


@pytest.fixture
def open_partnership(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "FIRST", PARTNERSHIP)


def labels(at: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in at.metric}


def drawn(at: AppTest) -> list[str]:
    """What the charts of the page are about, for readers who do not see them."""
    return [chart.proto.alt for chart in at.get("plotly_chart")]


# one work


@pytest.mark.usefixtures("open_partnership")
@pytest.mark.parametrize("language", CODES)
def test_a_work_by_contract_shows_books_ratios_and_value(language: Code) -> None:
    at, spoken = visit("project", language), Language(language)
    text = said(at)
    assert labels(at)["Total investment" if language == "en" else "Tổng mức đầu tư"] == spoken.money(
        190.0, "VND", 1e9
    )
    for name in ("cash-of-vehicles", "debt-by-source", "debt-service-cover", "value-for-money"):
        assert CHARTS[name].title(spoken) in drawn(at)
    assert spoken(words.MEASURES["wacc"]) in text
    assert ("cheaper for the public side" if language == "en" else "Hợp đồng rẻ hơn cho Nhà nước") in text


@pytest.mark.usefixtures("open_partnership")
def test_a_public_work_has_no_vehicle_and_no_contract() -> None:
    at = visit("project", "en")
    at.selectbox(key="work").select("sewer").run()
    planned(at)
    assert CHARTS["value-for-money"].title(EN) not in drawn(at)
    assert CHARTS["cash-of-vehicles"].title(EN) not in drawn(at)
    assert any("The public side keeps the books" in info.value for info in at.info)


def test_a_work_left_out_says_why_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(state.FIRST)).read_text("utf-8").replace("benefit: 4, committed: true", "benefit: 0.1")
    path = tmp_path / "left-out.yaml"
    path.write_text(text, "utf-8")
    monkeypatch.setattr(state, "FIRST", path)
    at = visit("project", "en")
    at.selectbox(key="work").select("school").run()
    result = state.result_of(at.session_state["session"].now, EN)
    assert result is not None
    assert not one_work.is_built(result, "school")
    (reason,) = one_work.reasons(result, "school")
    assert reason in [info.value for info in at.info]
    assert not at.metric
    assert not drawn(at)


def test_ratios_are_those_of_the_table(partnership: Result) -> None:
    shown = one_work.ratios(partnership, "plant", EN)
    told = partnership.ratios
    own = told[(told["subject"] == "project") & (told["id"] == "plant")].set_index("measure")["value"]
    cells = dict(zip(shown.frame.iloc[:, 0], shown.frame.iloc[:, 1], strict=True))
    assert cells[words.MEASURES["wacc"]] == EN.percent(own["wacc"])
    assert cells[words.MEASURES["npv"]] == EN.money(own["npv"], "VND", 1e9)
    assert cells[words.MEASURES["min_dscr"]] == EN.number(own["min_dscr"], 2)
    assert set(cells) == {words.MEASURES[measure] for measure in own.index if measure in one_work.KINDS}


def test_every_measure_and_finding_has_its_words() -> None:
    yearly = {Measure.DSCR, Measure.AVERAGE_LIFE}  # a chart, and a figure of debts
    assert {measure.value for measure in set(Measure) - yearly} == set(one_work.KINDS) == set(words.MEASURES)
    told = {measure for measure in FINDINGS if "above" not in measure and measure != "tips_ceiling"}
    assert told == set(words.FINDINGS)


# public finance


@pytest.mark.usefixtures("open_partnership")
@pytest.mark.parametrize("language", CODES)
def test_broken_ceilings_are_said_first(language: Code, partnership: Result) -> None:
    at = visit("public", language)
    (warning,) = at.warning
    assert warning.value.count("\n") == 4
    assert ("exceeds its ceiling" if language == "en" else "vượt hạn mức") in warning.value
    assert CHARTS["public-commitments"].title(Language(language)) in drawn(at)
    assert public_tables.affordability(partnership, None, EN) is not None


@pytest.mark.usefixtures("open_partnership")
def test_without_a_work_the_page_shows_what_is_left() -> None:
    at = visit("public", "en")
    before = said(at)
    at.selectbox(key="without").select("sewer").run()
    planned(at)
    after = said(at)
    assert "of this work" in after
    assert "of this work" not in before
    assert "Without Collector sewer every ceiling holds in 2027" in after


def test_a_work_and_the_rest_are_the_whole(partnership: Result) -> None:
    found = purse.totals(partnership, "sewer").set_index("line")
    flows = found.dropna(subset=["whole"])
    assert flows["own"].to_numpy() + flows["without"].to_numpy() == pytest.approx(flows["whole"].to_numpy())
    fiscal = partnership.fiscal.groupby("line")["amount"].sum()
    assert flows["whole"].to_numpy() == pytest.approx(fiscal[flows.index].to_numpy())
    assert found.loc[found.index.isin(purse.STOCKS), "whole"].isna().all()
    stock = partnership.fiscal[partnership.fiscal["line"] == "public_debt_stock"].set_index("year")["amount"]
    assert found.loc["public_debt_stock", ["peak", "peak_year"]].tolist() == [stock.max(), stock.idxmax()]
    assert found.loc["public_debt_stock", "peak_without"] == pytest.approx(0.0, abs=1e-9)


def test_contracts_and_grants_are_those_of_the_tables(partnership: Result) -> None:
    shown = public_tables.contracts(partnership, "plant", EN)
    assert shown is not None
    told = partnership.tables["contracts"].frame()
    told = told[told["year"].isna()].set_index("measure")["amount"]
    assert list(shown.frame.iloc[:, 2]) == [told[f"{name}_expected"] for name in public_tables.TOTALS]
    assert list(shown.frame.iloc[:, 3]) == [told[f"{name}_confident"] for name in public_tables.TOTALS]
    assert public_tables.contracts(partnership, "sewer", EN) is None
    grants = public_tables.viability(partnership, EN)
    assert grants is not None
    assert list(grants.frame.iloc[:, 1]) == list(partnership.tables["viability"].frame()["grant_needed"])


def test_the_debt_that_cash_carries_is_that_of_the_table(partnership: Result) -> None:
    shown = one_work.debt_carried(partnership, "plant", "ppp", EN)
    assert shown is not None
    (row,) = partnership.debt_capacity.to_dict("records")
    assert list(shown.frame.iloc[0]) == [
        row[name]
        for name in ("year", "by_gearing", "by_dscr", "by_tenor", "debt_capacity", "owed", "sentence")
    ]
    assert one_work.debt_carried(partnership, "sewer", "public", EN) is None


@pytest.mark.parametrize("language", CODES)
def test_without_purse_and_contracts_the_page_says_what_to_add(language: Code) -> None:
    text = " ".join(info.value for info in visit("public", language).info)
    assert "`public_finance`" in text
    assert "`contract`" in text


# risk


@pytest.mark.usefixtures("open_partnership")
@pytest.mark.parametrize("language", CODES)
def test_chances_and_spreads_are_those_of_the_draws(language: Code, partnership: Result) -> None:
    at, spoken = visit("risk", language), Language(language)
    risk = partnership.tables["risk"].frame()
    risk = risk[(risk["subject"] == "portfolio") & (risk["factor"] == "")].set_index(
        ["measure", "statistic"]
    )["value"]
    figures = list(labels(at).values())
    assert figures[0] == spoken.percent(risk["npv", "probability_negative"], 0)
    assert figures[1] == spoken.percent(risk["covenant", "probability_broken"], 0)
    assert spoken.money(risk["npv", "p05"], "VND", 1e9) in figures
    assert spoken.money(risk["fiscal_cost", "p95"], "VND", 1e9) in figures
    assert drawn(at) == [
        CHARTS[name].title(spoken) for name in ("risk-of-loss", "risk-drivers", "risk-of-breach")
    ]


@pytest.mark.parametrize("language", CODES)
def test_without_risk_the_page_says_what_to_add(language: Code) -> None:
    at = visit("risk", language)
    assert "`risk`" in at.info[0].value
    assert at.code[0].value.strip() == risk_figures.EXAMPLE.strip()
    assert not drawn(at)


def test_the_lines_to_add_can_be_added(tmp_path: Path) -> None:
    path = tmp_path / "with-risk.yaml"
    path.write_text(Path(state.FIRST).read_text("utf-8") + risk_figures.EXAMPLE, "utf-8")
    assert load(path).risk is not None
