"""Issuing bodies as plain data (`portal.open_data.data`)."""

from collections import defaultdict

from policies.models import Body, BodyAlias, BodyPeriod
from portal.open_data.data import Data, Site, identity
from portal.prepared import Prepared, among
from portal.record_types import Key

_BODIES = Prepared(
    lambda: Body.objects.published().filter(among("pk", "keys")).select_related("parent")
)
_ALIASES = Prepared(lambda: BodyAlias.objects.filter(among("body_id", "keys")))
_PERIODS = Prepared(
    lambda: BodyPeriod.objects.filter(among("body_id", "keys")).select_related("parent")
)


def fetch_data(keys: list[Key], site: Site) -> dict[Key, Data]:
    """The published ones of these bodies; three queries for any number."""
    own = [key for _, key in keys]
    aliases, periods = defaultdict(list), defaultdict(list)
    for alias in _ALIASES.all(keys=own):
        aliases[alias.body_id].append(alias.name)
    for period in _PERIODS.all(keys=own):
        periods[period.body_id].append(_period(period))
    found = {one.pk: one for one in _BODIES.all(keys=own)}
    return {
        key: _data(found[key[1]], aliases[key[1]], periods[key[1]], site)
        for key in keys
        if key[1] in found
    }


def _data(one: Body, aliases: list[str], periods: list[Data], site: Site) -> Data:
    return identity(site, "body", one.slug, one.version, one.modified_at) | {
        "name": one.name,
        "official_name": one.official_name,
        "kind": one.kind,
        "parent": one.parent.slug if one.parent else None,
        "aliases": aliases,
        "periods": periods,
        "note": one.note,
    }


def _period(one: BodyPeriod) -> Data:
    return {
        "until": one.until,
        "official_name": one.official_name,
        "parent": one.parent.slug if one.parent else None,
        "note": one.note,
    }
