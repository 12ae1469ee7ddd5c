"""The legality check: every rule of the pack on a scenario and its plan, each with its article."""

from collections.abc import Iterator

import numpy as np

from optimizer.plan import Plan
from scenarios.faults import say
from scenarios.law.clusters import Place, cluster_findings, judged
from scenarios.law.filling import LawAt
from scenarios.law.findings import Amount, Finding, Rule, Verdict
from scenarios.law.plans import PlanUnderLaw, plan_findings
from scenarios.law.reading import read_pack
from scenarios.scenario import Scenario
from scenarios.tables.account import REPORTED, Account

BILLION = 1e9


def legality(
    scenario: Scenario, plan: Plan | None = None, account: Account | None = None
) -> tuple[Finding, ...]:
    """All findings on a scenario that names a policy pack, on its plan too where there is one; none without a pack.

    `account`: the plan spread over the years, where it is at hand. In the order of the rules, then of the file.
    """
    if scenario.policy is None:
        return ()
    pack = read_pack(scenario.policy)
    found = [
        finding
        for cluster in scenario.document.get("clusters", ())
        for finding in cluster_findings(Place(cluster, pack, scenario.as_of))
    ]
    found += [finding for at in scenario.law for finding in _override(at)]
    if plan is not None:
        under = PlanUnderLaw(
            plan, account or Account.of(plan), scenario.document, pack, scenario.as_of,
            scenario.unit / BILLION if scenario.currency == "VND" else None,
        )  # fmt: skip
        found += plan_findings(under)
        found += _debt(scenario, under)
    order = {rule: number for number, rule in enumerate(Rule)}
    return tuple(sorted(found, key=lambda finding: order[finding.rule]))


def _override(at: LawAt) -> Iterator[Finding]:
    """A field that the scenario states otherwise than the law: broken where that is looser."""
    if at.stated is None or not at.is_override:
        return
    field = at.path.rsplit(".", 1)[-1]
    is_looser = {"state_share": at.stated > at.value, "equity_share": at.stated < at.value}.get(field)
    values = {
        "path": at.path,
        "found": Amount(at.stated, is_share=True),
        "allowed": Amount(at.value, is_share=True),
    }
    if is_looser is None:
        verdict = Verdict.UNKNOWN
        text = say("The scenario states {found} for {path}, the law {allowed}: give the reason")
    else:
        verdict = judged(keeps=not is_looser)
        text = say("The scenario states {found} for {path}, stricter than the law's {allowed}")
        if is_looser:
            text = say("The scenario states {found} for {path}, looser than the law's {allowed}")
    yield Finding(
        Rule.OVERRIDE, at.path, verdict, at.legal, at.in_force, text.about(values), at.stated, at.value
    )


def _debt(scenario: Scenario, under: PlanUnderLaw) -> Iterator[Finding]:
    """Public debt of plan and past against the ceiling by law, in the tightest year."""
    purse = scenario.public_side.purse
    province = scenario.document.get("public_finance", {}).get("province")
    law = None if province is None else under.law("debt_ceiling", {"province": province})
    if purse is None or law is None:
        return
    revenue = np.asarray(purse.own_revenue, dtype=np.float64)
    before = np.zeros(len(revenue)) if purse.debt_before is None else np.asarray(purse.debt_before)
    debt = under.account.debt("balance", owed_publicly=True).sum(axis=0) + before
    if not debt.max() > REPORTED:
        return
    share = debt / revenue
    year = int(np.argmax(share))
    sentence = say(
        "Public debt reaches {found} of own revenue in {year}; at most {allowed} is allowed",
        found=Amount(float(share[year]), is_share=True), year=under.calendar(year),
        allowed=Amount(law[1].number, is_share=True),
    )  # fmt: skip
    keeps = bool(share[year] <= law[1].number + 1e-9)
    yield Finding(
        Rule.DEBT_CEILING,
        "province",
        judged(keeps=keeps),
        *law,
        sentence,
        float(share[year]),
        law[1].number,
        year,
    )
