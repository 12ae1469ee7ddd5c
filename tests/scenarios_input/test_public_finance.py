"""Rules of revenue sharing and public debt: by date, with their article, and never two for one day."""

from datetime import date, timedelta

import pytest

from finance.partnership.revenue_sharing import LegalBand, OutsideBand, Reference, SharingRule, agreed
from scenarios.partnership.terms import Province
from scenarios.policy import CONFIDENCE, pack_names
from scenarios.public_finance import public_rules

TODAY = date(2026, 11, 23)


def _band(day: date) -> LegalBand:
    band = public_rules().band(day)
    assert band is not None
    return band


def test_the_day_of_signature_decides_the_band() -> None:
    fixed, negotiated = _band(date(2025, 6, 30)), _band(date(2025, 7, 1))
    assert (fixed.upper_from, fixed.upper_to, fixed.lower_from, fixed.lower_to) == (1.25, 1.25, 0.75, 0.75)
    assert (negotiated.upper_from, negotiated.upper_to) == (1.10, 1.25)
    assert (negotiated.lower_from, negotiated.lower_to) == (0.75, 0.90)
    assert (fixed.reference, negotiated.reference) == (Reference.TRIGGER, Reference.PLAN)
    assert fixed.public_share == negotiated.public_share == 0.5
    assert public_rules().band(date(2020, 12, 31)) is None


def test_a_trigger_outside_the_band_names_the_article() -> None:
    with pytest.raises(OutsideBand, match=r"art\. 82, as amended by Law 90/2025") as refusal:
        agreed(SharingRule(1.3, 0.8, 0.5, 0.5, Reference.PLAN), _band(TODAY))
    assert refusal.value.article == _band(TODAY).article


def test_debt_ceilings_of_both_kinds_of_province() -> None:
    rules = public_rules()
    found = {province: rules.debt_ceiling(TODAY, province) for province in Province}
    assert {province: rule and rule.share for province, rule in found.items()} == {
        Province.OWN_MEANS: 1.2,
        Province.BALANCING_TRANSFER: 0.8,
    }
    assert all(rule and "art. 7.6" in rule.reference for rule in found.values())
    assert rules.debt_ceiling(date(2025, 12, 31), Province.OWN_MEANS) is None


def test_no_day_has_two_rules() -> None:
    rules = public_rules()
    groups = [[force for force, _ in rules.bands]]
    groups += [
        [force for force, rule in rules.ceilings if rule.province is province] for province in Province
    ]
    for group in groups:
        ends = [day for force in group for day in (force.start, force.end or TODAY)]
        days = {day + timedelta(shift) for day in ends for shift in (-1, 0, 1)}
        for day in days:
            assert sum(force.on(day) for force in group) <= 1, day
        assert all(force.confidence in CONFIDENCE for force in group)


def test_the_rules_are_no_pack_of_parameters() -> None:
    assert pack_names() == ("vietnam",)
    assert public_rules().file.name == "policies/public_finance/vietnam.yaml"
