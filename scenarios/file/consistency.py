"""What must agree between the fields of a scenario, beyond what each field allows by itself."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from scenarios.faults import say, shown
from scenarios.file.consistency_books import check_books
from scenarios.file.consistency_forecast import check_forecasts
from scenarios.file.consistency_partnership import check_partnership
from scenarios.file.consistency_projects import check_projects
from scenarios.file.consistency_promotion import check_promotion
from scenarios.file.consistency_risk import check_risk
from scenarios.file.consistency_sources import check_sources
from scenarios.file.enforcement_terms import check_enforcement
from scenarios.file.reading import Reading
from scenarios.file.schema import BOOK_RULES, PROJECT_TAGS, RULES, TAGS_OF_METRIC

Document = Mapping[str, Any]


def check_consistency(reading: Reading, document: Document) -> None:
    """Notes every disagreement in `reading`; fields that were refused already are passed over."""
    _check_horizon(reading, document.get("horizon", {}))
    _check_delivery(reading, document.get("delivery", {}))
    check_sources(reading, document)
    check_projects(reading, document)
    check_books(reading, document)
    _check_clusters(reading, document.get("clusters", ()))
    check_forecasts(reading, document)
    check_promotion(reading, document)
    _check_services(reading, document)
    _check_targets(reading, document.get("targets", ()))
    check_risk(reading, document)
    check_partnership(reading, document)
    check_enforcement(reading, document)


def _check_horizon(reading: Reading, horizon: Document) -> None:
    """Money cannot be spent after the last year."""
    years = horizon.get("years")
    invest = horizon.get("invest_years")
    if years is not None and invest is not None and invest > years:
        found = say("{invest} investment years in {years} years", invest=invest, years=years)
        reading.fault_at(("horizon", "invest_years"), found, say("at most {years}", years=years))


def _check_delivery(reading: Reading, delivery: Document) -> None:
    """Public projects keep no books, so rules of books would bind nothing."""
    for rule in BOOK_RULES:
        if rule.name in delivery.get("public", {}):
            found = say("{field} for public projects, which keep no books", field=rule.name)
            kept = ", ".join(each.name for each in RULES.fields if each not in BOOK_RULES)
            reading.fault_at(("delivery", "public", rule.name), found, say("only {names} here", names=kept))


def _check_clusters(reading: Reading, clusters: Sequence[Document]) -> None:
    """Cumulative demand never falls."""
    for index, cluster in enumerate(clusters):
        for number, segment in enumerate(cluster.get("demand", ())):
            area = segment.get("area")
            if not isinstance(area, Mapping) or "saturation" in area:
                continue
            named = sorted((year, amount) for year, amount in area.items() if isinstance(year, int))
            for (_, before), (year, amount) in pairwise(named):
                if amount < before:
                    found = say(
                        "{amount} ha in {year}, less than {before} before it",
                        amount=amount,
                        year=year,
                        before=before,
                    )
                    keys = ("clusters", index, "demand", number, "area", year)
                    reading.fault_at(keys, found, say("hectares in all so far, which never fall"))
                    break


def _check_services(reading: Reading, document: Document) -> None:
    """A capacity that nobody needs is allowed, unless it is a needed one misspelt."""
    clusters: Sequence[Document] = document.get("clusters", ())
    needed: dict[str, None] = {}
    for cluster in clusters:
        for segment in cluster.get("demand", ()):
            needed.update(dict.fromkeys(segment.get("needs", {})))
    checked: dict[str, str | None] = {}

    def look(service: str, keys: tuple[Any, ...]) -> None:
        if service in needed:
            return
        if service not in checked:
            checked[service] = reading.speller.nearest(service, needed, cutoff=0.8)
        if checked[service] is not None:
            found = say("the service {service}, which no tenant needs", service=shown(service))
            allowed = say(
                "a service that tenants need ({names}), or a clearly different name", names=_some(needed)
            )
            reading.fault_at(keys, found, allowed, checked[service])

    for index, cluster in enumerate(clusters):
        for service in cluster.get("existing", {}):
            look(service, ("clusters", index, "existing", service))
    for index, project in enumerate(document.get("projects", ())):
        for service in project.get("provides", {}):
            look(service, ("projects", index, "provides", service))


def _check_targets(reading: Reading, targets: Sequence[Document]) -> None:
    """Bounds, shares and tags of every target."""
    for index, target in enumerate(targets):
        keys = ("targets", index)
        bounds = [target[name] for name in ("at_least", "at_most") if name in target]
        raw = _raw(reading.root, keys)
        if not {"at_least", "at_most"} & set(raw):
            reading.fault_at(keys, say("a target without a bound"), say("at_least, at_most, or both"))
        if len(bounds) == 2 and bounds[0] > bounds[1]:
            found = say("at_least {low} above at_most {high}", low=shown(bounds[0]), high=shown(bounds[1]))
            reading.fault_at((*keys, "at_least"), found, say("a lower bound that is not above the upper one"))
        if "of" in target:
            for name in ("at_least", "at_most"):
                if name in target and not 0 <= target[name] <= 1:
                    found = say(
                        "the number {value} as a share of {metric}",
                        value=shown(target[name]),
                        metric=target["of"].get("metric", "?"),
                    )
                    reading.fault_at((*keys, name), found, say("a share from 0 to 1 (0.15 is 15 percent)"))
        _check_tags(reading, target, keys)
        _check_tags(reading, target.get("of", {}), (*keys, "of"))


def _check_tags(reading: Reading, measure: Document, keys: tuple[Any, ...]) -> None:
    """A tag that no term of the metric carries would leave nothing to add up."""
    metric = measure.get("metric")
    if metric is None:
        return
    carried = TAGS_OF_METRIC.get(metric, PROJECT_TAGS)
    for tag in measure.get("where", {}):
        if tag not in carried:
            found = say("the tag {tag}, which amounts of {metric} never carry", tag=shown(tag), metric=metric)
            reading.fault_at(
                (*keys, "where", tag), found, say("the tags {names}", names=", ".join(sorted(carried)))
            )


def _raw(root: Any, keys: Iterable[Any]) -> Mapping[Any, Any]:
    """The mapping of the tree at `keys`, empty where there is none."""
    for key in keys:
        try:
            root = root[key]
        except (KeyError, IndexError, TypeError):
            return {}
    return root if isinstance(root, Mapping) else {}


def _some(names: Iterable[str], most: int = 12) -> str:
    """Some names in a row, the rest as dots."""
    listed = list(names)
    return ", ".join(listed[:most]) + (", …" if len(listed) > most else "")
