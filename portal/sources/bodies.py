"""Issuing bodies in the decisions: their names, parents and periods."""

from portal.sources.decisions import Body, Period
from portal.sources.records import SourceError
from portal.text.dates import DateError, read_query


def body_names(bodies: list[Body]) -> dict[str, str]:
    """Every printed name → the body's slug."""
    names: dict[str, str] = {}
    for body in bodies:
        for name in (body.name, *body.printed, *body.sessions):
            if names.setdefault(name, body.slug) != body.slug:
                raise SourceError(f"bodies.toml: {name!r} belongs to two bodies")
    for body in bodies:
        if body.parent and body.parent not in {other.name for other in bodies}:
            raise SourceError(f"bodies.toml: {body.name}: no parent {body.parent!r}")
    return names


def check_periods(periods: list[Period], bodies: set[str]) -> None:
    for period in periods:
        for name in filter(None, (period.body, period.parent)):
            if name not in bodies:
                raise SourceError(f"periods.toml: {period.body}: no body {name!r}")
        try:
            read_query(period.until)
        except DateError as error:
            raise SourceError(f"periods.toml: {period.body}: {error}") from error


def parents_first(bodies: list[Body], periods: list[Period]) -> list[Body]:
    """Bodies sorted so that parents, former ones too, come before their children."""
    parents = {body.name: {body.parent} - {""} for body in bodies}
    for period in periods:
        parents[period.body] |= {period.parent} - {""}

    def depth(name: str, seen: tuple[str, ...] = ()) -> int:
        if name in seen:
            raise SourceError(f"bodies.toml: {name} is its own ancestor")
        return 1 + max((depth(above, (*seen, name)) for above in parents[name]), default=-1)

    return sorted(bodies, key=lambda body: (depth(body.name), body.slug))
