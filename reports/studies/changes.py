"""What each row of a study does to the objective: bars that lead to the right where the plan gains."""

from collections.abc import Callable, Mapping

import pandas as pd
import plotly.graph_objects as go

from reports import labels, palette, panels, style
from scenarios.language import Language
from scenarios.status import Status
from scenarios.studies.environment import RULE, fines
from scenarios.studies.late_money import STRESSES, Stress
from scenarios.studies.reform import reforms
from scenarios.studies.rules import rules_of
from scenarios.studies.study import Study, StudyKind
from scenarios.studies.telling import Telling

NAME = "changes"
SHOWN = 14
"""Rows that a page holds: those that move the objective most."""
_GAIN, _LOSS = palette.Look("#1b7f5c"), palette.Look("#b5451b", "/")
_ROW = 34
_UNSEEN = 1e-6
"""A change below this part of the largest one is rounding."""
_SHORT = 1e-3
"""A bar below this part of the longest one cannot be seen."""

Names = Callable[[Study, pd.DataFrame, Language], list[str]]


def _of_rules(study: Study, rows: pd.DataFrame, language: Language) -> list[str]:
    said = {rule.path: rule.phrase.spoken(language) for rule in rules_of(study.scenario)}
    return [said[path] for path in rows["path"]]


def _of_sources(study: Study, rows: pd.DataFrame, language: Language) -> list[str]:
    telling = Telling(study.scenario, language)
    return [telling.name("source", source) for source in rows["source"]]


def _of_late_money(study: Study, rows: pd.DataFrame, language: Language) -> list[str]:
    names = _of_sources(study, rows, language)
    stresses = [STRESSES[Stress(stress)].spoken(language) for stress in rows["stress"]]
    return [f"{name}: {stress}" for name, stress in zip(names, stresses, strict=True)]


def _of_reform(study: Study, rows: pd.DataFrame, language: Language) -> list[str]:
    said = {reform.id: reform.phrase.spoken(language) for reform in reforms(study.scenario)}
    return [said[reform] for reform in rows["reform"]]


def _of_environment(study: Study, rows: pd.DataFrame, language: Language) -> list[str]:
    asked = fines(study.scenario, study.question.get("cost_that_holds"))
    said = {fine.id: fine.phrase.spoken(language) for fine in asked}
    return [said[variant] for variant in rows["variant"]]


ASKED: Mapping[StudyKind, tuple[str, Names]] = {
    StudyKind.RULES: ("rules", _of_rules),
    StudyKind.SOURCES: ("sources", _of_sources),
    StudyKind.LATE_MONEY: ("late_money", _of_late_money),
    StudyKind.REFORM: ("reform", _of_reform),
    StudyKind.ENVIRONMENT: ("environment", _of_environment),
}
"""The table of each kind, and what its rows are called."""


def titles(kind: StudyKind, language: Language) -> tuple[str, str]:
    """Title, and how to read the chart."""
    said: Mapping[StudyKind, tuple[str, str]] = {
        StudyKind.RULES: (
            language("What each rule costs"),
            language("What the plan would gain without the rule. Rules that cost nothing are not shown."),
        ),
        StudyKind.SOURCES: (
            language("What each source brings"),
            language("What the plan would lose without the source. Sources that move nothing are not shown."),
        ),
        StudyKind.LATE_MONEY: (
            language("What late money costs"),
            language("What the plan loses where a source comes a year late, or a fifth lower."),
        ),
        StudyKind.REFORM: (
            language("What reforms are worth"),
            language(
                "What the plan gains with each reform; an institution that is left out may cost or save."
            ),
        ),
        StudyKind.ENVIRONMENT: (
            language("A fine in place of treatment"),
            language(
                "What the plan gains where a fine takes the place of the rule that wastewater is treated, the fine "
                "paid. Where nothing is gained, the fine deters."
            ),
        ),
    }
    return said[kind]


def data(study: Study, language: Language) -> pd.DataFrame:
    """`name, change, at_least, at_most, status`: rows without a plan first, then the largest change; no zeros."""
    table, names = ASKED[study.kind]
    columns = ["name", "change", "at_least", "at_most", "status"]
    if table not in study.tables:
        return pd.DataFrame({column: [] for column in columns})
    rows = study.tables[table].frame()
    if study.kind is StudyKind.ENVIRONMENT:
        rows = rows[rows["variant"] != RULE]
    found = rows.rename(
        columns={
            "objective_change": "change",
            "change_at_least": "at_least",
            "change_at_most": "at_most",
        }
    ).assign(name=[name[:1].upper() + name[1:] for name in names(study, rows, language)])
    size = found["change"].abs()
    told = found[size.isna() | (size > _UNSEEN * size.max())].assign(size=size)
    told = told.sort_values("size", ascending=False, na_position="first", kind="stable")
    return told[columns].reset_index(drop=True)


def draw(frame: pd.DataFrame, study: Study, language: Language) -> go.Figure:
    """Bars from zero, each with its amount; where plans are proven within a gap only, what is proven as whiskers."""
    size = frame["change"].abs()
    shown = frame[size.isna() | (size > _SHORT * size.max())].head(SHOWN)
    telling = Telling(study.scenario, language)
    at = list(range(len(shown)))
    names = [labels.plain(name) for name in shown["name"]]
    fig, (place,) = panels.stack([""], [1.0])
    change = shown["change"].fillna(0.0)
    for look, name, chosen in (
        (_GAIN, language("Gain"), change > 0),
        (_LOSS, language("Loss"), change < 0),
    ):
        picked = [row for row in at if chosen.iloc[row]]
        part = shown.iloc[picked]
        fig.add_bar(
            orientation="h",
            y=picked,
            x=part["change"].tolist(),
            width=0.6,
            name=name,
            marker=look.marker(),
            error_x=_whiskers(part),
            customdata=[[names[row], telling.worth(shown["change"].iloc[row])] for row in picked],
            hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        )
    _texts(fig, shown, telling, language)
    style.amounts_axis(fig, place)
    ends = pd.concat([change, shown["at_least"], shown["at_most"]]).dropna()
    low, high = min(0.0, ends.min()), max(0.0, ends.max())
    room = 0.2 * max(high - low, _UNSEEN)
    fig.update_xaxes(range=[low - (room if low < 0 else 0.0), high + (room if high > 0 or low == 0 else 0.0)])
    fig.update_yaxes(
        tickmode="array",
        tickvals=at,
        ticktext=[labels.wrapped(name, 52, 2) for name in shown["name"]],
        range=[len(shown) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    fig.update_layout(barmode="overlay", showlegend=True, margin={"l": 350, "r": 60})
    title, caption = titles(study.kind, language)
    note = language("Change of the objective value")
    if len(shown) < len(frame):
        note += " · " + language(
            "{count} rows with smaller changes are not shown", count=len(frame) - len(shown)
        )
    height = 220 + _ROW * max(len(shown), 3)
    return style.dress(fig, study, language, title=title, caption=caption, note=note, height=height)


def _whiskers(part: pd.DataFrame) -> dict[str, object]:
    """From the least to the most that is proven; nothing where both are the change found."""
    return {
        "type": "data",
        "symmetric": False,
        "array": (part["at_most"] - part["change"]).clip(lower=0.0).tolist(),
        "arrayminus": (part["change"] - part["at_least"]).clip(lower=0.0).tolist(),
        "color": palette.NEUTRAL.colour,
        "thickness": 1.5,
        "visible": bool((part["at_most"] - part["at_least"]).abs().gt(_UNSEEN).any()),
    }


def _texts(fig: go.Figure, shown: pd.DataFrame, telling: Telling, language: Language) -> None:
    """The amount at the end of each bar; a row that has no plan says so, where there is room."""
    is_all_loss = (shown["change"].dropna() <= 0.0).all()
    for row, (change, low, high, status) in enumerate(
        zip(shown["change"], shown["at_least"], shown["at_most"], shown["status"], strict=True)
    ):
        if pd.isna(change):
            missing = language("no plan keeps every limit") if status == Status.INFEASIBLE.value else ""
            text, end, is_left = missing or language("no plan was found"), 0.0, is_all_loss
        else:
            is_left = change < 0
            text, end = telling.worth(change), min(change, low) if is_left else max(change, high)
        fig.add_annotation(
            text=labels.plain(text),
            x=end,
            y=row,
            xanchor="right" if is_left else "left",
            xshift=-5 if is_left else 5,
            showarrow=False,
            font={"size": 12},
        )
