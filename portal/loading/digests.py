"""Digests that say whether a record still is what was loaded."""

import hashlib
import json
from functools import cache
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from portal.loading.fixture_rows import FixtureRow
from portal.models import Citation
from portal.models.base import DERIVED
from portal.models.curated import State
from portal.text.line_numbers import read_lines

Decided = tuple[str, dict[str, Any]]  # model and values

# Columns that were added after the first loads, with the value that all rows had at first. They
# are left out of the digest with this value, so that digests stored before stay valid.
_OF_ENTRIES = {
    "date_qualifier": "",
    **dict.fromkeys(("number", "written_on", "published_on", "in_force_on", "official_url"), ""),
    "status": "unknown",
}
ADDED = {
    "policies.difference": {"adopted": "", "rejected": ""},
    "policies.milestone": {"adopted_at": None, "document_title": "", **_OF_ENTRIES},
    "policies.milestoneissuance": {"others": ""},
    "policies.policy": _OF_ENTRIES,
    "policies.policyissuance": {"others": ""},
    "provinces.excerpt": {"plan_title": "", "plan_date": ""},
    "portal.source": {
        "kind": "text",
        "published_on": "",
        "url": "",
        "looked_at": "",
        "language": "zh-Hans",
        "rights": "",
    },
}


# Before records had citations, they had a source and lines themselves, which said as much as this.
PLAIN = {"position": 1, "url": "", "quote": ""}
SUPPORTED = {"title date body wording", "unit_text wording"}


def digest_of(rows: list[FixtureRow]) -> str:
    """A hash of all that curators can change; the order of parts does not matter."""
    texts = sorted(
        json.dumps([model, values], cls=DjangoJSONEncoder, sort_keys=True)
        for model, values in _with_own_source([(row["model"], _decided(row)) for row in rows])
    )
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _with_own_source(rows: list[Decided]) -> list[Decided]:
    """The first citation as columns of its record, so that digests stored before stay valid."""
    (model, own), *parts = rows
    if not hasattr(apps.get_model(model), "citations"):
        return rows
    cited = [one for one in parts if issubclass(apps.get_model(one[0]), Citation)]
    plain = next((one for one in cited if _is_plain(one[1])), None)
    first, last = (plain and read_lines(plain[1]["place"])) or (None, None)
    source = {"source": plain[1]["source"] if plain else None} | own
    own = source | {"line_start": first, "line_end": last}
    return [(model, own), *(one for one in parts if one is not plain)]


def _is_plain(citation: dict[str, Any]) -> bool:
    return citation["supports"] in SUPPORTED and all(
        citation[name] == value for name, value in PLAIN.items()
    )


def _decided(row: FixtureRow) -> dict[str, Any]:
    """The values that are part of the digest; fixtures' records are always published."""
    editable, added = _editable(row["model"]), ADDED.get(row["model"], {})
    part_of = apps.get_model(row["model"]).part_of
    # A part stands beside its record, so one slug is enough; digests stored before have no more.
    fields = row["fields"] | ({part_of: row["fields"][part_of][:1]} if part_of else {})
    return {
        name: value
        for name, value in fields.items()
        if (name in editable and not (name in added and value == added[name]))
        or (name == "state" and value != State.PUBLISHED)
    }


@cache
def _editable(model: str) -> set[str]:
    return {one.name for one in apps.get_model(model)._meta.fields if one.editable} - DERIVED
