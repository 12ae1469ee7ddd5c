"""Names as charts write them: of sources, projects, sectors and delivery modes, wrapped and safe to draw."""

import textwrap
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from babel.dates import format_date

from finance.delivery import Mode
from finance.project import Project
from finance.source import FundingSource, Sector
from optimizer.problem import Problem
from scenarios.language import Language
from scenarios.scenario import Scenario


def source_of(problem: Problem) -> dict[str, FundingSource]:
    """The source to which a tranche belongs, by the id that tables carry."""
    return {tranche.id: source for source in problem.sources for tranche in source.tranches}


def projects_by_id(problem: Problem) -> dict[str, Project]:
    """The projects by the id that tables carry."""
    return {project.id: project for project in problem.projects}


def sector(sector: Sector, language: Language) -> str:
    """Whose money it is."""
    words: Mapping[Sector, str] = {
        Sector.PUBLIC: language("Public money"),
        Sector.PRIVATE: language("Private money"),
        Sector.PPP: language("PPP investors' money"),
    }
    return words[sector]


def mode(mode: Mode, language: Language) -> str:
    """Who builds and runs a work."""
    words: Mapping[Mode, str] = {
        Mode.PUBLIC: language("Public investment"),
        Mode.PPP: language("Public-private partnership (PPP)"),
        Mode.PRIVATE: language("Private investment"),
    }
    return words[mode]


def short_mode(mode: Mode, language: Language) -> str:
    """The same in a word, to stand beside a name."""
    words: Mapping[Mode, str] = {
        Mode.PUBLIC: language("public"),
        Mode.PPP: "PPP",
        Mode.PRIVATE: language("private"),
    }
    return words[mode]


def vehicle_name(vehicle: str, problem: Problem) -> str:
    """Who keeps the books: a vehicle by its own name, else the work that stands alone."""
    return next((project.name for project in problem.projects if project.id == vehicle), vehicle)


def vehicle(vehicle: str, mode: Mode, problem: Problem, language: Language) -> str:
    """The same with its delivery mode, as one vehicle may keep books in several."""
    return f"{vehicle_name(vehicle, problem)} ({short_mode(mode, language)})"


def other_sources(count: int, language: Language) -> str:
    """The name of a bundle of sources."""
    return language("{count} other sources", count=language.number(count, 0))


def plain(text: str) -> str:
    """A name as Plotly draws it letter by letter: composed accents, no tags, one line."""
    return escape(" ".join(unicodedata.normalize("NFC", text).split()), quote=False)


def wrapped(text: str, width: int, lines: int = 2) -> str:
    """A name broken into `lines` of at most `width` letters, the rest an ellipsis.

    >>> wrapped("Wastewater treatment plant of the northern cluster", 20)
    'Wastewater treatment<br>plant of the…'
    """
    composed = unicodedata.normalize("NFC", text)
    rows = textwrap.wrap(composed, width, max_lines=lines, placeholder="…", break_on_hyphens=False)
    return "<br>".join(escape(row, quote=False) for row in rows)


def distinct(names: Sequence[str], width: int) -> list[str]:
    """Names on one line of at most `width` letters, cut at the end; where that makes two alike, in the middle.

    >>> distinct(["Renewal of the road, section 1", "Renewal of the road, section 2", "Bridge"], 20)
    ['Renewal of…section 1', 'Renewal of…section 2', 'Bridge']
    """
    cut = [wrapped(name, width, 1) for name in names]
    called: dict[str, set[str]] = {}
    for short, name in zip(cut, names, strict=True):
        called.setdefault(short, set()).add(name)
    return [
        short if len(called[short]) == 1 else _cut_in_the_middle(name, width)
        for short, name in zip(cut, names, strict=True)
    ]


def _cut_in_the_middle(name: str, width: int) -> str:
    composed = " ".join(unicodedata.normalize("NFC", name).split())
    end = composed[-(width // 2) - 1 :].partition(" ")[2] or composed[-(width // 2) :]
    start = composed[: width - len(end)].rpartition(" ")[0] or composed[: width - len(end) - 1]
    return escape(f"{start}…{end}", quote=False)


def day(when: date, language: Language) -> str:
    """A date: 23/11/2026, 23 Nov 2026."""
    pattern = "dd/MM/yyyy" if language.code == "vi" else "d MMM yyyy"
    return format_date(when, pattern, locale=language.code)


def source_line(scenario: Scenario, language: Language) -> str:
    """Where a chart comes from: the scenario, its hash and the day whose rules it keeps; never the clock."""
    return language(
        "Scenario: {title} · version {hash} · rules as of {day}",
        title=wrapped(scenario.title, 90, 1),
        hash=scenario.sha256[:8],
        day=day(scenario.as_of, language),
    )
