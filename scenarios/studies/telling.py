"""Words that all studies share: amounts of the objective, names, and what a plan gains or loses."""

from dataclasses import dataclass
from functools import cached_property

from optimizer.metrics import UNITS
from scenarios.language import Language
from scenarios.scenario import Scenario
from scenarios.status import Status
from scenarios.studies.variants import Change, Replan, change
from scenarios.wording import METRICS, Wording, spoken


@dataclass(frozen=True)
class Telling:
    """How a study of one scenario speaks."""

    scenario: Scenario
    language: Language

    @cached_property
    def words(self) -> Wording:
        """Names and amounts of the scenario."""
        return Wording(self.language, self.scenario.problem, self.scenario.currency, self.scenario.unit)

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """Names by (noun, id)."""
        problem = self.scenario.problem
        return {
            **{("source", str(source.id)): source.name for source in problem.sources},
            **{("project", str(project.id)): project.name for project in problem.projects},
            **{("cluster", str(cluster.id)): cluster.name for cluster in problem.clusters},
        }

    def name(self, noun: str, id_: str) -> str:
        """The name of a source, project or cluster, else its id."""
        return self.names.get((noun, id_), id_)

    def metric(self, name: str) -> str:
        """A metric's name; the objective is said as such."""
        if name == "objective":
            return self.language("Objective value")
        return spoken(self.language, METRICS, name)

    def worth(self, amount: float) -> str:
        """An amount of the objective: money where all its metrics are money, a count where it is one metric alone."""
        goal = self.scenario.problem.goals[0]
        units = {UNITS.get(metric, "point") for metric, _ in goal}
        if units == {"money"}:
            return self.words.amount(amount, "money")
        if len(goal) == 1 and goal[0][1] == 1.0:
            return self.words.amount(amount, units.pop())
        return self.words.figure(amount)

    def of_metric(self, name: str, amount: float) -> str:
        """An amount of a metric with its unit."""
        return (
            self.worth(amount) if name == "objective" else self.words.amount(amount, UNITS.get(name, "point"))
        )

    def money(self, amount: float) -> str:
        """An amount of money with its unit."""
        return self.words.amount(amount, "money")

    def what(self, before: Replan, after: Replan, *, may_only: int = 0) -> str:
        """What the objective does from one plan to another, or that there is none, as the second half of a sentence."""
        if after.objective is not None:
            return self.gained(change(before, after, may_only=may_only))
        if after.status is Status.INFEASIBLE:
            return self.language("no plan keeps every limit")
        if after.status is Status.UNBOUNDED:
            return self.language("the objective value would grow without end")
        return self.language("no plan was found")

    def gained(self, moved: Change) -> str:
        """What the objective does, as the second half of a sentence; between plans that are not proven best, what is
        proven is said too.
        """
        said = self.language
        low, high = self.worth(moved.least), self.worth(moved.most)
        if moved.is_exact:
            if moved.found == 0.0:
                return said("the objective value stays the same")
            text = (
                "the objective value rises by {amount}"
                if moved.found > 0.0
                else "the objective value falls by {amount}"
            )
            return said(text, amount=self.worth(abs(moved.found)))
        if moved.found == 0.0:
            text = "the value of the plan found stays the same; that of the best plans changes by {low} to {high}"
            return said(text, low=low, high=high)
        text = (
            "the value of the plan found rises by {amount}; that of the best plans changes by {low} to {high}"
            if moved.found > 0.0
            else "the value of the plan found falls by {amount}; that of the best plans changes by {low} to {high}"
        )
        return said(text, amount=self.worth(abs(moved.found)), low=low, high=high)
