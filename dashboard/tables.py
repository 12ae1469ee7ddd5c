"""Tables as the screens show them: names instead of ids, heads in the language.

Numbers stay numbers, beside the way to write them, so that sorting a column is by number.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from dashboard.words import INSTRUMENTS, KINDS, MODES, SECTORS
from finance.source import FundingSource
from reports import headings
from reports.charts import Chart
from scenarios.language import Language
from scenarios.result import Result
from scenarios.wording import spoken

Writer = Callable[[object], str]
Columns = list[tuple[str, "pd.Series", Writer | None]]

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Shown:
    """A table for the screen.

    `writers` write the cells of a column as text. `wide`: columns whose text needs room. `about`: what the table
    says, for readers who do not see it.
    """

    frame: pd.DataFrame
    about: str
    writers: Mapping[str, Writer] = field(default_factory=dict)
    wide: tuple[str, ...] = ()


def works(result: Result, language: Language) -> Shown:
    """Every work: built when, by whom, for how much, and why; works left out stand at the end.

    A work that is built in stages has one row: from its first stage on, amounts and shares added up.
    """
    unit = language.money_unit(result.scenario.currency, result.scenario.unit)
    clusters = {cluster.id: cluster.name for cluster in result.plan.problem.clusters}
    modes = {mode: spoken(language, MODES, mode) for mode in MODES}
    amount = amounts(language)
    sums = dict.fromkeys(("share", "capex_nominal", "economic_npv", "financial_npv"), "sum")
    names = dict.fromkeys(("name", "kind", "cluster", "reason"), "first")
    staged = result.projects.groupby("project", sort=False).agg(
        {**names, "start_year": "min", **sums, "mode": lambda column: _joined(column, modes)}
    )
    staged = staged.sort_values(["start_year", "capex_nominal"], ascending=[True, False], na_position="last")
    columns: Columns = [
        (language("Work"), staged["name"], None),
        (language("From"), staged["start_year"], years()),
        (language("Built"), staged["share"], percent(language)),
        (language("Delivery mode"), staged["mode"], None),
        (language("Investment ({unit})", unit=unit), staged["capex_nominal"], amount),
        (language("Economic NPV ({unit})", unit=unit), staged["economic_npv"], amount),
        (language("Why"), staged["reason"], None),
        (
            language("Financial NPV without availability payments ({unit})", unit=unit),
            staged["financial_npv"],
            amount,
        ),
        (language("Kind"), named(staged["kind"], KINDS, language), None),
    ]
    if len(clusters) > 1:
        columns.insert(1, (language("Cluster"), staged["cluster"].map(clusters).fillna(""), None))
    about = language("Works with start, delivery mode, investment and reason")
    return shown(columns, about, wide=(language("Why"),))


def sources(result: Result, language: Language) -> Shown:
    """Each source over all years: on offer, drawn, left, and its price in the year where that is highest."""
    unit = language.money_unit(result.scenario.currency, result.scenario.unit)
    amount = amounts(language)
    heads: dict[str, Writer | None] = {
        language("Source"): None,
        language("Whose money"): None,
        language("Form"): None,
        language("Available ({unit})", unit=unit): amount,
        language("Drawn ({unit})", unit=unit): amount,
        language("Used"): percent(language),
        language("Not drawn ({unit})", unit=unit): amount,
        language("Highest shadow price"): amounts(language, 2),
        language("In year"): years(),
    }
    rows = [_source_row(source, result, language) for source in result.plan.problem.sources]
    frame = pd.DataFrame(rows, columns=list(heads))
    frame[language("In year")] = frame[language("In year")].astype("Int64")
    writers = {head: writer for head, writer in heads.items() if writer is not None}
    return Shown(frame, language("Sources: what they offer, what is drawn, and their shadow prices"), writers)


def source_years(result: Result, chosen: str, language: Language) -> Shown:
    """One source year by year, its steps apart: ceiling, carried in, drawn, carried out, lapsed, price."""
    (source,) = (each for each in result.plan.problem.sources if each.id == chosen)
    own = _own_years(source, result)
    steps = {
        tranche.id: language("Step {number}", number=i) for i, tranche in enumerate(source.tranches, start=1)
    }
    unit = language.money_unit(result.scenario.currency, result.scenario.unit)
    amount = amounts(language)
    columns: Columns = [
        (language("Year"), own["year"], years()),
        (language("Ceiling ({unit})", unit=unit), own["ceiling"], amount),
        (language("Carried in ({unit})", unit=unit), own["carried_in"], amount),
        (language("Drawn ({unit})", unit=unit), own["drawn"], amount),
        (language("Carried out ({unit})", unit=unit), own["carried_out"], amount),
        (language("Lapsed ({unit})", unit=unit), own["lapsed"], amount),
        (language("Shadow price"), own["price"], amounts(language, 2)),
        (language("Holds from"), own["holds_from"], amount),
        (language("Holds to"), own["holds_to"], amount),
    ]
    if len(source.tranches) > 1:
        columns.insert(1, (language("Step"), own["source"].map(steps), None))
    return shown(columns, language("{source} by year", source=source.name))


def funding(result: Result, language: Language) -> Shown:
    """Whose money pays for which work: works by row, sources by column, summed over the years."""
    problem = result.plan.problem
    unit = language.money_unit(result.scenario.currency, result.scenario.unit)
    owner = {tranche.id: source.name for source in problem.sources for tranche in source.tranches}
    names = {project.id: project.name for project in problem.projects}
    drawn = result.funding.assign(
        source=result.funding["source"].map(owner), project=result.funding["project"].map(names)
    )
    pivot = drawn.pivot_table(index="project", columns="source", values="amount", aggfunc="sum")
    order = [name for name in dict.fromkeys(owner.values()) if name in pivot.columns]
    pivot = pivot[order].reindex([name for name in dict.fromkeys(names.values()) if name in pivot.index])
    pivot.insert(0, language("Total ({unit})", unit=unit), pivot.sum(axis=1))
    pivot.loc[language("All works")] = pivot.sum(axis=0)
    frame = pivot.rename_axis(index=language("Work"), columns=None).reset_index()
    about = language("Money drawn by work and source, in {unit}", unit=unit)
    return Shown(frame, about, {str(head): amounts(language) for head in frame.columns[1:]})


def of_chart(chart: Chart, result: Result, language: Language, **only: str) -> Shown:
    """The numbers behind a chart, of `only` those rows."""
    return of_frame(chart.data(result, **only), chart.title(language), result, language)


def of_frame(data: pd.DataFrame, about: str, result: Result, language: Language) -> Shown:
    """The numbers that a figure was drawn from, read aloud."""
    frame = headings.read_aloud(data, result, language)
    heads = headings.heads(result, language)
    by_head: dict[str, Writer] = {heads[column]: percent(language) for column in headings.SHARES}
    writers = {
        str(head): years()
        if pd.api.types.is_integer_dtype(frame[head])
        else by_head.get(head, amounts(language))
        for head in frame.columns
        if pd.api.types.is_numeric_dtype(frame[head])
    }
    return Shown(frame, about, writers)


def shown(columns: Columns, about: str, wide: tuple[str, ...] = ()) -> Shown:
    """A table from its columns: head, cells, and how to write them."""
    frame = pd.DataFrame({head: cells for head, cells, _ in columns}).reset_index(drop=True)
    return Shown(frame, about, {head: writer for head, _, writer in columns if writer is not None}, wide)


def named(cells: "pd.Series", words: Mapping[str, str], language: Language) -> "pd.Series":
    """Words of the file as the language says them."""
    return cells.map({key: spoken(language, words, key) for key in cells.unique()})


def amounts(language: Language, digits: int = 1) -> Writer:
    """Writes numbers with that many decimals."""
    return _written(lambda number: language.number(number, digits))


def percent(language: Language, digits: int = 0) -> Writer:
    """Writes shares of one in percent."""
    return _written(lambda share: language.percent(share, digits))


def years() -> Writer:
    """Writes calendar years, which take no separator."""
    return _written(lambda number: str(int(number)))


def _source_row(source: FundingSource, result: Result, language: Language) -> tuple[object, ...]:
    own = _own_years(source, result)
    offered = own["ceiling"].sum(min_count=1)
    if source.total is not None:
        offered = min(offered, source.total) if pd.notna(offered) else source.total
    drawn = float(own["drawn"].sum())
    priced = own[own["price"].abs() > 1e-9]
    dearest = priced.loc[priced["price"].abs().idxmax()] if len(priced) else None
    return (
        source.name,
        spoken(language, SECTORS, source.sector.value),
        spoken(language, INSTRUMENTS, source.instrument.value),
        offered,
        drawn,
        drawn / offered if offered else None,
        offered - drawn,
        None if dearest is None else dearest["price"],
        None if dearest is None else dearest["year"],
    )


def _own_years(source: FundingSource, result: Result) -> pd.DataFrame:
    ids = [tranche.id for tranche in source.tranches]
    return result.sources[result.sources["source"].isin(ids)]


def _joined(modes: "pd.Series", names: Mapping[str, str]) -> str:
    """The delivery modes of a work's stages."""
    return ", ".join(names[mode] for mode in dict.fromkeys(modes) if mode) or NOTHING


def _written(write: Callable[[float], str]) -> Writer:
    """A writer that says – for nothing."""
    return lambda cell: NOTHING if pd.isna(cell) else write(float(str(cell)))
