"""Studies of a programme: equal treatment, reform, whom to court, and the environment."""

from collections.abc import Mapping
from dataclasses import replace

from scenarios.language import Language
from scenarios.scenario import Scenario
from scenarios.studies.carrying_out import Effort, carry_out
from scenarios.studies.environment import cost_that_holds, environment_table, fined, fines, untreated_table
from scenarios.studies.equal_treatment import equal_treatment_table, relabelled
from scenarios.studies.making import ALONE, ENGLISH, of_variants
from scenarios.studies.promotion import one_more_of_each, promotion_table, scarcity_table, variants_of
from scenarios.studies.reform import reform_table, reforms
from scenarios.studies.sources import works_table
from scenarios.studies.study import Study, StudyKind
from scenarios.studies.telling import Telling
from scenarios.studies.variants import Replan
from scenarios.table import Table


def equal_treatment(scenario: Scenario, *, language: Language = ENGLISH, effort: Effort = ALONE) -> Study:
    """The plan with every ownership label swapped, and without any. Table `equal_treatment`."""
    telling = Telling(scenario, language)

    def made(base: Replan, found: Mapping[str, Replan]) -> Mapping[str, Table]:
        return {"equal_treatment": equal_treatment_table(scenario, base, found, telling)}

    return of_variants(StudyKind.EQUAL_TREATMENT, scenario, relabelled(scenario.document), made, effort)


def reform(scenario: Scenario, *, language: Language = ENGLISH, effort: Effort = ALONE) -> Study:
    """The plan with each reform. Tables `reform` and `works`. Raises StudyRefused where nothing can be reformed."""
    asked, telling = reforms(scenario), Telling(scenario, language)

    def made(base: Replan, found: Mapping[str, Replan]) -> Mapping[str, Table]:
        return {
            "reform": reform_table(scenario, asked, base, found, telling),
            "works": works_table(scenario, base, found, telling),
        }

    return of_variants(StudyKind.REFORM, scenario, [each.variant for each in asked], made, effort)


def promotion(scenario: Scenario, *, language: Language = ENGLISH, effort: Effort = ALONE) -> Study:
    """One hectare more of each group of tenants, of land and of services. Tables `promotion` and `scarcity`.

    Raises StudyRefused where no tenants are stated.
    """
    asked, telling = one_more_of_each(scenario), Telling(scenario, language)

    def made(base: Replan, found: Mapping[str, Replan]) -> Mapping[str, Table]:
        return {
            "promotion": promotion_table(scenario, asked, base, found, telling),
            "scarcity": scarcity_table(scenario, asked, base, found, telling),
        }

    return of_variants(StudyKind.PROMOTION, scenario, variants_of(scenario, asked), made, effort)


def environment(scenario: Scenario, *, language: Language = ENGLISH, effort: Effort = ALONE) -> Study:
    """A fine in place of the rule that wastewater is treated. Tables `environment`, `untreated` and `works`.

    Raises StudyRefused where no fine, no rule or no weight of it is stated.
    """
    fines(scenario)  # a question that makes no sense is refused before anything is searched
    search = carry_out(cost_that_holds, [dict(scenario.document)], replace(effort, told=None))
    if search.interrupted:
        raise KeyboardInterrupt
    (holds,) = search.found.get(0, (None,))
    asked, telling = fines(scenario, holds), Telling(scenario, language)

    def made(base: Replan, found: Mapping[str, Replan]) -> Mapping[str, Table]:
        return {
            "environment": environment_table(scenario, asked, base, found, telling),
            "untreated": untreated_table(scenario, asked, base, found),
            "works": works_table(scenario, base, found, telling),
        }

    variants = [each.variant for each in asked]
    question = {"cost_that_holds": holds}
    return of_variants(StudyKind.ENVIRONMENT, scenario, variants, made, effort, question, fined)
