"""What must agree within a source, and between a loan and the years of the plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from finance.project import CLASS_OF_KIND
from finance.source import Instrument
from scenarios.faults import say, shown
from scenarios.file.consistency_projects import construction
from scenarios.file.nouns import horizon_of, yearly
from scenarios.file.reading import Reading
from scenarios.procedures import delays

Document = Mapping[str, Any]

_MEANINGLESS = {
    Instrument.GRANT: ("rate", "tenor", "grace", "repayment", "fx_depreciation", "obligor"),
    Instrument.EQUITY: ("grace", "repayment", "fx_depreciation", "obligor"),
}
_INHERITED = ("ceiling", "rate", "tenor", "grace", "carry_over")


def check_sources(reading: Reading, document: Document) -> None:
    """Notes every disagreement within a source and between loans and horizon."""
    for index, source in enumerate(document.get("sources", ())):
        keys = ("sources", index)
        _check_amounts(reading, source, keys)
        if "instrument" not in source:
            continue
        instrument = Instrument(source["instrument"])
        raw = reading.root["sources"][index]
        _check_meaning(reading, raw, instrument, keys)
        for place, raw_step, step in _steps(source, raw, keys):
            _check_meaning(reading, raw_step, instrument, place) if place != keys else None
            _check_terms(reading, raw | raw_step, source | step, instrument, place)
            if instrument.is_debt and source.get("obligor") != "public":
                _check_years(reading, document, source | step, place)


def _steps(source: Document, raw: Any, keys: tuple[Any, ...]) -> list[tuple[tuple[Any, ...], Any, Document]]:
    """Keys, tree and data of every tranche; the source itself where it has none."""
    if not isinstance(raw.get("tranches"), Sequence) or "tranches" not in source:
        return [(keys, {}, {})]
    return [
        ((*keys, "tranches", number), raw_step if isinstance(raw_step, Mapping) else {}, step)
        for number, (raw_step, step) in enumerate(zip(raw["tranches"], source["tranches"], strict=False))
    ]


def _check_amounts(reading: Reading, source: Document, keys: tuple[Any, ...]) -> None:
    """Lower bounds not above upper ones; a source does not match itself."""
    for low, high in (("floor", "total"), ("min_share", "max_share")):
        if low in source and high in source and source[low] > source[high]:
            found = say(
                "{low} {less} above {high} {more}",
                low=low,
                less=shown(source[low]),
                high=high,
                more=shown(source[high]),
            )
            reading.fault_at((*keys, low), found, say("a lower bound that is not above the upper one"))
    if source.get("id") in source.get("match", {}).get("with", ()):
        reading.fault_at((*keys, "match", "with"), say("the source itself"), say("other sources"))


def _check_meaning(reading: Reading, raw: Document, instrument: Instrument, keys: tuple[Any, ...]) -> None:
    """Terms that this instrument does not have would be dropped in silence."""
    for name in _MEANINGLESS.get(instrument, ()):
        if name in raw:
            found = say(
                "{field}, which has no meaning for {instrument}", field=name, instrument=instrument.value
            )
            reading.fault_at((*keys, name), found, say("this field only for loans, bonds and prepayments"))


def _check_terms(
    reading: Reading, raw: Document, step: Document, instrument: Instrument, keys: tuple[Any, ...]
) -> None:
    """Debt needs a rate and a tenor; the grace ends before the tenor; carrying over needs a ceiling."""
    if instrument.is_debt:
        for name in ("rate", "tenor"):
            if name not in raw:
                found = say("{instrument} without {field}", field=name, instrument=instrument.value)
                reading.fault_at(
                    (*keys, name), found, say("a rate and a tenor for loans, bonds and prepayments")
                )
        if step.get("grace", 0) >= step.get("tenor", 1000):
            found = say(
                "{grace} years of grace in a tenor of {tenor}", grace=step["grace"], tenor=step["tenor"]
            )
            reading.fault_at((*keys, "grace"), found, say("a grace shorter than the tenor"))
    if instrument is Instrument.EQUITY and "tenor" in raw and "rate" not in raw:
        reading.fault_at(
            (*keys, "tenor"), say("a tenor of equity without a rate"), say("a tenor together with a rate")
        )
    if step.get("carry_over", 0) > 0 and "ceiling" not in raw:
        found = say("carry_over without a ceiling, so nothing to carry")
        reading.fault_at((*keys, "carry_over"), found, say("carry_over together with a ceiling"))


def _check_years(reading: Reading, document: Document, step: Document, keys: tuple[Any, ...]) -> None:
    """A vehicle's loan is drawn only where it can be repaid inside the horizon; some draw must be possible.

    The first year in which an eligible project can spend and the source has money decides. Projects that could
    use it as public ones leave the debt with the public side, which may repay after the horizon.
    """
    if reading.years is None or reading.invest is None or "tenor" not in step:
        return
    if {"start", "years"} - set(document.get("horizon", {})):
        return
    first = _first_use(reading, document, step.get("eligible", {}))
    if first is None:
        return
    invest = reading.invest[1] - reading.invest[0] + 1
    horizon = horizon_of(document["horizon"])
    ceiling = yearly(step["ceiling"], horizon, 0.0) if "ceiling" in step else (1.0,) * horizon.years
    carries = step.get("carry_over", 0) > 0
    draws = [t for t in range(first, invest) if ceiling[t] > 0 or (carries and any(ceiling[:t]))]
    if draws and draws[0] + step["tenor"] > horizon.years - 1:
        end = horizon.calendar(draws[0] + step["tenor"])
        found = say(
            "a tenor of {tenor} years: money drawn in {year} at the earliest is repaid by {end}, "
            "the plan ends in {last}",
            tenor=step["tenor"],
            year=horizon.calendar(draws[0]),
            end=end,
            last=horizon.last,
        )
        allowed = say(
            "a horizon to {end} (years: {years}), or a tenor of at most {tenor}",
            end=end,
            years=draws[0] + step["tenor"] + 1,
            tenor=horizon.years - 1 - draws[0],
        )
        reading.fault_at((*keys, "tenor"), found, allowed)


def _first_use(reading: Reading, document: Document, eligible: Document) -> int | None:
    """First year index in which a vehicle may spend money of a source; None where only public projects may."""
    first, waiting = None, delays(document)
    for project in document.get("projects", ()):
        if not _may_pay(eligible, project):
            continue
        works = construction(reading, project)
        if works is None:
            continue
        modes = project.get("modes", ("public",))
        for mode in modes:
            if mode not in eligible.get("modes", modes):
                continue
            option = modes[mode] if isinstance(modes, Mapping) else {}
            window = works.window(option.get("delay", waiting.get(mode, 0)))
            if not window:
                continue
            if mode == "public":
                return None
            first = window.start if first is None else min(first, window.start)
    return first


def _may_pay(eligible: Document, project: Document) -> bool:
    """Whether a source may pay for a project, its mode aside."""
    kind = project.get("kind")
    tags = {
        "projects": project.get("id"),
        "kinds": kind,
        "classes": project.get("class", CLASS_OF_KIND.get(str(kind))),
        "clusters": project.get("cluster"),
    }
    return all(tags[name] in accepted for name, accepted in eligible.items() if name in tags)
