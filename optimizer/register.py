"""The register of limit families: what each is called, counts, and says when its price is read aloud.

One entry per `Family`. The texts are English catalogue texts with `{places}`; Vietnamese stands in
`locale/vi.po`. Nothing is translated or formatted here: the rooms above do that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from optimizer.matrix import Axis
from optimizer.plan import Family


class Sense(StrEnum):
    """Which way a family limits. `MIXED`: row by row, as its numbers say."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    EXACTLY = "exactly"
    MIXED = "mixed"


class Unit(StrEnum):
    """What a family's rows count. `METRIC`: the unit of the metric that the row is about."""

    MONEY = "money"
    SHARE = "share"
    HECTARE = "hectare"
    CAPACITY = "capacity"
    EFFORT = "effort"
    RATIO = "ratio"
    METRIC = "metric"


@dataclass(frozen=True, slots=True)
class Entry:
    """One family. The places of all texts are the parts of its keys by name (`places`), the year as `{year}`.

    `title`: the family in a few words. `more`: one unit more of the limit, as the subject of a sentence that
    says what it would bring, `{one}` being that unit in words. `left`: what is said while there is room,
    `{slack}` being the room in words. `repair`: what to change where no plan exists, from `{limit}` to
    `{needed}`; its places are those of the input that the rows come from (`optimizer.diagnose.knobs`). None where
    the diagnosis never touches the family.
    """

    family: Family
    axes: tuple[Axis, ...]
    places: tuple[str, ...]
    sense: Sense
    unit: Unit
    title: str
    more: str
    left: str
    repair: str | None = None


_PROJECT, _OPTION = ("project",), ("project", "mode")
_VEHICLE, _YEAR = ("vehicle", "mode"), ("year",)

_ENTRIES = (
    Entry(
        Family.START_ONCE, (Axis.PROJECT,), _PROJECT, Sense.MIXED, Unit.SHARE,
        "A project is built once",
        "{project} a second time",
        "{slack} of {project} is not built",
        "Let {needed} of the committed project {project} be enough instead of {limit}",
    ),
    Entry(
        Family.EXCLUSIVE, (Axis.WORD,), ("group",), Sense.AT_MOST, Unit.SHARE,
        "One project of a group of alternatives",
        "A second project of the group {group}",
        "{slack} of the choice in the group {group} is not used",
    ),
    Entry(
        Family.MIN_SCALE, (Axis.PROJECT, Axis.WORD), ("project", "side"), Sense.MIXED, Unit.SHARE,
        "A project is built not at all or large enough",
        "A smallest size of {project} larger by the whole project",
        "{slack} above the smallest size of {project}",
    ),
    Entry(
        Family.REQUIRES, (Axis.PROJECT, Axis.PROJECT, Axis.YEAR), ("project", "needed_project", *_YEAR),
        Sense.AT_MOST, Unit.SHARE,
        "A project waits for the one that it requires",
        "{project} without waiting for {needed_project} in {year}",
        "{needed_project} is {slack} ahead of {project} in {year}",
        "Do not let {project} wait for {needed_project}: {needed} of it must begin ahead",
    ),
    Entry(
        Family.USES_AND_SOURCES, (Axis.OPTION, Axis.YEAR), (*_OPTION, *_YEAR), Sense.EXACTLY, Unit.MONEY,
        "Money drawn equals money spent",
        "{one} of extra cost for {project} ({mode}) in {year}",
        "{slack} not balanced for {project} ({mode}) in {year}",
    ),
    Entry(
        Family.WORKING_CAPITAL, (Axis.OPTION, Axis.YEAR), (*_OPTION, *_YEAR), Sense.AT_MOST, Unit.MONEY,
        "Only equity covers operating deficits",
        "{one} of operating deficit of {project} ({mode}) covered by other money in {year}",
        "{slack} of the equity for {project} ({mode}) in {year} pays for works",
    ),
    Entry(
        Family.SOURCE_YEAR, (Axis.TRANCHE, Axis.YEAR), ("source", *_YEAR), Sense.AT_MOST, Unit.MONEY,
        "Ceiling of a source in a year",
        "{one} more from {source} in {year}",
        "{slack} of {source} left in {year}",
        "Raise the ceiling of {source} in {year} from {limit} to {needed}",
    ),
    Entry(
        Family.SOURCE_TOTAL, (Axis.SOURCE,), ("source",), Sense.AT_MOST, Unit.MONEY,
        "Ceiling of a source over all years",
        "{one} more from {source} over all years",
        "{slack} of {source} left over all years",
        "Raise the total of {source} from {limit} to {needed}",
    ),
    Entry(
        Family.SOURCE_FLOOR, (Axis.SOURCE,), ("source",), Sense.AT_LEAST, Unit.MONEY,
        "Commitment to draw from a source",
        "A commitment to draw {one} more from {source}",
        "{slack} more is drawn from {source} than committed",
        "Lower the commitment to draw from {source} from {limit} to {needed}",
    ),
    Entry(
        Family.MAX_SHARE, (Axis.OPTION, Axis.SOURCE), (*_OPTION, "source"), Sense.AT_MOST, Unit.MONEY,
        "Highest share of a source in a project",
        "{one} from {source} beyond its highest share in {project} ({mode})",
        "{slack} left until {source} reaches its highest share in {project} ({mode})",
        "Raise the highest share of {source} in a project from {limit} to {needed}",
    ),
    Entry(
        Family.MIN_SHARE, (Axis.OPTION, Axis.SOURCE), (*_OPTION, "source"), Sense.AT_LEAST, Unit.MONEY,
        "Lowest share of a source in a project",
        "{one} above the lowest share of {source} in {project} ({mode})",
        "{source} pays {slack} more than its lowest share for {project} ({mode})",
        "Lower the lowest share of {source} in a project from {limit} to {needed}",
    ),
    Entry(
        Family.MATCH, (Axis.OPTION, Axis.SOURCE), (*_OPTION, "source"), Sense.AT_LEAST, Unit.MONEY,
        "Matching funds that a source requires",
        "{one} more of matching funds required by {source} in {project} ({mode})",
        "Matching funds for {source} in {project} ({mode}) exceed the requirement by {slack}",
        "Lower the matching funds that {source} requires from {limit} to {needed} of what is drawn from it",
    ),
    Entry(
        Family.STATE_SHARE, (Axis.VEHICLE,), _VEHICLE, Sense.AT_MOST, Unit.MONEY,
        "Highest share of state capital",
        "{one} of state capital beyond its share in {vehicle} ({mode})",
        "State capital in {vehicle} ({mode}) is {slack} below its highest share",
        "Raise the highest share of state capital in {mode} projects from {limit} to {needed}",
    ),
    Entry(
        Family.EQUITY_SHARE, (Axis.VEHICLE,), _VEHICLE, Sense.AT_LEAST, Unit.MONEY,
        "Lowest share of investors' equity",
        "{one} more of equity required of the investors of {vehicle} ({mode})",
        "The investors of {vehicle} ({mode}) pay in {slack} more equity than required",
        "Lower the equity share required in {mode} projects from {limit} to {needed}",
    ),
    Entry(
        Family.DSCR, (Axis.VEHICLE, Axis.YEAR), (*_VEHICLE, *_YEAR), Sense.AT_LEAST, Unit.MONEY,
        "Debt service cover (DSCR)",
        "{one} more of cash required to cover the debt service of {vehicle} ({mode}) in {year}",
        "{vehicle} ({mode}) has {slack} more cash than its debt service cover requires in {year}",
        "Lower the debt service cover (DSCR) required in {mode} projects from {limit} to {needed}",
    ),
    Entry(
        Family.LOCK_UP, (Axis.VEHICLE, Axis.YEAR), (*_VEHICLE, *_YEAR), Sense.AT_LEAST, Unit.MONEY,
        "Cover below which dividends are locked up",
        "{one} more of the year's own cash required before {vehicle} ({mode}) may pay dividends in {year}",
        "{vehicle} ({mode}) earns {slack} more in {year} than the lock-up of dividends requires",
        "Lower the cover below which dividends of {mode} projects are locked up from {limit} to {needed}",
    ),
    Entry(
        Family.TAX, (Axis.VEHICLE, Axis.YEAR), (*_VEHICLE, *_YEAR), Sense.AT_LEAST, Unit.MONEY,
        "Income tax",
        "{one} more of income tax for {vehicle} ({mode}) in {year}",
        "{vehicle} ({mode}) pays no tax in {year}: a loss, {slack} away from tax",
    ),
    Entry(
        Family.CASH, (Axis.VEHICLE, Axis.YEAR), (*_VEHICLE, *_YEAR), Sense.EXACTLY, Unit.MONEY,
        "Cash balance from year to year",
        "{one} of extra cash for {vehicle} ({mode}) in {year}",
        "{slack} not balanced in the cash of {vehicle} ({mode}) in {year}",
    ),
    Entry(
        Family.CASH_FLOOR, (Axis.VEHICLE, Axis.YEAR), (*_VEHICLE, *_YEAR), Sense.AT_LEAST, Unit.MONEY,
        "Reserve for next year's debt service",
        "{one} more of reserve required of {vehicle} ({mode}) in {year}",
        "{vehicle} ({mode}) keeps {slack} more than its required reserve in {year}",
        "Lower the debt service reserve of {mode} projects from {limit} to {needed} of next year's debt service",
    ),
    Entry(
        Family.EQUITY_RETURN, (Axis.VEHICLE,), _VEHICLE, Sense.AT_LEAST, Unit.MONEY,
        "Return that owners require",
        "{one} more of profit, at base-year value, required by the owners of {vehicle} ({mode})",
        "The owners of {vehicle} ({mode}) earn {slack} more, at base-year value, than they require",
        "Lower the return on equity required in {mode} projects from {limit} to {needed} a year",
    ),
    Entry(
        Family.LEASE_SUPPLY, (Axis.OPTION, Axis.YEAR), (*_OPTION, *_YEAR), Sense.AT_MOST, Unit.HECTARE,
        "Land that is ready for tenants",
        "{one} more of land ready at {project} ({mode}) in {year}",
        "{slack} of {project} ({mode}) is ready and not let in {year}",
    ),
    Entry(
        Family.DEMAND, (Axis.SEGMENT, Axis.YEAR), ("cluster", "segment", *_YEAR), Sense.AT_MOST, Unit.HECTARE,
        "Land that tenants ask for",
        "{one} more asked for by {segment} in {cluster} by {year}",
        "{slack} asked for by {segment} in {cluster} is not served by {year}",
    ),
    Entry(
        Family.SERVICE, (Axis.CLUSTER, Axis.WORD, Axis.YEAR), ("cluster", "service", *_YEAR), Sense.AT_MOST,
        Unit.CAPACITY,
        "Capacity of a service in a cluster",
        "{one} more of {service} in {cluster} in {year}",
        "{slack} of {service} left in {cluster} in {year}",
    ),
    Entry(
        Family.RECURRENT, (Axis.YEAR,), _YEAR, Sense.AT_MOST, Unit.MONEY,
        "Recurrent public spending in a year",
        "{one} more for recurrent public spending in {year}",
        "{slack} for recurrent public spending left in {year}",
        "Raise the limit of recurrent public spending in {year} from {limit} to {needed}",
    ),
    Entry(
        Family.PUBLIC_DEBT, (Axis.YEAR,), _YEAR, Sense.AT_MOST, Unit.MONEY,
        "Public debt outstanding",
        "{one} more of public debt allowed in {year}",
        "{slack} of public debt left in {year}",
        "Raise the limit of public debt in {year} from {limit} to {needed}",
    ),
    Entry(
        Family.ADMIN_CAPACITY, (Axis.YEAR,), _YEAR, Sense.AT_MOST, Unit.EFFORT,
        "Projects that the administration can start in a year",
        "{one} more of administrative capacity in {year}",
        "{slack} of administrative capacity left in {year}",
        "Raise the administrative capacity in {year} from {limit} to {needed}",
    ),
    Entry(
        Family.TARGET, (Axis.WORD, Axis.WORD), ("target", "side"), Sense.MIXED, Unit.METRIC,
        "Target",
        "The target {target} set higher by {one}",
        "{slack} of room in the target {target}",
        "Change the target {target} from {limit} to {needed}",
    ),
    Entry(
        Family.GOAL, (Axis.WORD,), ("number",), Sense.AT_LEAST, Unit.METRIC,
        "An earlier goal is kept",
        "Goal {number} held higher by {one}",
        "{slack} of room in goal {number}",
    ),
    Entry(
        Family.LEASED, (Axis.LEASE_PAIR, Axis.YEAR), (*_OPTION, "segment", *_YEAR), Sense.EXACTLY,
        Unit.HECTARE,
        "Hectares let so far",
        "{one} let of {project} ({mode}) to {segment} in {year} without a lease",
        "{slack} not accounted for",
    ),
    Entry(
        Family.EBITDA, (Axis.VEHICLE, Axis.YEAR), (*_VEHICLE, *_YEAR), Sense.EXACTLY, Unit.MONEY,
        "Operating result (EBITDA)",
        "{one} of extra operating result for {vehicle} ({mode}) in {year}",
        "{slack} not accounted for",
    ),
    Entry(
        Family.BORROWED, (Axis.TRANCHE, Axis.YEAR), ("source", *_YEAR), Sense.EXACTLY, Unit.MONEY,
        "Public borrowing",
        "{one} of extra public debt from {source} in {year}",
        "{slack} not accounted for",
    ),
    Entry(
        Family.SET_ASIDE, (Axis.VEHICLE, Axis.YEAR), (*_VEHICLE, *_YEAR), Sense.EXACTLY, Unit.MONEY,
        "Cash set aside for repairs and receivables",
        "{one} more of cash set aside by {vehicle} ({mode}) in {year}",
        "{slack} not accounted for",
    ),
    Entry(
        Family.DEBT_SERVICE, (Axis.VEHICLE, Axis.YEAR), (*_VEHICLE, *_YEAR), Sense.EXACTLY, Unit.MONEY,
        "Debt service",
        "{one} of extra debt service for {vehicle} ({mode}) in {year}",
        "{slack} not accounted for",
    ),
)  # fmt: skip

REGISTER: Mapping[Family, Entry] = {entry.family: entry for entry in _ENTRIES}

PORTFOLIO_MATCH = Entry(
    Family.MATCH, (Axis.SOURCE,), ("source",), Sense.AT_LEAST, Unit.MONEY,
    "Matching funds that a source requires over all projects",
    "{one} more of matching funds required by {source} over all projects",
    "Matching funds for {source} over all projects exceed the requirement by {slack}",
    "Lower the matching funds that {source} requires from {limit} to {needed} of what is drawn from it",
)  # fmt: skip
"""The same family where the match holds over the portfolio: its keys are one part long."""


def entry(family: Family, parts: int) -> Entry:
    """Entry of a family for keys with that many parts, the family apart."""
    if family is Family.MATCH and parts == len(PORTFOLIO_MATCH.places):
        return PORTFOLIO_MATCH
    return REGISTER[family]
