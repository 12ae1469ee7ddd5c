"""Charts show the numbers of the tables, in the reader's language, for plans of every size."""

import subprocess
import sys

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from finance.source import Sector
from reports import labels, palette
from reports.charts import CHARTS, ceilings, figures, flows, growth, left_out, mix, schedule, sources_by_year
from scenarios.language import Language
from scenarios.result import Result

VI, EN = Language("vi"), Language("en")


@pytest.fixture(params=["province", "nothing", "city", "uncertain", "partnership"])
def result(request: pytest.FixtureRequest) -> Result:
    chosen: Result = request.getfixturevalue(request.param)
    return chosen


def bars(fig: go.Figure) -> list[go.Bar]:
    return [trace for trace in fig.data if trace.type == "bar" and trace.y[0] is not None]


def texts(fig: go.Figure) -> str:
    """Everything a reader can read in a figure."""
    written = [fig.layout.title.text, fig.layout.title.subtitle.text, fig.layout.meta["source_line"]]
    written += [note.text for note in fig.layout.annotations]
    written += [trace.name for trace in fig.data] + [
        str(trace.text) for trace in fig.data if trace.type != "sankey"
    ]
    return "\n".join(text for text in written if text)


# the register


def test_charts_import_no_streamlit() -> None:
    code = "import sys, reports.charts, reports.export; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_names_are_file_names_and_the_register_is_complete(result: Result) -> None:
    drawn, missing = figures(result, VI), left_out(result, VI)
    assert [name for name in CHARTS if name in drawn or name in missing] == list(CHARTS)
    assert not set(drawn) & set(missing)
    assert all(CHARTS[name].data(result).empty == (name in missing) for name in CHARTS)
    assert all(name == name.lower() and name.replace("-", "").isalpha() for name in CHARTS)
    assert all(chart.name == name for name, chart in CHARTS.items())


@pytest.mark.parametrize("language", [VI, EN], ids=["vi", "en"])
def test_every_chart_is_titled_and_says_where_it_comes_from(result: Result, language: Language) -> None:
    for name, fig in figures(result, language).items():
        assert fig.layout.title.text == CHARTS[name].title(language)
        assert fig.layout.meta["caption"] == CHARTS[name].caption(language)
        assert result.scenario.sha256[:8] in fig.layout.meta["source_line"]
        assert labels.day(result.scenario.as_of, language) in fig.layout.meta["source_line"]


def test_the_same_result_draws_the_same_figures(result: Result) -> None:
    first, second = figures(result, VI), figures(result, VI)
    assert {name: fig.to_json() for name, fig in first.items()} == {
        name: fig.to_json() for name, fig in second.items()
    }


def test_nothing_to_draw_is_said_in_words(nothing: Result) -> None:
    assert figures(nothing, EN) == {}
    for name, words in left_out(nothing, EN).items():
        fig = CHARTS[name].figure(nothing, EN)
        assert len(fig.data) == 0
        assert CHARTS[name].module.nothing(EN) in texts(fig)
        assert CHARTS[name].module.nothing(EN) in words


def test_screen_figures_bring_no_background_and_no_template(result: Result) -> None:
    for fig in figures(result, VI).values():
        layout = fig.layout
        assert layout.paper_bgcolor is None
        assert layout.plot_bgcolor is None
        assert layout.colorway is None
        assert layout.font.color is None


def test_languages_separate_their_numbers(province: Result) -> None:
    for name in CHARTS:
        assert CHARTS[name].figure(province, VI).layout.separators == ",."
        assert CHARTS[name].figure(province, EN).layout.separators == ".,"
    total = province.sources.groupby("year")["drawn"].sum().max()
    assert VI.number(total) in texts(CHARTS["sources-by-year"].figure(province, VI))
    assert EN.number(total) in texts(CHARTS["sources-by-year"].figure(province, EN))
    assert VI.number(total) != EN.number(total)


def test_vietnamese_charts_hold_no_english_words_of_ours(province: Result) -> None:
    english = {CHARTS[name].title(EN) for name in CHARTS} | {labels.sector(s, EN) for s in Sector}
    shown = "\n".join(texts(fig) for fig in figures(province, VI).values())
    assert not [word for word in english if word in shown]


def test_names_are_drawn_letter_by_letter(province: Result) -> None:
    assert "&lt;thử nghiệm&gt;" in labels.source_line(province.scenario, VI)
    assert labels.plain("a\u0323 <b> & c") == "\u1ea1 &lt;b&gt; &amp; c"


def test_tables_behind_charts_are_read_aloud(province: Result) -> None:
    for chart in CHARTS.values():
        data, table = chart.data(province), chart.table(province, VI)
        assert data.shape == table.shape
        assert not set(data.columns) & set(table.columns)
        numeric = [pd.api.types.is_numeric_dtype(kind) for kind in data.dtypes]
        numbers = (each.loc[:, numeric].to_numpy(dtype=float, na_value=-1.0) for each in (data, table))
        np.testing.assert_array_equal(*numbers)


# each chart against the tables


def test_columns_add_up_to_the_sources_table(result: Result) -> None:
    drawn = result.sources.groupby("year")["drawn"].sum()
    fig = CHARTS["sources-by-year"].figure(result, EN)
    shown = pd.Series(0.0, index=drawn.index)
    for bar in bars(fig):
        shown = shown.add(pd.Series(bar.y, index=bar.x), fill_value=0.0)
    pd.testing.assert_series_equal(shown, drawn, check_names=False)
    assert drawn.sum() == pytest.approx(result.funding["amount"].sum())


def test_tranches_of_a_source_share_one_column(province: Result) -> None:
    assert {"bank_loan.1", "bank_loan.2"} <= set(province.sources["source"])
    assert {name for name in sources_by_year.data(province)["source"] if name.startswith("bank")} == {
        "bank_loan"
    }


@pytest.mark.parametrize("name", ["province", "city"])
def test_bands_add_up_to_the_funding_table(name: str, request: pytest.FixtureRequest) -> None:
    result: Result = request.getfixturevalue(name)
    sankey = CHARTS["sources-to-projects"].figure(result, EN).data[0]
    assert sum(sankey.link.value) == pytest.approx(result.funding["amount"].sum(), rel=1e-12)
    left = len(set(sankey.link.source))
    assert max(sankey.link.source) < left <= min(sankey.link.target)
    assert len(set(sankey.link.target)) <= flows.SHOWN
    assert len(sankey.node.color) == len(sankey.node.y) == left + len(set(sankey.link.target))


def test_bands_stand_inside_the_plot_and_apart(city: Result) -> None:
    fig = CHARTS["sources-to-projects"].figure(city, EN)
    left = set(fig.data[0].link.source)
    for side in (left, set(fig.data[0].link.target)):
        heights = [fig.data[0].node.y[at] for at in sorted(side)]
        assert heights == sorted(heights)
        assert min(heights) > 0
        assert max(heights) < 1


def test_schedule_shows_each_start_where_the_table_has_it(province: Result) -> None:
    built = province.projects[province.projects["share"] > 0]
    fig = CHARTS["schedule"].figure(province, EN)
    construction = [trace for trace in fig.data if "construction" in trace.name]
    assert sum(len(trace.y) for trace in construction) == len(built)
    starts = sorted(year for trace in construction for year in trace.base)
    assert starts == sorted(int(year) for year in built["start_year"])
    works = labels.projects_by_id(province.plan.problem)
    lengths = sorted(length for trace in construction for length in trace.x)
    assert lengths == sorted(len(works[project].profile) for project in built["project"])


def test_a_part_of_a_work_is_labelled_with_its_share(province: Result) -> None:
    shares = schedule.data(province).groupby(["project", "mode"])["share"].sum()
    part = shares[shares < 0.99].iloc[0]
    ticks = CHARTS["schedule"].figure(province, EN).layout.yaxis.ticktext
    assert any(f"({EN.percent(part, 0)})" in tick for tick in ticks)
    assert not any("(100%)" in tick for tick in ticks)


def test_schedule_of_many_works_says_how_many_are_left_out(city: Result) -> None:
    fig = CHARTS["schedule"].figure(city, EN)
    ticks = fig.layout.yaxis.ticktext
    built = city.projects[city.projects["share"] > 0]
    assert len(ticks) == schedule.SHOWN < len(built)
    assert fig.layout.title.subtitle.text.startswith(
        f"The {schedule.SHOWN} most expensive of {len(built)} works"
    )
    dearest = built["capex_nominal"].nlargest(schedule.SHOWN)
    costs = [EN.number(cost, 1) for cost in dearest]
    assert sorted(note.text for note in fig.layout.annotations if not note.text.startswith("<b>")) == sorted(
        costs
    )


def test_panels_stack_to_what_was_there_to_be_used(result: Result) -> None:
    frame = ceilings.data(result).dropna(subset=["ceiling"])
    there = frame["ceiling"] + frame["carried_in"]
    used = frame["drawn"] + frame["carried_out"] + frame["lapsed"]
    assert (there - used).abs().max() < 1e-6 if len(frame) else result.funding.empty


def test_ceilings_of_the_table_are_marked(province: Result) -> None:
    table = province.sources[province.sources["ceiling"] > 0]
    fig = CHARTS["spending-against-ceilings"].figure(province, EN)
    marks = pd.Series([y for trace in fig.data if trace.type == "scatter" for y in trace.y], dtype=float)
    assert marks.sum() == pytest.approx(table["ceiling"].sum())


def test_a_source_without_a_yearly_limit_has_no_ceiling(province: Result) -> None:
    free = province.sources.assign(ceiling=float("nan"), lapsed=float("nan"))
    frame = ceilings.data(_with(province, sources=free))
    assert frame["ceiling"].isna().all()
    assert frame["drawn"].sum() == pytest.approx(province.funding["amount"].sum())
    ceilings.draw(frame, province, EN)


def test_shares_of_the_mix_add_up(result: Result) -> None:
    frame = mix.data(result)
    totals = frame.groupby("year", dropna=False)[["share", "amount"]].sum()
    assert ((totals["share"] - 1).abs() < 1e-12).where(totals["amount"] > 0, True).all()
    whole = frame[frame["year"].isna()].set_index("sector")["amount"]
    assert dict(whole) == pytest.approx(dict(result.funding.groupby("sector")["amount"].sum()))


def test_growth_ends_in_the_metrics_of_the_plan(province: Result, city: Result) -> None:
    for result in (province, city):
        last = growth.data(result).iloc[-1]
        assert last["investment"] == pytest.approx(result.plan.metrics["investment"])
        assert last["leased"] == pytest.approx(result.plan.metrics["hectares"], abs=1e-6)
    assert "No leases in this plan" in texts(CHARTS["investment-and-leases"].figure(city, EN))
    assert "No leases" not in texts(CHARTS["investment-and-leases"].figure(province, EN))


def test_names_that_begin_alike_stay_apart(city: Result) -> None:
    fig = CHARTS["schedule"].figure(city, EN)
    assert len(set(fig.layout.yaxis.ticktext)) == len(fig.layout.yaxis.ticktext)
    assert all("khu vực số" in name for name in fig.layout.yaxis.ticktext)


def test_long_names_are_cut_to_their_width_and_stay_one_line() -> None:
    names = ["Đường nối số 1 " * 6, "Đường nối số 1 " * 6 + "B", "x" * 60, "x" * 59 + "y", "Cầu"]
    short = labels.distinct(names, 30)
    assert len(set(short)) == len(names)
    assert all(len(name) <= 30 for name in short)
    assert short[-1] == "Cầu"


# looks


def test_a_source_looks_the_same_in_every_chart(province: Result) -> None:
    looks = palette.looks_of_sources(province.plan.problem.sources)
    columns = CHARTS["sources-by-year"].figure(province, EN)
    for source in province.plan.problem.sources:
        shown = [bar.marker.color for bar in bars(columns) if bar.name == source.name]
        assert shown in ([], [looks[source.id].colour])
    nodes = CHARTS["sources-to-projects"].figure(province, EN).data[0].node.color
    assert {look.colour for look in looks.values()} >= {colour for colour in nodes if colour != "#77818c"}


def test_looks_differ_and_sectors_stay_apart(province: Result, city: Result) -> None:
    for result in (province, city):
        sources = result.plan.problem.sources
        looks = palette.looks_of_sources(sources)
        assert len(set(looks.values())) == len(looks) <= palette.SHOWN_AT_MOST
    sectors = {source.id: source.sector for source in province.plan.problem.sources}
    hatchings = {(sectors[name], look.hatching) for name, look in palette.looks_of_sources(
        province.plan.problem.sources
    ).items()}  # fmt: skip
    assert len(hatchings) == len({sector for sector, _ in hatchings})


def test_a_further_source_at_the_end_changes_no_look(province: Result) -> None:
    sources = province.plan.problem.sources
    fewer = palette.looks_of_sources(sources[:-1])
    assert fewer.items() <= palette.looks_of_sources(sources).items()


def test_of_many_sources_the_largest_are_shown_one_by_one(city: Result) -> None:
    shown = [source.id for source in palette.prominent(city.plan.problem.sources)]
    assert shown == ["bonds", *(f"g{number}" for number in range(28, 39))]
    assert "28 other sources" in texts(CHARTS["sources-by-year"].figure(city, EN))
    assert "28 smaller sources are not shown" in texts(CHARTS["spending-against-ceilings"].figure(city, EN))


def _with(result: Result, **frames: pd.DataFrame) -> Result:
    """The same result with another frame in the place of a table."""
    other = Result(result.scenario, result.plan, result.checks, result.tables, result.seconds)
    other.__dict__.update(frames)
    return other
