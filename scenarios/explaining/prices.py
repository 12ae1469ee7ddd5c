"""prices.csv: limits that somebody sets, with the prices of more and of less, how far each holds, and what
binds next. Key: family, key, year.
"""

from collections.abc import Mapping
from math import inf, isfinite

from optimizer.explain.asking import Asking
from optimizer.explain.case import Case
from optimizer.explain.effects import PEOPLE_SET, Effect, StepEffects, step_effects
from optimizer.explain.prices import LimitPrice, Side, limit_price
from optimizer.plan import LimitRow, RowKey
from optimizer.register import entry
from scenarios.explaining.words import Telling, step_within
from scenarios.table import ColumnKind, Row, Table, table
from scenarios.tables.limits import key_and_year

COLUMNS = {
    "family": ColumnKind.TEXT,
    "key": ColumnKind.TEXT,
    "year": ColumnKind.YEAR_OR_NONE,
    "unit": ColumnKind.TEXT,
    "limit": ColumnKind.AMOUNT,
    "corner": ColumnKind.FLAG,
    "price_less": ColumnKind.AMOUNT,
    "holds_from": ColumnKind.AMOUNT,
    "price_below": ColumnKind.AMOUNT,
    "below": ColumnKind.TEXT,
    "price_more": ColumnKind.AMOUNT,
    "holds_to": ColumnKind.AMOUNT,
    "price_above": ColumnKind.AMOUNT,
    "above": ColumnKind.TEXT,
    "step": ColumnKind.AMOUNT,
    "effect_less": ColumnKind.AMOUNT,
    "effect_more": ColumnKind.AMOUNT,
    "sentence": ColumnKind.TEXT,
}


def asked_about(case: Case) -> list[LimitRow]:
    """Limits that somebody sets and that the plan reaches."""
    return [row for row in case.plan.limits if row.family in PEOPLE_SET and row.is_binding]


def all_prices(case: Case) -> list[LimitPrice]:
    """The prices of all limits that somebody sets and that bind, dearest first."""
    found = [limit_price(case, row) for row in asked_about(case)]
    return sorted(found, key=lambda price: -max(abs(price.up.price), abs(price.down.price)))


def all_effects(case: Case, prices: list[LimitPrice], seconds: float) -> dict[RowKey, StepEffects]:
    """What a step of each limit really brings, where works are whole; the dearest limits first, while time lasts."""
    if case.is_linear:
        return {}
    asking = Asking(case, seconds)
    return {price.row.key: step_effects(asking, price) for price in prices if price.limit or price.up.price}


def price_table(
    case: Case, prices: list[LimitPrice], effects: Mapping[RowKey, StepEffects], tell: Telling
) -> Table:
    """One row for each price. `price_less`: of the last unit that is there; `price_more`: of one more; they
    hold down to `holds_from` and up to `holds_to` (empty: without end), beyond which `price_below` and
    `price_above` hold, because of what `below` and `above` say. `effect_less`, `effect_more`: at least what a
    whole `step` changes, planned anew.
    """
    start = case.problem.horizon.start
    rows: list[Row] = []
    for price in prices:
        key, year = key_and_year(price.row.key, start)
        effect = effects.get(price.row.key)
        step = (None, None, None) if effect is None else (effect.step, _low(effect.less), _low(effect.more))
        rows.append(
            (
                price.row.family.value, key, year, tell.words.unit_of(price.row.key), price.limit, price.is_corner,
                *_side(price.down, tell), *_side(price.up, tell), *step, sentence(price, effect, case, tell),
            )
        )  # fmt: skip
    return table(COLUMNS, rows, key=3)


def _low(effect: Effect | None) -> float | None:
    return None if effect is None else effect.low


def _side(side: Side, tell: Telling) -> tuple[float | None, float | None, float | None, str | None]:
    if not side.is_possible:
        return None, None, None, None
    has_end = isfinite(side.until)
    cause = tell.cause(side.beyond) if side.next_price is not None else None
    return side.price, side.until if has_end else None, side.next_price, cause


def sentence(price: LimitPrice, effect: StepEffects | None, case: Case, tell: Telling) -> str:
    """What more and what less of a limit bring, how far that holds and what comes then."""
    language = tell.language
    said = [_more(price, tell), _less(price, tell)]
    if price.is_corner and price.up.is_possible and price.down.is_possible:
        said.insert(0, language("Here the price bends: more and less do not count alike."))
    if not case.is_linear:
        said.insert(0, language("With the chosen works kept (prices of the linear programme):"))
        if effect is not None:
            said.append(_planned_anew(price, effect, tell))
    return " ".join(text for text in said if text)


def _more(price: LimitPrice, tell: Telling) -> str:
    """The price of more."""
    language, side = tell.language, price.up
    if not side.is_possible:
        return language("No plan keeps every limit with more than that.")
    room = side.until - price.limit
    step = step_within(room) if room > 0.0 else 1.0
    told = entry(price.row.family, len(price.row.key) - 1)
    one = tell.words.amount(step, tell.words.unit_of(price.row.key))
    text = tell.words.filled(told.more, price.row.key, one=one)
    if not side.price:
        start = language("{more} would not change {goal}", more=text, goal=tell.goal)
    else:
        pattern = (
            "{more} would add {amount} to {goal}"
            if side.price > 0.0
            else "{more} would take {amount} off {goal}"
        )
        start = language(pattern, more=text, amount=tell.worth(side.price * step), goal=tell.goal)
    return start + _until(price, side, tell, up=True)


def _less(price: LimitPrice, tell: Telling) -> str:
    """The price of less."""
    language, side = tell.language, price.down
    if not side.is_possible:
        return "" if not price.limit else language("No plan keeps every limit with less than that.")
    room = price.limit - side.until
    step = step_within(room) if room > 0.0 else 1.0
    one = tell.words.amount(step, tell.words.unit_of(price.row.key))
    if not side.price:
        start = language("{one} less would not change {goal}", one=one, goal=tell.goal)
    else:
        pattern = (
            "{one} less would take {amount} off {goal}"
            if side.price > 0.0
            else "{one} less would add {amount} to {goal}"
        )
        start = language(pattern, one=one, amount=tell.worth(side.price * step), goal=tell.goal)
    return start + _until(price, side, tell, up=False)


def _until(price: LimitPrice, side: Side, tell: Telling, *, up: bool) -> str:
    """How far a price holds, and what comes beyond; ends the sentence."""
    language = tell.language
    if side.until in (inf, -inf):
        return language(", however far it goes.")
    unit = tell.words.unit_of(price.row.key)
    holds = language(", until the limit reaches {until}", until=tell.reached(side.until, price.limit, unit))
    if side.next_price is None:
        return holds + "."
    gain = side.next_price if up else -side.next_price
    which = 0 if gain > 0.0 else 1 if gain < 0.0 else 2
    said = {"cause": tell.cause(side.beyond), "one": tell.words.amount(1.0, unit)}
    return holds + language(
        (_ABOVE if up else _BELOW)[which], **said, amount=tell.worth(side.next_price, is_first=False)
    )


_ABOVE = (
    "; beyond that, {cause}, and each further {one} adds {amount}.",
    "; beyond that, {cause}, and each further {one} takes {amount} off.",
    "; beyond that, {cause}, and nothing more changes.",
)
_BELOW = (
    "; below that, {cause}, and each further {one} less adds {amount}.",
    "; below that, {cause}, and each further {one} less takes {amount} off.",
    "; below that, {cause}, and nothing more changes.",
)


def _planned_anew(price: LimitPrice, effect: StepEffects, tell: Telling) -> str:
    """What a whole step brings, planned anew."""
    language = tell.language
    if not effect.is_answered:
        return ""
    step = tell.words.amount(effect.step, tell.words.unit_of(price.row.key))
    said = []
    if effect.more is not None:
        text = "Planned anew, {step} more changes {goal} by {amount}."
        said.append(language(text, step=step, goal=tell.goal, amount=_range(effect.more, tell)))
    if effect.less is not None:
        text = "Planned anew, {step} less changes {goal} by {amount}."
        said.append(language(text, step=step, goal=tell.goal, amount=_range(effect.less, tell)))
    return " ".join(said)


def _range(effect: Effect, tell: Telling) -> str:
    """A change with its sign; from the least to the most where the gap leaves it open."""
    figure = tell.words.figure
    if effect.high - effect.low <= 1e-6 * max(1.0, abs(effect.low), abs(effect.high)):
        return figure(effect.low)
    return tell.language("{low} to {high}", low=figure(effect.low), high=figure(effect.high))
