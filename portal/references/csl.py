"""CSL-JSON: what citation processors read, such as those of Zotero and pandoc."""

import json
from collections.abc import Iterable
from datetime import date

from portal.references.known_dates import known
from portal.references.reference import PORTAL, Cited
from portal.text.dates import PartialDate


def text(cited: Iterable[Cited]) -> str:
    return json.dumps([item(one) for one in cited], ensure_ascii=False, indent=2) + "\n"


def item(cited: Cited) -> dict:
    """A page of this portal, whatever it tells of; fields that are not known are left out."""
    reference = cited.reference
    version = reference.version
    found = {
        "id": reference.key,
        "type": "webpage",
        "title": reference.title,
        "author": [{"literal": name} for name in reference.authors],
        "organizer": [{"literal": name} for name in reference.organizers],
        "container-title": PORTAL,
        "issued": _issued(reference.date),
        "number": reference.number,
        "version": "" if version is None else str(version),
        "URL": cited.address,
        "accessed": {"date-parts": [_parts(cited.accessed)]},
        "language": "zh-CN",
        "note": "；".join(reference.remarks()),
    }
    return {name: value for name, value in found.items() if value}


def _issued(stated: PartialDate | None) -> dict:
    if stated is None:
        return {}
    found = known(stated)
    if found is None:
        return {"literal": str(stated)}
    ends = [found.first] if found.last is None else [found.first, found.last]
    circa = {"circa": True} if found.is_circa else {}
    return {"date-parts": [list(end) for end in ends]} | circa


def _parts(day: date) -> list[int]:
    return [day.year, day.month, day.day]
