"""Policy packs: which value holds on which day and for whom, and what a pack may say."""

from datetime import date, timedelta
from typing import Any

import pytest
from sound_plan import sound

from finance.delivery import Mode
from scenarios.faults import ScenarioError
from scenarios.language import Language
from scenarios.law.pack import CONFIDENCE, Facts, LegalParameter, LegalValue, article
from scenarios.law.reading import FILLABLE, pack_names, pack_of, read_pack
from scenarios.loading import from_document

VIETNAM = read_pack("vietnam")
PRIVATE = ("delivery.private.state_share", "delivery.private.tax_rate")
DAY = timedelta(days=1)

VALUES = [(parameter, value) for parameter in VIETNAM for value in parameter.values]
NAMES = [f"{parameter.id}-{value.start}-{n}" for n, (parameter, value) in enumerate(VALUES)]


def filled(**top: Any) -> Any:
    return from_document(sound() | {"policy": "vietnam"} | top)


def test_open_fields_are_filled_and_recorded() -> None:
    scenario = filled()
    rules = scenario.problem.delivery[Mode.PRIVATE]
    assert (rules.state_share, rules.tax_rate[0], rules.equity_share) == (0.3, 0.2, None)
    assert [parameter.path for parameter in scenario.parameters] == [
        "assumptions.social_discount_rate",
        *PRIVATE,
    ]
    assert all(parameter.reference for parameter in scenario.parameters)
    assert scenario.files[-1].name == "policies/vietnam.yaml"
    assert "delivery" not in scenario.document


def test_what_the_scenario_states_is_kept_and_shown_beside_the_law() -> None:
    scenario = filled(
        delivery={
            "private": {"state_share": 0.4, "tax_rate": {2027: 0.2} | dict.fromkeys(range(2028, 2047), 0.1)}
        },
        assumptions={"social_discount_rate": 0.10},
    )
    assert scenario.problem.delivery[Mode.PRIVATE].state_share == 0.4
    assert scenario.parameters == ()
    stated = {at.path: (at.stated, at.value, at.is_override) for at in scenario.law}
    assert stated == {
        "assumptions.social_discount_rate": (0.10, 0.10, False),
        "delivery.private.state_share": (0.4, 0.3, True),
        "delivery.private.tax_rate": (0.2, 0.2, False),
    }


@pytest.mark.parametrize(
    ("as_of", "paths"),
    [
        ("2020-12-31", ()),
        ("2024-04-30", ()),
        ("2024-05-01", PRIVATE[:1]),
        ("2025-09-30", PRIVATE[:1]),
        ("2025-10-01", PRIVATE),
    ],
)
def test_the_day_decides_what_is_filled(as_of: str, paths: tuple[str, ...]) -> None:
    used = [parameter.path for parameter in filled(as_of=as_of).parameters]
    assert [path for path in used if path.startswith("delivery")] == list(paths)


def test_a_mode_that_nobody_uses_is_not_filled() -> None:
    assert Mode.PPP not in filled().problem.delivery


@pytest.mark.parametrize(("area", "share"), [(19.9, 0.20), (20.0, 0.15), (75.0, 0.15)])
def test_the_developer_s_equity_goes_by_area(area: float, share: float) -> None:
    document = sound() | {"policy": "vietnam"}
    document["clusters"][0]["area"] = area
    assert from_document(document).problem.delivery[Mode.PRIVATE].equity_share == share


def test_the_strictest_of_several_clusters_counts() -> None:
    document = sound() | {"policy": "vietnam"}
    document["clusters"] = [{"id": "A", "area": 60}, {"id": "B", "area": 12}]
    document["projects"].append(
        {"id": "other", "kind": "road", "capex": 9, "cluster": "B", "modes": ["private"]}
    )
    assert from_document(document).problem.delivery[Mode.PRIVATE].equity_share == 0.20
    del document["clusters"][1]["area"]
    assert from_document(document).problem.delivery[Mode.PRIVATE].equity_share is None


@pytest.mark.parametrize(("commune", "share"), [("normal", 0.5), ("difficult", 0.7), (None, 0.5)])
def test_state_capital_of_ppp_goes_by_commune(commune: str | None, share: float) -> None:
    document = sound() | {"policy": "vietnam"}
    document["projects"][1]["modes"] = ["ppp"]
    if commune is not None:
        document["clusters"][0]["commune"] = commune
    assert from_document(document).problem.delivery[Mode.PPP].state_share == share


@pytest.mark.parametrize(
    ("commune", "rules"),
    [
        ("normal", (None, 0, 0, 0)),
        ("difficult", (0.17, 10, 2, 4)),
        ("specially_difficult", (0.10, 15, 4, 9)),
    ],
)
def test_relief_from_income_tax_goes_by_commune(
    commune: str, rules: tuple[float | None, int, int, int]
) -> None:
    document = sound() | {"policy": "vietnam"}
    document["clusters"][0]["commune"] = commune
    found = from_document(document).problem.delivery[Mode.PRIVATE]
    assert (
        found.preferential_tax_rate,
        found.preferential_years,
        found.tax_holiday,
        found.tax_half_years,
    ) == rules
    assert found.tax_rate[0] == 0.2
    # before the law of 2025 the pack knows no relief
    before = from_document(document | {"as_of": "2025-09-30"}).problem.delivery[Mode.PRIVATE]
    assert before.preferential_tax_rate is None


BOUNDARIES: list[tuple[str, Facts, str, float | None, float | None]] = [
    # 14 and 15 September 2026
    ("cluster_area_min", {}, "2026-09-15", 10, 5),
    ("cluster_area_min", {"terrain": "mountain"}, "2026-09-15", 5, 5),
    ("cluster_area_min", {"cluster_type": "craft"}, "2026-09-15", 5, 5),
    ("craft_share_min", {"cluster_type": "craft"}, "2026-09-15", 0.75, 0.60),
    ("same_sector_share_min", {"cluster_type": "specialised"}, "2026-09-15", None, 0.60),
    ("high_tech_share_min", {"cluster_type": "high_tech"}, "2026-09-15", None, 0.30),
    ("new_cluster_occupancy_min", {"cluster_type": "eco"}, "2026-09-15", 0.5, 0.0),
    ("new_cluster_occupancy_min", {}, "2026-09-15", 0.5, 0.5),
    ("new_cluster_unleased_max", {}, "2026-09-15", 100, 50),
    ("enlarged_cluster_occupancy_min", {}, "2026-09-15", 0.6, 0.5),
    ("tenants_after_infrastructure", {}, "2026-09-15", None, 1),
    # 31 December 2025 and 1 January 2026
    ("debt_ceiling", {"province": "own_means"}, "2026-01-01", 0.3, 1.2),
    ("debt_ceiling", {"province": "balancing_transfer"}, "2026-01-01", 0.2, 0.8),
    ("debt_ceiling", {"province": "hanoi"}, "2026-01-01", 0.6, None),
    # 30 June and 1 July 2025
    ("sharing_upper_from", {}, "2025-07-01", 1.25, 1.10),
    ("sharing_upper_to", {}, "2025-07-01", 1.25, 1.25),
    ("sharing_lower_from", {}, "2025-07-01", 0.75, 0.75),
    ("sharing_lower_to", {}, "2025-07-01", 0.75, 0.90),
    # others
    ("cluster_area_max", {}, "2024-05-01", 75, 75),
    ("new_cluster_unleased_max", {}, "2024-05-01", 50, 100),
    ("cluster_support_max", {}, "2024-05-01", None, 0.3),
    ("cluster_credit_max", {}, "2024-05-01", 0.7, None),
    ("developer_equity_min", {"area": 19.0}, "2024-08-01", None, 0.20),
    ("group_a_from", {"sector_class": 2}, "2025-01-01", None, 3000),
    ("group_b_from", {"sector_class": 4}, "2025-01-01", None, 90),
    ("allocation_years_max", {"group": "C"}, "2025-01-01", None, 3),
    ("ppp_state_share_max", {"commune": "difficult"}, "2025-01-15", 0.5, 0.7),
    ("economic_discount_rate", {}, "2025-09-11", None, 0.10),
    ("preferential_tax", {"commune": "specially_difficult"}, "2025-10-01", None, 0.10),
    ("tax_holiday", {"commune": "difficult"}, "2025-10-01", None, 2),
    ("income_tax", {}, "2025-10-01", None, 0.20),
    ("land_rent_free_infrastructure", {"commune": "difficult"}, "2024-08-01", 11, 15),
    ("vat_rate", {"vat_good": "reduced"}, "2027-01-01", 0.08, 0.10),
    ("fine_no_treatment", {}, "2022-08-25", None, 1000),
]


@pytest.mark.parametrize(("id_", "facts", "day", "before", "after"), BOUNDARIES)
def test_a_new_law_holds_from_its_first_day(
    id_: str, facts: Facts, day: str, before: float | None, after: float | None
) -> None:
    first = date.fromisoformat(day)
    assert VIETNAM[id_].number(first - DAY, facts) == before
    assert VIETNAM[id_].number(first, facts) == after


@pytest.mark.parametrize(("parameter", "value"), VALUES, ids=NAMES)
def test_every_value_holds_within_its_days_alone(parameter: LegalParameter, value: LegalValue) -> None:
    assert value.is_in_force(value.start)
    assert not value.is_in_force(value.start - DAY)
    if value.end is not None:
        assert value.is_in_force(value.end)
        assert not value.is_in_force(value.end + DAY)
        assert parameter.has_expired(value.end + DAY) == all(
            not each.is_in_force(value.end + DAY) for each in parameter.values
        )
    assert value.reference.en
    assert value.reference.vi
    assert value.confidence in CONFIDENCE


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_fills_fields_that_exist_once_each(name: str) -> None:
    paths = [filling.path for parameter in read_pack(name) for filling in parameter.fills]
    assert set(paths) <= set(FILLABLE)
    assert len(paths) == len(set(paths))


def test_marks_are_kept_as_they_are_in_the_pack() -> None:
    marks = {at.path: at.in_force.is_confirmed for at in filled().law}
    assert marks == dict.fromkeys(("assumptions.social_discount_rate", *PRIVATE), True)
    assert not VIETNAM["cluster_area_min"].values[-1].is_confirmed


def test_articles_read_as_lawyers_write_them() -> None:
    assert (article("26.1").en, article("26.1").vi) == ("art. 26.1", "khoản 1 Điều 26")
    support = VIETNAM["cluster_support_max"].values[0].reference
    assert support.spoken(Language("vi")) == "khoản 1 Điều 26 Nghị định 32/2024/NĐ-CP"
    assert support.spoken(Language("en")) == "Decree 32/2024/ND-CP, art. 26.1"
    with pytest.raises(ValueError, match="such as 8"):
        article("eight")


OTHER = """
name: {en: Elsewhere, vi: Nơi khác}
checked: 2026-01-01
laws: {act: {en: Act 1, vi: Luật 1}}
units: {share: tỷ lệ}
parameters:
  - id: support
    title: {en: Support, vi: Hỗ trợ}
    unit: share
    fills: {paths: [delivery.private.state_share]}
    values:
      - {value: 0.25, from: 2020-01-01, law: act, article: "3", confidence: primary}
"""


def test_another_country_needs_no_code() -> None:
    pack = pack_of(OTHER.encode(), "elsewhere.yaml")
    assert pack["support"].number(date(2026, 1, 1)) == 0.25


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("law: act", "law: deed", 'parameters.support.values.1.law: "deed"; allowed: one of act'),
        ("unit: share", "unit: percent", 'parameters.support.unit: "percent"; allowed: one of share'),
        ("value: 0.25,", "", "no value, or two; allowed: either a value or a duty"),
        ("from: 2020-01-01", "from: 2020-01-02, to: 2020-01-01", "a day from 2020-01-02 on"),
        ("confidence: primary", "confidence: sure", "allowed: one of primary"),
        ("value: 0.25,", "value: 0.25, where: {ownership: state},", "the same rules for every investor"),
        (
            "paths: [delivery.private.state_share]",
            "paths: [sources.bank.rate]",
            "allowed: one of assumptions",
        ),
    ],
)
def test_a_wrong_pack_is_refused_by_line(right: str, wrong: str, said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        pack_of(OTHER.replace(right, wrong).encode(), "elsewhere.yaml")
    assert said in refused.value.text(Language("en"))
    assert "elsewhere.yaml, line" in refused.value.text(Language("en"))


@pytest.mark.parametrize(
    "place",
    [
        {"sources": [{"eligible": {"ownership": ["state"]}}]},
        {"targets": [{"name": "t", "metric": "funding", "where": {"ownership": "foreign"}, "at_most": 1}]},
    ],
)
def test_no_rule_may_ask_who_owns_an_investor(place: dict[str, Any]) -> None:
    document = sound()
    if "sources" in place:
        document["sources"][0] |= place["sources"][0]
    else:
        document |= place
    with pytest.raises(ScenarioError) as refused:
        from_document(document)
    assert "the same rules for every investor" in refused.value.text(Language("en"))


def test_ownership_is_kept_for_information() -> None:
    document = sound()
    document["sources"][1]["ownership"] = "state"
    document["projects"][1]["ownership"] = "foreign"
    document["clusters"][0]["developer"] = {"name": "X", "kind": "enterprise", "ownership": "private"}
    with_labels = from_document(document)
    assert with_labels.problem == from_document(sound()).problem
    assert with_labels.document["projects"][1]["ownership"] == "foreign"
