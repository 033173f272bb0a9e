"""How to cite a policy or milestone itself."""

from collections.abc import Iterable

from policies.models import Entry, Kind, Policy, Status
from policies.models.issuances import Issuance
from policies.pairs.document_facts import numbers_of
from portal.references import reference
from portal.references.reference import Reference

_Role = Issuance.Role
# Whose text it is; those who heard a report are neither.
_AUTHORS = {_Role.ISSUED, _Role.ADOPTED, _Role.REPORTED, _Role.ESTABLISHED}
_ORGANIZERS = {_Role.HOSTED, _Role.HOSTED_SESSION, _Role.CONVENED}
_KINDS = dict.fromkeys((Kind.DOCUMENT, Kind.LEGISLATION), reference.Kind.INSTRUMENT)
_KINDS |= dict.fromkeys((Kind.MEETING, Kind.FORUM), reference.Kind.EVENT)
_IN_FORCE = {
    Status.IN_FORCE: "InForce",
    Status.PARTLY_VOID: "PartiallyInForce",
    Status.REPEALED: "NotInForce",
}


def references(entry: Entry) -> list[Reference]:
    """Two queries."""
    if isinstance(entry, Policy):
        twins = entry.milestones.published()
    else:
        twins = Policy.objects.published().filter(pk=entry.policy_id)
    return [reference_to(entry, entry.issuances.select_related("body"), twins)]


def reference_to(entry: Entry, issuances: Iterable[Issuance], twins: Iterable[Entry]) -> Reference:
    """With title, date and number as the entry's page shows them, which may be its twin's.

    `issuances` are all of the entry's, with their bodies, in printed order.
    """
    numbers = numbers_of([entry, *twins])
    stated = [one for one in issuances if one.stated]
    return Reference(
        type=entry._meta.model_name,
        slug=entry.slug,
        version=entry.version,
        title=str(entry),
        kind=_KINDS.get(entry.kind, reference.Kind.WORK),
        authors=_bodies(stated, _AUTHORS),
        organizers=_bodies(stated, _ORGANIZERS),
        others="、".join(dict.fromkeys(one.others for one in stated if one.others)),
        date=entry.timeline_date,
        printed_date="" if entry.timeline_date == entry.date else str(entry.date),
        number=numbers[0] if numbers else "",
        official_url=entry.official_url,
        in_force=_IN_FORCE.get(entry.status, ""),
    )


def _bodies(issuances: Iterable[Issuance], roles: set[str]) -> tuple[str, ...]:
    """Each once, by the name that the sources print."""
    return tuple(dict.fromkeys(one.body.name for one in issuances if one.role in roles))
