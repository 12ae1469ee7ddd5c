"""Why no plan exists, in words: contradictions, repairs, what the law keeps, and the conflicting set."""

from collections.abc import Iterator, Sequence

from optimizer.diagnose.applied import stated
from optimizer.diagnose.conflict import Conflict
from optimizer.diagnose.diagnosis import kept_by_law
from optimizer.endings import Clash, Contradiction, Infeasible
from optimizer.plan import Family, RowKey
from optimizer.register import Unit
from scenarios.language import Language
from scenarios.scenario import Scenario
from scenarios.wording import Wording

SHOWN = 12
"""Lines of one list in a message."""

NAMED = 4
"""Works that a sentence names."""


class DiagnosisWords:
    """The sentences of a scenario without a plan, in one language."""

    def __init__(self, scenario: Scenario, language: Language) -> None:
        self.scenario, self.language = scenario, language
        self.words = Wording(language, scenario.problem, scenario.currency, scenario.unit)

    def message(self, ending: Infeasible) -> str:
        """All that is to be said where no plan exists, one line each."""
        language, title = self.language, self.scenario.title
        lines = [language("{title}: no plan keeps every limit.", title=title)]
        if ending.contradictions:
            lines += [language("What contradicts what:")]
            lines += self._listed([self.contradiction(each) for each in ending.contradictions])
        if ending.repairs:
            if ending.is_divisible:
                lines += [language("For works of any share, not yet for whole ones:")]
            lines += [
                language("Smallest repair:")
                if ending.is_least
                else language("A repair; the time was over before a smaller one could be ruled out:")
            ]
            lines += self._listed([self.words.repair(repair) for repair in ending.repairs])
        elif not ending.by_law:
            lines += [language("No change of limits that lets a plan exist was found.")]
        for other in ending.alternatives:
            lines += [language("Or instead:"), *self._listed([self.words.repair(repair) for repair in other])]
        if ending.by_law:
            lines += [language("Only a change of what the law sets would help:")]
            lines += self._listed([self.words.repair(repair) for repair in ending.by_law])
        lines += [sentence for _, _, _, sentence in self.kept()]
        return "\n".join(lines)

    def _listed(self, sentences: Sequence[str]) -> list[str]:
        lines = [f"- {sentence}" for sentence in sentences[:SHOWN]]
        if len(sentences) > SHOWN:
            lines.append(self.language("… and {count} more", count=len(sentences) - SHOWN))
        return lines

    def kept(self) -> Iterator[tuple[RowKey, float, str, str]]:
        """Inputs that no repair relaxes, because a law sets them: key, amount, article, sentence."""
        kept, problem = kept_by_law(self.scenario.problem), self.scenario.problem
        for at in self.scenario.law:
            section, *parts = at.path.split(".")
            if section != "delivery" or parts[-1] not in ("state_share", "equity_share"):
                continue
            key: RowKey = (Family(parts[-1]), parts[0])
            if key in kept:
                now = stated(problem, key[0], key[1:])
                article = at.in_force.reference.spoken(self.language)
                text = "Not relaxed, because the law sets it: {limit} ({path}; {article})."
                words = {"limit": self.words.input(key, now), "path": at.path, "article": article}
                yield key, now, article, self.language(text, **words)

    def conflict(self, conflict: Conflict) -> str:
        """The conflicting set, one line for each input."""
        language, problem = self.language, self.scenario.problem
        text = (
            "These cannot be kept together, but without any one of them the others can:"
            if conflict.is_irreducible
            else "These cannot be kept together; the time was over before it was known that none can be left out:"
        )
        lines = [f"- {self.words.input(key, stated(problem, key[0], key[1:]))}" for key in conflict.inputs]
        return "\n".join([language(text), *lines])

    def contradiction(self, found: Contradiction) -> str:
        """One contradiction, with the paths of the fields that stand against each other."""
        text, paths = self._clash(found)
        first, last = ("", "") if found.years is None else map(self._calendar, found.years)
        unit = self._unit(found)
        names = [self.words.project(work) for work in found.works[:NAMED]]
        if len(found.works) > NAMED:
            names.append(self.language("{count} more works", count=len(found.works) - NAMED))
        return self.language(
            text,
            works=", ".join(names),
            work=names[0] if names else "",
            noun=self.words.name("source", found.noun),
            asked=self.words.amount(found.asked, unit),
            possible="" if found.possible is None else self.words.amount(found.possible, unit),
            first=first,
            last=last,
            paths=", ".join(paths),
        )

    def _clash(self, found: Contradiction) -> tuple[str, list[str]]:
        """The catalogue text of a contradiction and the paths that it names."""
        works = [f"projects.{work}" for work in found.works[:NAMED]]
        match found.clash:
            case Clash.NO_START:
                text = "{work} must be built, but no start of it ends in time ({paths})."
                return text, [f"{works[0]}.start", "horizon.invest_years"]
            case Clash.ORDER:
                text = (
                    "{work} must be built, but the order of works leaves it no year to begin: "
                    "{works} ({paths})."
                )
                return text, [f"{path}.{name}" for path in works for name in ("requires", "start")]
            case Clash.EXCLUSIVE:
                text = "All of {works} must be built, but the group {noun} allows one of them ({paths})."
                return text, [f"{path}.exclusive" for path in works]
            case Clash.FLOOR:
                text = (
                    "At least {asked} of {noun} must be drawn, but its ceilings, works and partners "
                    "allow at most {possible} ({paths})."
                )
                return text, [f"sources.{found.noun}.{name}" for name in ("floor", "ceiling", "total")]
            case Clash.MONEY:
                text = (
                    "From {first} to {last}, what must be built ({works}) costs at least {asked}, "
                    "but all sources that may pay for it bring at most {possible} ({paths})."
                )
                return text, [*(f"{path}.capex" for path in works), "sources.*.ceiling"]
            case Clash.SHARES_TOO_SMALL:
                text = (
                    "{work} must be built, but its sources may pay at most {possible} of its "
                    "cost together ({paths})."
                )
                return text, ["sources.*.max_share", "sources.*.eligible"]
            case Clash.SHARES_TOO_LARGE:
                text = (
                    "{work} must be built, but its sources must pay at least {asked} of its "
                    "cost together ({paths})."
                )
                return text, ["sources.*.min_share"]
            case Clash.MIN_SHARE:
                text = "{work} must be built with a share of {noun} that this source cannot give ({paths})."
                return text, [f"sources.{found.noun}.{name}" for name in ("min_share", "ceiling", "total")]
            case Clash.ADMIN_CAPACITY:
                text = (
                    "From {first} to {last}, works must begin ({works}) with an effort of {asked}, "
                    "but the administration has at most {possible} ({paths})."
                )
                return text, [*(f"{path}.admin_effort" for path in works), "limits.admin_capacity"]
            case Clash.RECURRENT:
                text = (
                    "In {first}, what must be built brings recurrent public spending of at least "
                    "{possible}, above the limit of {asked} ({paths})."
                )
                return text, ["limits.recurrent"]
            case Clash.AT_LEAST | Clash.AT_MOST:
                return self._target_text(found), [f"targets.{found.noun}.{found.clash.value}"]

    def _target_text(self, found: Contradiction) -> str:
        if found.possible is None:
            if found.clash is Clash.AT_LEAST:
                return (
                    "The target {noun} asks for at least {asked}, and no plan comes to that share ({paths})."
                )
            return (
                "The target {noun} allows at most {asked}, and every plan comes to a larger share ({paths})."
            )
        if found.clash is Clash.AT_LEAST:
            return (
                "The target {noun} asks for at least {asked}, but no plan can come to more than {possible} "
                "({paths})."
            )
        return "The target {noun} allows at most {asked}, but no plan can come to less than {possible} ({paths})."

    def _unit(self, found: Contradiction) -> str:
        match found.clash:
            case Clash.AT_LEAST | Clash.AT_MOST:
                return self.words.unit_of_input((Family.TARGET, found.noun, found.clash.value))
            case Clash.ADMIN_CAPACITY:
                return Unit.EFFORT
            case Clash.SHARES_TOO_LARGE | Clash.SHARES_TOO_SMALL:
                return Unit.SHARE
            case _:
                return Unit.MONEY

    def _calendar(self, year: int) -> str:
        return str(self.scenario.problem.horizon.calendar(year))
