"""What a record's page says of its relations, each as a sentence with its sources."""

from typing import NamedTuple

from policies.models import Relation
from policies.relations.family import Family, Member, Told
from policies.relations.words import around

_ORDER = {kind: number for number, kind in enumerate(Relation.Kind)}


class Statement(NamedTuple):
    """The words before and after the other record, and who says so.

    `kind` is what the record does to the other one, or with `is_own` False the other one to it.
    """

    kind: str
    is_own: bool
    before: str
    other: Member
    after: str
    rows: tuple[Relation, ...]


def statements(family: Family) -> list[Statement]:
    """In the order of the kinds, what the record does before what is done to it, then by date."""
    told = [one for one in family.told if family.own in (one.first, one.second)]
    return [_statement(one, family.own) for one in sorted(told, key=lambda one: _key(one, family))]


def _key(told: Told, family: Family) -> tuple:
    is_own = told.first == family.own
    other = told.second if is_own else told.first
    return _ORDER[told.kind], not is_own, other.date.start, other.document


def _statement(told: Told, own: Member) -> Statement:
    is_own = told.first == own
    before, after = around(told.kind, is_own=is_own)
    return Statement(
        told.kind, is_own, before, told.second if is_own else told.first, after, told.rows
    )
