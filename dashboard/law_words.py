"""Words of a policy pack and of its check, as a finance officer says them; English is the catalogue's key."""

from collections.abc import Mapping

from scenarios.language import Language
from scenarios.law.pack import BELOW, FROM, Condition, LegalAmount, LegalParameter
from scenarios.wording import KINDS

CONFIDENCE: Mapping[str, str] = {
    "primary": "read in the law itself",
    "secondary": "sources that agree",
    "single": "one source only: to be confirmed",
    "background": "general knowledge: to be confirmed",
    "uncertain": "doubtful: to be confirmed",
}

FACTS: Mapping[str, str] = {
    "commune": "commune",
    "cluster_type": "type of cluster",
    "terrain": "terrain",
    "group": "group of the project",
    "province": "province",
    "vat_good": "goods under VAT",
    "kind": "works",
    "area": "area (ha)",
    "transfers": "transfers in local spending",
    "sector_class": "class of public investment",
}
"""What a value may depend on."""

ANSWERS: Mapping[str, str] = {
    "normal": "without special difficulties",
    "difficult": "difficult",
    "specially_difficult": "specially difficult",
    "general": "general",
    "craft": "craft villages",
    "specialised": "specialised",
    "supporting": "supporting industries",
    "high_tech": "high technology",
    "eco": "ecological",
    "plain": "plain",
    "midland": "midland",
    "mountain": "mountains",
    "own_means": "lives on its own means",
    "balancing_transfer": "gets a balancing transfer",
    "hanoi": "Hanoi",
    "ho_chi_minh_city": "Ho Chi Minh City",
    "standard": "standard rate",
    "reduced": "reduced rate",
    "enterprise": "enterprise",
    "cooperative": "cooperative",
    "organisation": "other organisation",
    "trigger": "from the share that triggers it",
    "plan": "from planned revenue",
}
"""What it may be; anything else is said as the pack writes it."""


def amount(value: LegalAmount, legal: LegalParameter, language: Language) -> str:
    """A value with its unit: shares in percent, duties as such, lists in words."""
    if isinstance(value, bool):
        return language("must be kept") if value else language("no duty")
    if isinstance(value, tuple):
        return ", ".join(_answer(each, language) for each in value)
    if legal.unit.en.startswith("share"):
        return language.number(100.0 * value, 2, fixed=False) + "%"
    return f"{language.number(value, 2, fixed=False)} {legal.unit.spoken(language)}"


def where(conditions: Mapping[str, Condition], language: Language) -> str:
    """What a value applies to; nothing where it applies to everything."""
    return "; ".join(_condition(name, wanted, language) for name, wanted in conditions.items())


def confidence(mark: str, language: Language) -> str:
    """How well a value is attested."""
    return language(CONFIDENCE[mark])


def _condition(name: str, wanted: Condition, language: Language) -> str:
    if isinstance(wanted, tuple):
        return f"{language(FACTS[name])}: {', '.join(_answer(each, language) for each in wanted)}"
    number = language.percent(wanted, 0) if name.startswith("transfers") else language.number(wanted, 0)
    for ending, text in ((FROM, "{fact}: from {number}"), (BELOW, "{fact}: below {number}")):
        if name.endswith(ending):
            return language(text, fact=language(FACTS[name.removesuffix(ending)]), number=number)
    return f"{language(FACTS[name])}: {number}"


def _answer(word: str, language: Language) -> str:
    if word in KINDS:
        return language(KINDS[word]).lower()
    return language(ANSWERS[word]) if word in ANSWERS else word
