"""What must agree in what a file says about the public side: the purse, contracts and the law, and stated risks."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from finance.delivery import Mode
from finance.horizon import Horizon
from finance.partnership.revenue_sharing import OutsideBand, breaches
from finance.project import CLASS_OF_KIND
from finance.uncertainty.risk import Channel
from scenarios.faults import Phrase, say, shown
from scenarios.file.partnership_terms import own_revenue, sharing_of
from scenarios.file.reading import Reading
from scenarios.law.pack import LegalValue, Pack
from scenarios.partnership.law import debt_ceiling, law_pack, sharing_law
from scenarios.partnership.terms import Province

Document = Mapping[str, Any]
Keys = tuple[Any, ...]

_FIELDS = {
    "upper_trigger": "upper",
    "lower_trigger": "lower",
    "public_gain_share": "public_share",
    "public_loss_share": "public_share",
    "reference": "reference",
}
"""Parts of a sharing rule by the field that states them."""


def check_partnership(reading: Reading, document: Document) -> None:
    """Notes every disagreement about the public side; fields that were refused already are passed over."""
    day = _as_of(reading, document)
    pack = law_pack(document.get("policy"))
    _check_purse(reading, document.get("public_finance", {}), pack, day)
    for keys, project, mode, contract in _contracts(document):
        _check_contract(reading, keys, project, mode, contract)
        _check_draws(reading, document, keys, project, mode)
        if mode != Mode.PUBLIC:
            _check_sharing(reading, (*keys, "sharing"), contract.get("sharing", {}), pack, day)
    for index, risk in enumerate(document.get("value_for_money", {}).get("risks", ())):
        _check_points(reading, ("value_for_money", "risks", index), risk)


def _as_of(reading: Reading, document: Document) -> date | None:
    """The day whose rules are in force; None where neither it nor the horizon is stated well."""
    if "as_of" in document:
        return date.fromisoformat(document["as_of"])
    return None if reading.years is None else date(reading.years[0], 1, 1)


def _check_purse(reading: Reading, purse: Document, pack: Pack | None, day: date | None) -> None:
    """Own revenue above 0 from the first year on, and a ceiling for the province that is named."""
    stated = purse.get("own_revenue")
    if stated is None or reading.years is None:
        return
    first, last = reading.years
    keys = ("public_finance", "own_revenue")
    if isinstance(stated, Mapping) and first not in stated:
        reading.fault_at(keys, say("no amount for {year}", year=first), say("the first year among the years"))
        return
    revenue = own_revenue(purse, Horizon(first, last - first + 1, 1))
    if min(revenue) <= 0.0:
        year = first + revenue.index(min(revenue))
        reading.fault_at(
            keys, say("no own revenue in {year}", year=year), say("an amount above 0 every year")
        )
    if "province" not in purse or "debt_ceiling" in purse or day is None:
        return
    if debt_ceiling(pack, day, Province(purse["province"])) is None:
        found = say(
            "the province {province} on {day}, for which no debt ceiling is known",
            province=purse["province"],
            day=day.isoformat(),
        )
        allowed = say("a policy pack with the ceiling in force on that day, or debt_ceiling stated here")
        reading.fault_at(("public_finance", "province"), found, allowed)


def _contracts(document: Document) -> Iterator[tuple[Keys, Document, str, Document]]:
    """Every contract: where it stands, its project, its mode and itself."""
    for index, project in enumerate(document.get("projects", ())):
        modes = project.get("modes", {})
        for mode, option in modes.items() if isinstance(modes, Mapping) else ():
            if "contract" in option:
                yield ("projects", index, "modes", mode, "contract"), project, mode, option["contract"]


def _check_contract(reading: Reading, keys: Keys, project: Document, mode: str, contract: Document) -> None:
    """A contract has another side, and what it guarantees or shares is revenue that the project has."""
    if mode == Mode.PUBLIC:
        found = say("a contract of the public side with itself")
        reading.fault_at(keys, found, say("a contract only for ppp and private"))
        return
    raw = reading.root["projects"][keys[1]]
    if not project.get("revenue", "revenue" in raw) and "land" not in raw:
        for name in ("guarantee", "sharing"):
            if name in contract:
                found = say("{field} of revenue in a project without revenue", field=name)
                reading.fault_at((*keys, name), found, say("revenue or land beside it, or no such term"))


def _check_draws(reading: Reading, document: Document, keys: Keys, project: Document, mode: str) -> None:
    """How revenue spreads is said once: by the risk factors on the project's demand, or by the contract."""
    contract = project["modes"][mode]["contract"]
    by_factors = any(_moves(factor, project, mode) for factor in document.get("risk", {}).get("factors", ()))
    if "revenue_deviation" in contract and by_factors:
        found = say("a deviation of revenue beside a risk factor that acts on the project's demand")
        reading.fault_at((*keys, "revenue_deviation"), found, say("one of the two"))
    for name in ("guarantee", "sharing"):
        if name in contract and not by_factors and "revenue_deviation" not in contract:
            found = say("{field} without a word on how revenue may differ from the plan", field=name)
            allowed = say(
                "revenue_deviation in the contract, or a risk factor on demand that acts on the project"
            )
            reading.fault_at((*keys, name), found, allowed)
            return


def _moves(factor: Document, project: Document, mode: str) -> bool:
    """Whether a risk factor moves the revenue of a project under a mode."""
    known = CLASS_OF_KIND.get(project.get("kind", ""))
    own = {
        "projects": project.get("id"),
        "kinds": project.get("kind"),
        "classes": project.get("class", None if known is None else known.value),
        "clusters": project.get("cluster"),
        "modes": mode,
    }
    return factor.get("acts_on") == Channel.DEMAND and all(
        own[name] in listed for name, listed in factor.get("scope", {}).items()
    )


def _check_sharing(
    reading: Reading, keys: Keys, sharing: Document, pack: Pack | None, day: date | None
) -> None:
    """Triggers, share and reference as the law in force allows; where no law is known, all of them stated."""
    if day is None or not {"upper", "lower"} <= sharing.keys():
        return
    law = sharing_law(pack, day)
    if law is None:
        for name in ("public_share", "reference"):
            if name not in sharing:
                found = say(
                    "sharing without {field}, and no law known on {day}", field=name, day=day.isoformat()
                )
                allowed = say(
                    "{field} stated here, or a policy pack with the rule in force on that day", field=name
                )
                reading.fault_at((*keys, name), found, allowed)
        return
    told: set[str] = set()
    for breach in breaches(sharing_of(sharing, law.band), law.band):
        name = _FIELDS[breach.name]
        if name not in told:
            told.add(name)
            reading.fault_at(
                (*keys, name),
                say("{field} {value}", field=name, value=_said(breach.found)),
                _allowed(breach, law.parts[breach.name]),
            )


def _allowed(breach: OutsideBand, legal: LegalValue) -> Phrase:
    low, high = _said(breach.low), _said(breach.high)
    if low == high:
        return say("{value} ({article})", value=low, article=legal.reference)
    return say("from {low} to {high} ({article})", low=low, high=high, article=legal.reference)


def _said(value: float | str) -> str:
    return str(value) if isinstance(value, str) else shown(value)


def _check_points(reading: Reading, keys: Keys, risk: Document) -> None:
    """Three points that never fall."""
    if {"low", "likely", "high"} <= risk.keys() and not risk["low"] <= risk["likely"] <= risk["high"]:
        said = ", ".join(f"{name} {shown(risk[name])}" for name in ("low", "likely", "high"))
        allowed = say("{names} rising from the first to the last", names="low, likely, high")
        reading.fault_at((*keys, "low"), say("{value}", value=said), allowed)
