"""What the law says of contracts and of public debt on a day: the band of revenue sharing, and the debt ceiling."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from finance.partnership.revenue_sharing import LegalBand, Reference
from scenarios.law.pack import LegalValue, Pack
from scenarios.law.reading import pack_names, read_pack
from scenarios.partnership.terms import Province

_PARTS = {
    "upper_trigger": ("sharing_upper_from", "sharing_upper_to"),
    "lower_trigger": ("sharing_lower_from", "sharing_lower_to"),
    "public_gain_share": ("sharing_public_share",),
    "public_loss_share": ("sharing_public_share",),
    "reference": ("sharing_measured_from",),
}
"""Parts of a sharing rule, and the parameters of a pack that bound them."""


@dataclass(frozen=True, slots=True)
class SharingLaw:
    """The band in which a contract may share revenue; `parts`: the legal value behind each part of a sharing rule."""

    band: LegalBand
    parts: Mapping[str, LegalValue]


def law_pack(policy: object) -> Pack | None:
    """The pack that a scenario names; None where it names none, or one that does not exist."""
    return read_pack(policy) if isinstance(policy, str) and policy in pack_names() else None


def sharing_law(pack: Pack | None, day: date) -> SharingLaw | None:
    """The law of revenue sharing for a contract signed on `day`; None where no law is known for some part of it."""
    if pack is None:
        return None
    found: dict[str, LegalValue] = {}
    for names in _PARTS.values():
        for name in names:
            value = pack.value(name, day)
            if value is None:
                return None
            found[name] = value
    upper_from, upper_to, lower_from, lower_to, share = (
        found[name].number
        for name in (
            "sharing_upper_from",
            "sharing_upper_to",
            "sharing_lower_from",
            "sharing_lower_to",
            "sharing_public_share",
        )
    )
    [measured_from] = found["sharing_measured_from"].kinds
    band = LegalBand(
        upper_from, upper_to, lower_from, lower_to, share, Reference(measured_from),
        article=found["sharing_measured_from"].reference.en,
    )  # fmt: skip
    return SharingLaw(band, {part: found[names[0]] for part, names in _PARTS.items()})


def debt_ceiling(pack: Pack | None, day: date, province: Province) -> LegalValue | None:
    """Public debt at most as a share of own revenue for a kind of province on `day`; None where no law is known."""
    return None if pack is None else pack.value("debt_ceiling", day, {"province": province.value})
