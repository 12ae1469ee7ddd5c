"""One look per source, sector and delivery mode, kept the same in every chart.

The family of the colour and the hatching tell whose money it is (public blue and plain, private warm and
hatched, PPP green and dotted), the shade tells the source. Blue against orange stays apart for colour-blind
readers, and hatching does where a page is printed in grey.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from finance.delivery import Mode
from finance.source import FundingSource, Sector


@dataclass(frozen=True, slots=True)
class Look:
    """A fill: its colour `#rrggbb` and Plotly's name of the hatching, empty for none."""

    colour: str
    hatching: str = ""

    def marker(self, ink: float = 0.6) -> dict[str, object]:
        """The marker of a bar in this look; `ink`: how strong the hatching is, faint where figures stand on it."""
        marker: dict[str, object] = {"color": self.colour, "line": {"width": 0}}
        if self.hatching:
            solidity = 0.2 if self.hatching == "." else 0.14
            marker["pattern"] = {
                "shape": self.hatching,
                "size": 7,
                "solidity": solidity,
                "bgcolor": self.colour,
                "fgcolor": f"rgba(255,255,255,{ink})",
            }
        return marker

    def fill(self, opacity: float) -> str:
        """The colour, see-through, as Plotly writes it.

        >>> Look("#ff8000").fill(0.5)
        'rgba(255,128,0,0.5)'
        """
        red, green, blue = (int(self.colour[at : at + 2], 16) for at in (1, 3, 5))
        return f"rgba({red},{green},{blue},{opacity})"


_SHADES: Mapping[Sector, tuple[str, ...]] = {
    Sector.PUBLIC: ("#1f4e8c", "#5aa9e6", "#a9cdf0", "#6a6fc0", "#3d7ea6", "#b9b8ea"),
    Sector.PRIVATE: ("#b5451b", "#f2a33a", "#f5cf86", "#de7440", "#8a5a3a", "#e8a898"),
    Sector.PPP: ("#1b7f5c", "#67c2a3", "#b5dfc6", "#7fa650", "#0b5a55", "#cbdc8f"),
}
_HATCHINGS: Mapping[Sector, tuple[str, ...]] = {
    Sector.PUBLIC: ("", "|", "-"),
    Sector.PRIVATE: ("/", "\\", "+"),
    Sector.PPP: (".", "x", "|"),
}

SHOWN_AT_MOST, SHOWN_OF_MANY = 15, 12
OTHERS = Look("#9aa1a9")
"""What a chart bundles, and what belongs to no source."""
CEILING = "#d81b60"
"""The mark of a limit: on no source, and seen on white as on black."""
INK = "#2b3440"
"""Text on paper."""
NEUTRAL = Look("#77818c")
"""Sums and results: seen on white as on black, and nobody's money."""

LINES: Mapping[str, Look] = {
    "public_spending": Look("#1f4e8c"),
    "public_loans_drawn": Look("#a9cdf0"),
    "availability_payments": Look("#1b7f5c", "."),
    "expected_guarantees": Look("#f2a33a", "/"),
    "public_operation_net": Look("#5aa9e6"),
    "contract_monitoring": Look("#f5cf86"),
    "public_debt_service": Look("#6a6fc0", "\\"),
    "existing_debt_service": Look("#b9b8ea", "\\"),
    "expected_revenue_shared": Look("#67c2a3"),
    "existing_debt": Look("#b9b8ea"),
    "contingent_liabilities": Look("#c0763e"),
    "public_debt_stock": Look("#6a6fc0"),
    "ppp_debt_stock": Look("#c0763e"),
    "debt_service": Look("#6a6fc0", "\\"),
    "dsra_change": Look("#b9b8ea"),
    "dividends": Look("#f2a33a", "/"),
    "cash_change": Look("#67c2a3", "."),
    "construction_net": Look("#5aa9e6"),
    "revenue": Look("#1b7f5c"),
    "lease_revenue": Look("#67c2a3", "/"),
    "availability": Look("#b5dfc6", "x"),
    "capital_cost": Look("#1f4e8c"),
    "opex": Look("#a9cdf0"),
}
"""Lines of the statements: what earns is green, what builds and runs is blue, debt violet, owners' money orange."""


def look_of_sector(sector: Sector) -> Look:
    """The look of all money of a sector together."""
    return Look(_SHADES[sector][0], _HATCHINGS[sector][0])


def look_of_mode(mode: Mode) -> Look:
    """The look of a delivery mode: that of the sector which leads it."""
    return look_of_sector(Sector(mode.value))


def prominent(sources: Sequence[FundingSource]) -> list[FundingSource]:
    """Sources that charts show one by one, grouped public, private, PPP; inside a group as the scenario lists them.

    All where there are at most fifteen; else the twelve that may give most. The scenario alone decides, so that
    every plan and every chart of it shows the same sources in the same looks.
    """
    chosen = list(sources)
    if len(chosen) > SHOWN_AT_MOST:
        largest = sorted(range(len(chosen)), key=lambda at: -_may_give(chosen[at]))[:SHOWN_OF_MANY]
        chosen = [chosen[at] for at in sorted(largest)]
    order = list(Sector)
    return sorted(chosen, key=lambda source: order.index(source.sector))


def _may_give(source: FundingSource) -> float:
    """The most that a source can give over all years, infinite where nothing limits it."""
    yearly = sum(inf if tranche.ceiling is None else sum(tranche.ceiling) for tranche in source.tranches)
    return min(yearly, inf if source.total is None else source.total)


def looks_of_sources(sources: Sequence[FundingSource]) -> dict[str, Look]:
    """The look of each prominent source by id: the next shade of its sector, in the order of the scenario.

    Where a sector has more sources than shades, the shades come again with other hatching.
    """
    seen: Counter[Sector] = Counter()
    looks: dict[str, Look] = {}
    for source in prominent(sources):
        shades, hatchings = _SHADES[source.sector], _HATCHINGS[source.sector]
        turn, shade = divmod(seen[source.sector], len(shades))
        looks[source.id] = Look(shades[shade], hatchings[turn % len(hatchings)])
        seen[source.sector] += 1
    return looks
