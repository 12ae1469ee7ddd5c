"""Pieces that several screens show: heads, key figures, charts, tables, and what stands where there is no plan."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import streamlit as st

from dashboard import figures, state, tables
from dashboard.limit_tables import contradictions, faults, repairs
from dashboard.tables import NOTHING, Shown
from optimizer.endings import Infeasible, Stopped, StopReason, Unbounded
from reports.charts import CHARTS, DETAILS
from scenarios.diagnosis_words import DiagnosisWords
from scenarios.faults import SHOWN, Fault
from scenarios.language import Language
from scenarios.result import Result
from scenarios.saved import Failed
from scenarios.status import Status, status

WIDE = frozenset(
    {
        "schedule",
        "sources-to-projects",
        "spending-against-ceilings",
        "public-commitments",
        "value-for-money",
        "risk-of-loss",
        "risk-drivers",
        "risk-of-breach",
        "take-up-forecast",
        "service-demand",
        "cost-from-norms",
        "deterrence",
    }
)
"""Charts that need a screen's width: on a telephone they are pushed sideways."""


def table(shown: Shown) -> None:
    """A table to sort and search, its numbers written in the language."""
    styled = shown.frame.style.format(dict(shown.writers))
    wide = {head: st.column_config.Column(width="large") for head in shown.wide}
    wide[str(shown.frame.columns[0])] = st.column_config.Column(width=260)
    tall = min(35 * (len(shown.frame) + 1) + 3, 740)
    st.dataframe(
        styled, hide_index=True, column_config=wide, height=tall, placeholder=NOTHING, alt=shown.about
    )


def reading_table(shown: Shown) -> None:
    """A table to read from top to bottom: long texts and heads break into lines, numbers stand at the right."""
    styled = shown.frame.style.format(dict(shown.writers), na_rep=NOTHING)
    styled = styled.set_properties(subset=list(shown.writers), **{"text-align": "right"})
    st.table(styled, border="horizontal", hide_index=True, alt=shown.about)


def chart(name: str, result: Result, language: Language, **only: str) -> None:
    """A chart of the register with the caption that says how to read it, and its numbers one click away.

    `only`: the rows it is about, as in `project="road"`.
    """
    told = (CHARTS | DETAILS)[name]
    figure = told.figure(result, language, **only)
    numbers = tables.of_chart(told, result, language, **only)
    drawn(name, figure, told.caption(language), numbers, language, title=told.title(language), about=only)


def drawn(
    name: str,
    figure: go.Figure,
    caption: str,
    numbers: Shown,
    language: Language,
    *,
    title: str,
    about: Mapping[str, str],
) -> None:
    """A figure in a frame of its own; `name` and what it is `about` tell it apart from all others of a page."""
    which = "-".join([name, *about.values()])
    with st.container(border=True, height="stretch", key=f"wide-{which}" if name in WIDE else None):
        st.plotly_chart(figure, config={"displayModeBar": False}, key=f"chart-{which}", alt=title)
        st.caption(caption)
        with st.expander(language("The numbers of this chart"), icon=":material/table:"):
            table(numbers)


def figures_row(shown: Sequence[figures.Figure], result: Result, language: Language) -> None:
    """Figures beside each other, each with its note."""
    with st.container(key="metrics"):
        for figure in shown:
            value = figures.said(figure, figure.amount, result, language)
            st.metric(figure.label, value, help=figure.note, border=True, height="stretch")


def metrics(result: Result, before: Result | None, language: Language) -> None:
    """The key figures, each with its change against the plan before."""
    now = figures.key_figures(result, language)
    moved = figures.differences(now, figures.key_figures(before, language)) if before is not None else {}
    with st.container(key="metrics"):
        for figure in now:
            change = moved.get(figure.name)
            st.metric(
                figure.label,
                figures.said(figure, figure.amount, result, language),
                delta=None if change is None else figures.said(figure, change, result, language),
                delta_color="normal" if figure.is_good_when_more and change is not None else "primary",
                help=figure.note,
                chart_data=figure.by_year or None,
                chart_type="area",
                border=True,
                height="stretch",
            )
    if moved:
        st.caption(language("Arrows: change against the plan before."))


def verdict(result: Result, language: Language) -> None:
    """How good the plan is, and that it was proven."""
    word = status(result)
    text = f"{figures.status_words(result.plan, language)} {figures.checks_words(result, language)}"
    if word is Status.TIME_LIMIT:
        st.warning(text, icon=":material/timer:")
    else:
        st.success(text, icon=":material/verified:")


def plan_or_way_out(language: Language) -> Result | None:
    """The plan to show; where there is none, why, and what to do next, is shown instead."""
    session = state.session()
    reached = session.now
    result = state.result_of(reached, language)
    if result is not None:
        return result
    if reached is None:
        if session.job is None:
            st.info(
                language("No plan yet. Check the assumptions in the sidebar and make the plan."),
                icon=":material/route:",
            )
        else:
            st.info(
                language(
                    "The plan is being made. Meanwhile you can look at the scenario and its assumptions."
                ),
                icon=":material/hourglass_top:",
            )
        return None
    match reached.outcome:
        case Infeasible() as ending:
            _infeasible(ending, reached, language)
        case Unbounded(decisions):
            st.error(
                language(
                    "The objective grows without end: something earns money or benefit without any limit."
                ),
                icon=":material/all_inclusive:",
            )
            named = ["` `".join(str(part) for part in decision) for decision in decisions[:10]]
            st.markdown("\n".join([language("Set a limit for:"), *(f"- `{name}`" for name in named)]))
        case Stopped(StopReason.TIME_LIMIT):
            st.warning(
                language(
                    "The time was over before any plan was found. Raise the time limit in the sidebar and try again."
                ),
                icon=":material/timer_off:",
            )
        case Stopped(_, detail) | Failed(detail):
            st.error(
                language(
                    "The run was interrupted. Nothing is lost: the scenario and its changes are as they were."
                ),
                icon=":material/report:",
            )
            with st.expander(language("For the administrator of the program")):
                st.code(detail, language=None)
    return None


def _infeasible(ending: Infeasible, reached: state.Reached, language: Language) -> None:
    st.error(language("No plan keeps every limit of this scenario."), icon=":material/block:")
    scenario = reached.scenario
    if ending.contradictions:
        reading_table(contradictions(ending, scenario, language))
    words = DiagnosisWords(scenario, language)
    for _, _, _, sentence in words.kept():
        st.caption(sentence)
    if not ending.repairs:
        st.markdown(language("No change of limits that lets a plan exist was found."))
        return
    st.subheader(language("The smallest repair"), anchor=False)
    st.markdown(language("With these changes together a plan exists: they were tried."))
    if not ending.is_least:
        st.caption(language("The time was over before a smaller repair could be ruled out."))
    if ending.is_divisible:
        st.caption(language("Tried for works of any share; for whole works it may not be enough."))
    reading_table(repairs(ending.repairs, scenario, language))
    for other in ending.alternatives:
        with st.expander(language("Or instead:") + " " + words.words.repair(other[0])):
            reading_table(repairs(other, scenario, language))
    st.markdown(
        language(
            "Change the assumptions in the sidebar, or mend the file and open it again under *Scenario*."
        )
    )


def fault_table(found: Sequence[Fault], language: Language) -> None:
    """Every fault of a refused file."""
    reading_table(faults(found, language))
    if len(found) > SHOWN:
        st.caption(language("… and {count} more faults", count=language.number(len(found) - SHOWN, 0)))


@st.fragment(run_every=0.5)
def progress(code: str) -> None:
    """The run under way: how long, how good so far, and a way to end it. The page below stays usable."""
    language = Language("en" if code == "en" else "vi")
    session = state.session()
    job = session.job
    if job is None:
        return
    if job.is_done:
        st.rerun()
    how = job.progress()
    limit = job.scenario.problem.options.time_limit
    seconds = language.number(how.seconds, 0)
    text = language(
        "Making the plan: {seconds} s of at most {limit} s.", seconds=seconds, limit=language.number(limit, 0)
    )
    if how.gap is not None:
        text += " " + language(
            "A plan is found; at most {gap} better is possible.", gap=language.percent(how.gap)
        )
    if session.now is not None:
        text += " " + language("Until then the plan before is shown.")
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="progress"):
        st.progress(min(how.seconds / limit, 1.0), text)
        if st.button(language("Cancel"), icon=":material/stop_circle:", key="cancel"):
            session.cancel()
            st.rerun()
