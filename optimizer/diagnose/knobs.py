"""The inputs that a repair may change.

A limit may own many rows of the programme (a highest share owns one for each work), and yet be one number in the file:
a repair changes that number. What is said of it stands in the register.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from optimizer.plan import Family, RowKey
from optimizer.register import Unit


@dataclass(frozen=True, slots=True)
class Knob:
    """A family of inputs. `places`: the parts of its key by name. `unit` of its amount. `weight`: how much worse a
    change of it is held to be than a change of one's own limit by the same share. `ratio`: whether the amount
    multiplies other decisions, so that what a row lacks is no amount of it.
    """

    places: tuple[str, ...]
    unit: Unit
    weight: float = 1.0
    ratio: bool = False


CONSENT = 2.0
"""Weight of what others have agreed to: lenders, investors, and those who give money on conditions."""

ORDER = 3.0
"""Weight of the order of works: it is asked for because one does not work without the other."""

_YEAR, _SOURCE, _MODE = ("year",), ("source",), ("mode",)

KNOBS: Mapping[Family, Knob] = {
    Family.START_ONCE: Knob(("project",), Unit.SHARE),
    Family.REQUIRES: Knob(("project", "needed_project"), Unit.SHARE, ORDER),
    Family.SOURCE_YEAR: Knob(("source", "year"), Unit.MONEY),
    Family.SOURCE_TOTAL: Knob(_SOURCE, Unit.MONEY),
    Family.SOURCE_FLOOR: Knob(_SOURCE, Unit.MONEY),
    Family.MAX_SHARE: Knob(_SOURCE, Unit.SHARE, CONSENT, ratio=True),
    Family.MIN_SHARE: Knob(_SOURCE, Unit.SHARE, CONSENT, ratio=True),
    Family.MATCH: Knob(_SOURCE, Unit.SHARE, CONSENT, ratio=True),
    Family.STATE_SHARE: Knob(_MODE, Unit.SHARE, CONSENT, ratio=True),
    Family.EQUITY_SHARE: Knob(_MODE, Unit.SHARE, CONSENT, ratio=True),
    Family.DSCR: Knob(_MODE, Unit.RATIO, CONSENT, ratio=True),
    Family.LOCK_UP: Knob(_MODE, Unit.RATIO, CONSENT, ratio=True),
    Family.CASH_FLOOR: Knob(_MODE, Unit.SHARE, CONSENT, ratio=True),
    Family.EQUITY_RETURN: Knob(_MODE, Unit.SHARE, CONSENT),
    Family.RECURRENT: Knob(_YEAR, Unit.MONEY),
    Family.PUBLIC_DEBT: Knob(_YEAR, Unit.MONEY),
    Family.ADMIN_CAPACITY: Knob(_YEAR, Unit.EFFORT),
    Family.TARGET: Knob(("target", "side"), Unit.METRIC),
}
"""Families that a repair may change; no other ever gives way: sums and balances are arithmetic; land, services and
demand are physics and forecast; what debt and grants may pay for is a definition."""

LITTLE = 1e-3
"""Share of a limit below which what is left of it is rounded away."""

HIGHEST = {Unit.SHARE: 1.0}
"""No input of this unit can be stated above it."""


def input_of(key: RowKey) -> RowKey:
    """The input that a row of a family in `KNOBS` comes from: its key without parts that make no difference to it."""
    family, *parts = key
    match family:
        case Family.REQUIRES:
            return (family, parts[0], parts[1])
        case Family.MAX_SHARE | Family.MIN_SHARE | Family.MATCH:
            return (family, parts[-1])
        case _ if KNOBS[family].places == _MODE:
            return (family, parts[1])
        case _:
            return key


def theme(key: RowKey) -> RowKey:
    """What two repairs that share it have in common for a reader: one source's money, one rule, one target."""
    family, *parts = key
    match family:
        case Family.SOURCE_YEAR:
            return (family, parts[0])
        case (
            Family.START_ONCE
            | Family.REQUIRES
            | Family.RECURRENT
            | Family.PUBLIC_DEBT
            | Family.ADMIN_CAPACITY
        ):
            return (family,)
        case Family.TARGET:
            return (family, parts[0])
        case _:
            return key
