"""What a checked document says about the public side, as the nouns of `scenarios.partnership.terms`."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from finance.delivery import Mode
from finance.fiscal import Purse, debt_limit
from finance.horizon import Horizon, Yearly
from finance.partnership.agreement import Agreement, EarlyEnd
from finance.partnership.guarantee import Guarantee
from finance.partnership.revenue_sharing import LegalBand, Reference, SharingRule
from finance.partnership.termination import Cause, TerminationTerms
from finance.partnership.transfer import ThreePoint
from finance.project import ProjectId
from scenarios.file.nouns import horizon_of, yearly
from scenarios.law.pack import LegalValue
from scenarios.partnership.law import SharingLaw, debt_ceiling, law_pack, sharing_law
from scenarios.partnership.terms import BorneRisk, Line, Province, PublicSide, ValueTerms
from scenarios.scenario import Parameter

Document = Mapping[str, Any]


def public_side(document: Document, as_of: date) -> tuple[PublicSide, tuple[Parameter, ...]]:
    """What a document without faults says about the public side, and the law that filled what it left open.

    `as_of`: the day whose law is in force. A law counts as used where the scenario does not state its value.
    """
    law = sharing_law(law_pack(document.get("policy")), as_of)
    band = None if law is None else law.band
    entry = document.get("public_finance")
    ceiling = None if entry is None else _lawful_ceiling(entry, document, as_of)
    side = PublicSide(
        purse=None if entry is None else _purse(entry, document, ceiling),
        debt_rule=None if ceiling is None else ceiling.reference,
        value=_value(document),
        contracts={key: agreement_of(contract, band) for key, contract in _contracts(document)},
    )
    return side, tuple(_used(document, law, ceiling))


def with_debt_limit(document: dict[str, Any], side: PublicSide) -> dict[str, Any]:
    """The document with the debt ceiling as a limit of the plan, where it is to bind and no such limit is stated.

    `limits.public_debt[t] = debt_ceiling * own_revenue[t] - existing_debt[t]`, at least 0.
    """
    purse, limits = side.purse, document.get("limits", {})
    binds = document.get("public_finance", {}).get("debt_ceiling_binds", False)
    if purse is None or purse.debt_ceiling is None or not binds or "public_debt" in limits:
        return document
    revenue = np.asarray(purse.own_revenue, dtype=np.float64)
    before = 0.0 if purse.debt_before is None else np.asarray(purse.debt_before, dtype=np.float64)
    room = np.maximum(0.0, debt_limit(revenue, purse.debt_ceiling) - before)
    start = document["horizon"]["start"]
    return {
        **document,
        "limits": {**limits, "public_debt": {start + t: float(x) for t, x in enumerate(room)}},
    }


def _used(document: Document, law: SharingLaw | None, ceiling: LegalValue | None) -> Iterator[Parameter]:
    """The law that gave a value, each as the field that it filled."""
    for (project, mode), contract in _contracts(document):
        if law is not None and "public_share" not in contract.get("sharing", {"public_share": 0}):
            path = f"projects.{project}.modes.{mode.value}.contract.sharing.public_share"
            share = law.parts["public_gain_share"]
            yield Parameter(path, share.number, share.reference.en, share.confidence)
    if ceiling is not None:
        path = "public_finance.debt_ceiling"
        yield Parameter(path, ceiling.number, ceiling.reference.en, ceiling.confidence)


def _lawful_ceiling(entry: Document, document: Document, day: date) -> LegalValue | None:
    """The debt ceiling by law, where the scenario names its province and states none."""
    if "debt_ceiling" in entry or "province" not in entry:
        return None
    return debt_ceiling(law_pack(document.get("policy")), day, Province(entry["province"]))


def _purse(entry: Document, document: Document, ceiling: LegalValue | None) -> Purse:
    horizon = horizon_of(document["horizon"])
    stated = entry.get("debt_ceiling", None if ceiling is None else ceiling.number)
    return Purse(
        own_revenue=own_revenue(entry, horizon),
        debt_ceiling=None if stated is None else float(stated),
        recurrent_ceiling=float(entry["recurrent_ceiling"]) if "recurrent_ceiling" in entry else None,
        debt_before=yearly(entry.get("existing_debt", 0), horizon, 0.0),
        service_before=yearly(entry.get("existing_debt_service", 0), horizon, 0.0),
    )


def own_revenue(entry: Document, horizon: Horizon) -> Yearly:
    """Own revenue by year: as named, else that of the year before times `1 + revenue_growth`."""
    stated, growth = entry["own_revenue"], float(entry.get("revenue_growth", 0))
    named = stated if isinstance(stated, Mapping) else {horizon.start: stated}
    amounts: list[float] = []
    for year in range(horizon.start, horizon.last + 1):
        amounts.append(float(named[year]) if year in named else amounts[-1] * (1.0 + growth))
    return tuple(amounts)


def _contracts(document: Document) -> Iterator[tuple[tuple[ProjectId, Mode], Document]]:
    """The contracts of a document by project and mode."""
    for project in document["projects"]:
        modes = project.get("modes", {})
        for mode, option in modes.items() if isinstance(modes, Mapping) else ():
            if "contract" in option:
                yield (ProjectId(project["id"]), Mode(mode)), option["contract"]


def agreement_of(entry: Document, band: LegalBand | None) -> Agreement:
    """A contract; what its sharing leaves open is the law's."""
    guarantee, sharing, early_end = (entry.get(name) for name in ("guarantee", "sharing", "termination"))
    deviation = entry.get("revenue_deviation")
    return Agreement(
        guarantee=None
        if guarantee is None
        else Guarantee(
            float(guarantee["floor"]),
            float(guarantee.get("cover", 1)),
            float(guarantee["yearly_cap"]) if "yearly_cap" in guarantee else None,
        ),
        sharing=None if sharing is None else sharing_of(sharing, band),
        early_end=None if early_end is None else _early_end(early_end),
        monitoring=float(entry.get("monitoring", 0)),
        revenue_deviation=None if deviation is None else float(deviation),
    )


def sharing_of(entry: Document, band: LegalBand | None) -> SharingRule:
    """How revenue is shared. Where share or reference are not stated, `band` must be there to give them."""
    share = entry["public_share"] if band is None else entry.get("public_share", band.public_share)
    reference = entry["reference"] if band is None else entry.get("reference", band.reference)
    return SharingRule(
        float(entry["upper"]), float(entry["lower"]), float(share), float(share), Reference(reference)
    )


def _early_end(entry: Document) -> EarlyEnd:
    terms = {
        cause: TerminationTerms(
            *(float(entry[cause.value].get(name, 0)) for name in ("debt", "equity", "breakage"))
        )
        for cause in Cause
    }
    return EarlyEnd(terms, float(entry.get("breakage_costs", 0)), float(entry.get("equity_return", 0)))


def _value(document: Document) -> ValueTerms | None:
    entry = document.get("value_for_money")
    if entry is None:
        return None
    rate = document.get("assumptions", {}).get("discount_rate", 0.10)
    numbers = ("confidence", "insurance", "public_capex_factor", "public_opex_factor")
    return ValueTerms(
        discount_rate=float(entry.get("discount_rate", rate)),
        income_tax=entry.get("income_tax", True),
        risks=tuple(_risk(each) for each in entry.get("risks", ())),
        **{name: float(entry[name]) for name in numbers if name in entry},
    )


def _risk(entry: Document) -> BorneRisk:
    scope = {name: frozenset(entry[name]) for name in ("projects", "kinds") if name in entry}
    return BorneRisk(
        entry["name"],
        Line(entry["bears_on"]),
        ThreePoint(float(entry["low"]), float(entry["likely"]), float(entry["high"])),
        probability=float(entry.get("probability", 1)),
        transferred=float(entry.get("transferred", 0)),
        **scope,
    )
