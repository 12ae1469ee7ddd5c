"""explain.csv: why a project is in the plan or not, what it would take to change that, and what that would cost.
Key: project, part, item.
"""

from collections.abc import Iterator

from optimizer.explain.exchange import Exchange
from optimizer.explain.project import Explanation
from optimizer.explain.thresholds import Kind, Threshold
from optimizer.register import REGISTER
from scenarios.explaining.words import FIELD_UNITS, FIELDS, Telling, outward
from scenarios.status import PROVEN_GAP
from scenarios.table import ColumnKind, Row, Table, table

COLUMNS = {
    "project": ColumnKind.TEXT,
    "part": ColumnKind.TEXT,
    "item": ColumnKind.TEXT,
    "year": ColumnKind.YEAR_OR_NONE,
    "amount": ColumnKind.AMOUNT,
    "unit": ColumnKind.TEXT,
    "sentence": ColumnKind.TEXT,
}

Line = tuple[str, str, int | None, float | None, str | None, str]
"""Part, item, calendar year, amount, unit and sentence."""

_OPEN = {
    Kind.WORTH: "How its own figures would have to change was not found in the time given.",
    Kind.COST: "How its cost would have to change was not found in the time given.",
    Kind.YEAR: "Whether another start would bring it in was not found in the time given.",
    Kind.MONEY: "How much money it would take was not found.",
}


def explain_table(told: dict[str, list[Line]]) -> Table:
    """The lines of all projects."""
    rows: list[Row] = [(project, *line) for project, lines in told.items() for line in lines]
    return table(COLUMNS, rows, key=4)


def lines(found: Explanation, reason: str, tell: Telling) -> list[Line]:
    """All that is told of one project, in reading order."""
    return [
        ("reason", "", None, found.share, "share", reason),
        *account_lines(found, tell),
        *_missing(found, tell),
        *_exchange(found, tell),
        *(_change(change, tell) for change in found.changes),
        *_within_gap(found, tell),
        *(("open", kind.value, None, None, None, tell.language(_OPEN[kind])) for kind in found.unanswered),
    ]


def _within_gap(found: Explanation, tell: Telling) -> Iterator[Line]:
    """What whole works leave open."""
    gap = tell.words.problem.options.gap
    if gap > PROVEN_GAP and any(
        not change.is_exact and change.amount is not None for change in found.changes
    ):
        said = tell.language(
            "Plans of whole works are found to within {gap}: beyond these marks the best plan surely follows, a plan "
            "within that gap may not.",
            gap=tell.language.percent(gap, 3),
        )
        yield "gap", "", None, gap, "share", said


def account_lines(found: Explanation, tell: Telling) -> Iterator[Line]:
    """The account of a project at the plan's prices: what it brings, less what it uses of each scarce limit."""
    account, language = found.account, tell.language
    if account is None:
        return
    unit = "goal"
    worth = _signed(account.worth, tell)
    said = language("Its own part of {goal}: {amount}.", goal=tell.goal, amount=worth)
    yield "account", "worth", None, account.worth, unit, said
    for family, amount in account.used.items():
        text = (
            "Less what it uses of “{limit}”: {amount}."
            if amount > 0.0
            else "Plus the room that it makes in “{limit}”: {amount}."
        )
        said = language(text, limit=language(REGISTER[family].title), amount=tell.worth(amount))
        yield "account", family.value, None, -amount, unit, said
    net = account.net
    tiny = 1e-9 * max(1.0, abs(account.worth))
    if abs(net) <= tiny:
        text = "What remains is nothing: the project is worth exactly what it takes from others."
    elif net > 0.0:
        text = "What remains is {amount} for the whole project: it is worth more than it takes from others."
    else:
        text = "What remains is a lack of {amount} for the whole project: it is worth less than it takes from others."
    yield "account", "net", None, net, unit, language(text, amount=tell.worth(net))


def _missing(found: Explanation, tell: Telling) -> Iterator[Line]:
    """What a whole-work plan leaves no room for."""
    if found.missing is None:
        return
    if not found.missing:
        said = tell.language("It could be added to the works chosen, but not with profit.")
        yield "missing", "", None, None, None, said
    for number, repair in enumerate(found.missing):
        year = repair.key[-1] if isinstance(repair.key[-1], int) else None
        calendar = None if year is None else tell.words.problem.horizon.calendar(year)
        said = tell.language(
            "To be added to the works chosen, it lacks: {repair}", repair=tell.words.repair(repair)
        )
        yield "missing", f"{number + 1:03d}", calendar, repair.short_by, tell.words.unit_of(repair.key), said


def _exchange(found: Explanation, tell: Telling) -> Iterator[Line]:
    """What the plan loses without the project, or with it forced in, and which other projects change."""
    language, exchange = tell.language, found.exchange
    if exchange is None:
        text = (
            "Without it no plan keeps every limit: it is needed."
            if found.is_in
            else "No plan that keeps every limit can hold any of it."
        )
        if not found.unanswered or set(found.unanswered) != set(Kind):
            yield "exchange", "change", None, None, "goal", language(text)
        return
    yield "exchange", "change", None, exchange.change, "goal", _changes_by(found, exchange, tell)
    for moved in exchange.moved:
        before, after = (language.percent(share, 1) for share in (moved.before, moved.after))
        name = tell.words.project(moved.project)
        said = language("{project}: {before} becomes {after}.", project=name, before=before, after=after)
        yield "moved", str(moved.project), None, moved.after - moved.before, "share", said


def _changes_by(found: Explanation, exchange: Exchange, tell: Telling) -> str:
    """What the plan gains or loses, and by whom."""
    language = tell.language
    parts = {
        "amount": tell.worth(exchange.change), "goal": tell.goal, "own": _signed(exchange.own, tell, is_first=False),
        "others": _signed(exchange.others, tell, is_first=False), "share": language.percent(exchange.share, 1),
    }  # fmt: skip
    if found.is_in:
        text = (
            "Without it {goal} would be higher by {amount}: the scenario commits to it ({share} left; its own part "
            "{own}, all others {others})."
            if exchange.change > 0.0
            else "Without it {goal} would be lower by {amount} ({share} left; its own part {own}, all others {others})."
        )
    else:
        text = "Forced in ({share} of it), it lowers {goal} by {amount}: its own part {own}, all others {others}."
    return language(text, **parts)


def _change(change: Threshold, tell: Telling) -> Line:
    """A single change that brings a project in or pushes it out."""
    match change.kind:
        case Kind.WORTH:
            return _worth(change, tell)
        case Kind.COST:
            return _cost(change, tell)
        case Kind.YEAR:
            return _year(change, tell)
        case Kind.MONEY:
            return _money(change, tell)


def _worth(change: Threshold, tell: Telling) -> Line:
    language = tell.language
    field = change.field or ""
    name = language(FIELDS[field]) if field in FIELDS else field
    unit = FIELD_UNITS.get(field, "point")
    if change.amount is None:
        text = (
            "No higher {field} alone would bring it in."
            if change.comes_in
            else "Even without any {field} it stays."
        )
        return "change", field, None, None, unit, language(text, field=name)
    amount = tell.words.amount(outward(abs(change.amount)), unit)
    if change.base > 0.0:
        amount = f"{tell.percent(change.amount / change.base)} ({amount})"
    text = (
        "It comes in if its {field} is higher by more than {amount}."
        if change.comes_in
        else "It drops out if its {field} is lower by more than {amount}."
    )
    return "change", field, None, change.amount, unit, language(text, field=name, amount=amount)


def _cost(change: Threshold, tell: Telling) -> Line:
    language = tell.language
    if change.amount is None:
        text = (
            "However cheap, it would not come in."
            if change.comes_in
            else "Even at sixteen times its capital cost it stays."
        )
        return "change", "cost", None, None, "share", language(text)
    text = (
        "It comes in if its capital cost is lower by more than {percent}."
        if change.comes_in
        else "It drops out if its capital cost is higher by more than {percent}."
    )
    return "change", "cost", None, change.amount, "share", language(text, percent=tell.percent(change.amount))


def _year(change: Threshold, tell: Telling) -> Line:
    language = tell.language
    if change.amount is None:
        text = "A start one year earlier, or up to three years later than allowed, would not bring it in."
        return "change", "year", None, None, "year", language(text)
    years = f"{abs(change.amount):.0f}"
    text = (
        "It comes in if it may start {years} years later."
        if change.amount > 0.0
        else "It comes in if it may start {years} years earlier."
    )
    return "change", "year", None, change.amount, "year", language(text, years=years)


def _money(change: Threshold, tell: Telling) -> Line:
    language, horizon = tell.language, tell.words.problem.horizon
    source = tell.words.part("source", str(change.source))
    if change.amount is None or change.year is None:
        tried = ", ".join(str(horizon.calendar(year)) for year in change.years)
        text = (
            "No amount more from {source} in one of the years {years} would bring it in."
            if change.comes_in
            else "As long as {source} gives anything in one of the years {years}, less of it would not push it out."
        )
        return (
            "change",
            f"money/{change.source}",
            None,
            None,
            "money",
            language(text, source=source, years=tried),
        )
    year = horizon.calendar(change.year)
    amount = tell.words.amount(outward(abs(change.amount)), "money")
    text = (
        "It comes in with more than {amount} more from {source} in {year}."
        if change.comes_in
        else "It drops out with more than {amount} less from {source} in {year}."
    )
    said = language(text, amount=amount, source=source, year=str(year))
    return "change", f"money/{change.source}", year, change.amount, "money", said


def _signed(amount: float, tell: Telling, *, is_first: bool = True) -> str:
    """An amount of the goal with its sign."""
    said = tell.worth(amount, is_first=is_first)
    return f"−{said}" if amount < 0.0 else said
