"""What a reader must be warned of: breaches of the law, values that nobody confirmed, and law that has expired."""

from collections.abc import Iterator, Sequence

from scenarios.language import Language
from scenarios.law.findings import Finding, Verdict
from scenarios.law.reading import read_pack
from scenarios.scenario import Scenario


def law_warnings(scenario: Scenario, findings: Sequence[Finding], language: Language) -> tuple[str, ...]:
    """Sentences, the breaches first; none where the scenario names no pack."""
    if scenario.policy is None:
        return ()
    broken = tuple(finding for finding in findings if finding.verdict is Verdict.BROKEN)
    lines = [language("Law: {sentence}", sentence=finding.said(language)) for finding in broken]
    return (*lines, *_unconfirmed(scenario, language), *_expired(scenario, language))


def _unconfirmed(scenario: Scenario, language: Language) -> Iterator[str]:
    """Values that filled a field and are not confirmed."""
    for at in scenario.law:
        if at.stated is None and not at.in_force.is_confirmed:
            yield language(
                "{title} ({reference}) fills {path} and is not confirmed: have it checked.",
                title=at.legal.title.spoken(language),
                reference=at.in_force.reference.spoken(language),
                path=at.path,
            )


def _expired(scenario: Scenario, language: Language) -> Iterator[str]:
    """Parameters of the pack that used to fill a field and have no value on the day."""
    assert scenario.policy is not None
    for legal in read_pack(scenario.policy):
        if legal.fills and legal.has_expired(scenario.as_of):
            yield language(
                "{title}: no value is in force on {day}; state {path} in the scenario.",
                title=legal.title.spoken(language),
                day=scenario.as_of.strftime("%d/%m/%Y"),
                path=", ".join(filling.path for filling in legal.fills),
            )
