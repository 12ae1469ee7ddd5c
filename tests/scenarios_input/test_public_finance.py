"""The law of revenue sharing and of public debt: by date, with its article, for the province that is named."""

from datetime import date

import pytest

from finance.partnership.revenue_sharing import LegalBand, OutsideBand, Reference, SharingRule, agreed
from scenarios.law.reading import read_pack
from scenarios.partnership.law import SharingLaw, debt_ceiling, law_pack, sharing_law
from scenarios.partnership.terms import Province

TODAY = date(2026, 11, 23)
VIETNAM = read_pack("vietnam")


def _law(day: date) -> SharingLaw:
    law = sharing_law(VIETNAM, day)
    assert law is not None
    return law


def _band(day: date) -> LegalBand:
    return _law(day).band


def test_the_day_of_signature_decides_the_band() -> None:
    fixed, negotiated = _band(date(2025, 6, 30)), _band(date(2025, 7, 1))
    assert (fixed.upper_from, fixed.upper_to, fixed.lower_from, fixed.lower_to) == (1.25, 1.25, 0.75, 0.75)
    assert (negotiated.upper_from, negotiated.upper_to) == (1.10, 1.25)
    assert (negotiated.lower_from, negotiated.lower_to) == (0.75, 0.90)
    assert (fixed.reference, negotiated.reference) == (Reference.TRIGGER, Reference.PLAN)
    assert fixed.public_share == negotiated.public_share == 0.5
    assert sharing_law(VIETNAM, date(2020, 12, 31)) is None


def test_a_trigger_outside_the_band_names_the_article() -> None:
    with pytest.raises(OutsideBand, match=r"as amended by Law 90/2025/QH15, art\. 82") as refusal:
        agreed(SharingRule(1.3, 0.8, 0.5, 0.5, Reference.PLAN), _band(TODAY))
    assert refusal.value.article == _band(TODAY).article
    assert _law(TODAY).parts["upper_trigger"].reference.vi.startswith("Điều 82 Luật PPP số 64/2020/QH14")


def test_debt_ceilings_of_both_kinds_of_province() -> None:
    found = {province: debt_ceiling(VIETNAM, TODAY, province) for province in Province}
    assert {province: law and law.number for province, law in found.items()} == {
        Province.OWN_MEANS: 1.2,
        Province.BALANCING_TRANSFER: 0.8,
    }
    assert all(law and "art. 7.6" in law.reference.en for law in found.values())
    before = debt_ceiling(VIETNAM, date(2025, 12, 31), Province.OWN_MEANS)
    assert before is not None
    assert (before.number, before.is_confirmed) == (0.3, False)
    assert debt_ceiling(VIETNAM, date(2016, 12, 31), Province.OWN_MEANS) is None


def test_without_a_pack_no_law_is_known() -> None:
    assert law_pack(None) is law_pack("nowhere") is None
    assert sharing_law(None, TODAY) is debt_ceiling(None, TODAY, Province.OWN_MEANS) is None
    assert law_pack("vietnam") is not None
