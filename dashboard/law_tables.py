"""Tables on the law: what a policy pack fills in, what is in force, and how each rule came out."""

from collections.abc import Mapping

import pandas as pd

from dashboard import law_words
from dashboard.tables import NOTHING, Shown, amounts
from reports import labels, lines
from scenarios.language import Language
from scenarios.law.filling import LawAt
from scenarios.law.findings import RULES, Rule, Verdict
from scenarios.law.pack import LegalValue
from scenarios.law.reading import read_pack
from scenarios.law.warnings import law_warnings
from scenarios.result import Result
from scenarios.scenario import Scenario

_CHECKED = ("rule", "subject", "verdict", "confidence", "sentence")
_STEPS = ("mode", "step", "statutory_days", "actual_days", "counted_days", "delay_years", "reference")


def warnings(result: Result, language: Language) -> list[str]:
    """In how many points the plan breaks the law, then values that nobody confirmed, then law that has expired."""
    broken = verdicts(result).get(Verdict.BROKEN, 0)
    said = [language("The plan breaks the law in {broken} points: they stand below.", broken=broken)]
    return [*said[: min(broken, 1)], *law_warnings(result.scenario, (), language)]


def notice(result: Result, language: Language) -> str | None:
    """One sentence on how many rules are broken and how many values wait for confirmation; None where none."""
    broken = verdicts(result).get(Verdict.BROKEN, 0)
    unconfirmed = sum(at.stated is None and not at.in_force.is_confirmed for at in result.scenario.law)
    if broken and unconfirmed:
        return language(
            "The plan breaks the law in {broken} points and rests on {count} legal values that are not confirmed: see "
            "*Rules and law*.",
            broken=broken,
            count=unconfirmed,
        )
    if broken:
        return language("The plan breaks the law in {broken} points: see *Rules and law*.", broken=broken)
    if unconfirmed:
        return language(
            "The plan rests on {count} legal values that are not confirmed: see *Rules and law*.",
            count=unconfirmed,
        )
    return None


def verdicts(result: Result) -> Mapping[Verdict, int]:
    """How many findings came out how."""
    counts = lines.frame(result, "legality", _CHECKED)["verdict"].value_counts()
    return {verdict: int(counts[verdict.value]) for verdict in Verdict if verdict.value in counts}


def checked(result: Result, verdict: Verdict, language: Language) -> Shown:
    """The findings of one verdict: rule, the sentence with its article, and how well the value is attested."""
    found = lines.frame(result, "legality", _CHECKED)
    found = found[found["verdict"] == verdict.value]
    frame = pd.DataFrame(
        {
            language("Rule"): [RULES[Rule(rule)].spoken(language) for rule in found["rule"]],
            language("Finding, with the article"): found["sentence"].tolist(),
            language("How well attested"): [
                law_words.confidence(mark, language) for mark in found["confidence"]
            ],
        }
    )
    return Shown(frame, language("Check of the plan against the law"))


def filled(scenario: Scenario, language: Language) -> Shown:
    """Every field that the pack may fill: the law's value, what the plan uses, article, days, how well attested."""
    rows = [
        (
            at.legal.title.spoken(language),
            f"`{at.path}`",
            law_words.amount(at.in_force.amount, at.legal, language),
            _used(at, language),
            at.in_force.reference.spoken(language),
            _days(at.in_force, language),
            law_words.confidence(at.in_force.confidence, language),
        )
        for at in sorted(scenario.law, key=lambda at: not at.is_override)
    ]
    heads = [
        language("Parameter"),
        language("Field of the scenario"),
        language("The law says"),
        language("The plan uses"),
        language("Article"),
        language("In force"),
        language("How well attested"),
    ]
    return Shown(
        pd.DataFrame(rows, columns=heads), language("Fields of the scenario that the law fills or would fill")
    )


def in_force(scenario: Scenario, language: Language) -> Shown:
    """Every value of the pack on the day of the scenario, with what it applies to. The scenario names a pack."""
    assert scenario.policy is not None
    rows = [
        (
            legal.title.spoken(language),
            law_words.amount(value.amount, legal, language),
            law_words.where(value.where, language) or language("everything"),
            value.reference.spoken(language),
            _days(value, language),
            law_words.confidence(value.confidence, language),
            legal.note.spoken(language) if legal.note is not None else "",
        )
        for legal in read_pack(scenario.policy)
        for value in legal.values
        if value.is_in_force(scenario.as_of)
    ]
    heads = [
        language("Parameter"),
        language("The law says"),
        language("Applies to"),
        language("Article"),
        language("In force"),
        language("How well attested"),
        language("Note"),
    ]
    return Shown(
        pd.DataFrame(rows, columns=heads),
        language("All values of the policy pack in force on that day"),
        wide=(heads[2], heads[3], heads[6]),
    )


def procedures(result: Result, language: Language) -> Shown | None:
    """Steps before works may begin, by delivery mode; None where the scenario states none."""
    found = lines.frame(result, "procedures", _STEPS)
    if found.empty:
        return None
    modes = {mode.value: labels.mode(mode, language) for mode in result.plan.problem.delivery}
    days = amounts(language, 0)
    heads = {
        "mode": language("Delivery mode"),
        "step": language("Procedure"),
        "statutory_days": language("Days by law"),
        "actual_days": language("Days as it is"),
        "counted_days": language("Days that delay"),
        "delay_years": language("Years that works wait"),
        "reference": language("Article"),
    }
    frame = found.assign(mode=found["mode"].map(modes)).rename(columns=heads)[list(heads.values())]
    numbers = [heads[name] for name in _STEPS[2:6]]
    return Shown(frame, language("Procedures before construction"), dict.fromkeys(numbers, days))


def _used(at: LawAt, language: Language) -> str:
    if at.stated is None:
        return language("the law's value")
    stated = law_words.amount(at.stated, at.legal, language)
    if at.is_override:
        return language("{stated}: stated in place of the law", stated=stated)
    return language("{stated}, stated as the law has it", stated=stated)


def _days(value: LegalValue, language: Language) -> str:
    """From when to when it holds."""
    first = labels.day(value.start, language)
    if value.end is None:
        return language("since {first}", first=first)
    return f"{first} {NOTHING} {labels.day(value.end, language)}"
