"""Differences as plain data (`portal.open_data.data`)."""

from policies.pairs import difference_rows
from policies.pairs.difference_rows import DifferenceRow, DifferenceValue
from portal.open_data.data import Data, Site, moment
from portal.record_types import Key


def fetch_data(keys: list[Key], site: Site) -> dict[Key, Data]:
    """By the primary keys of found differences; one query."""
    found = difference_rows.by_key(key for _, key in keys)
    return {key: difference_data(found[key[1]]) for key in keys if key[1] in found}


def difference_data(row: DifferenceRow) -> Data:
    """The records, the field, what each of them and of the citations says, and the ruling.

    A record that says none of the values says None. Without a ruling, that and what is known of
    it are None. A ruling has not `decided` if a value has been found since.
    """
    ruling = None
    if row.prefers:
        adopted = next((one.text for one in row.values if one.is_adopted), None)
        ruling = {"prefers": row.prefers, "adopted": adopted, "reason": row.reason}
        ruling["decided"] = row.is_decided
    return {
        "policy": row.records.get("policy"),
        "milestone": row.records.get("milestone"),
        "title": row.heading,
        "version": row.version,
        "modified": row.modified_at and moment(row.modified_at),
        "field": row.field,
        "says": {name: _said_by(row, name) for name in ("policy", "milestone")},
        "values": [_value(one) for one in row.values],
        "ruling": ruling,
    }


def _said_by(row: DifferenceRow, record: str) -> str | None:
    return next((one.text for one in row.values if record in one.records), None)


def _value(one: DifferenceValue) -> Data:
    """`records` are those that say it themselves, `citations` the places in other sources."""
    return {
        "text": one.text,
        "adopted": one.is_adopted,
        "records": list(one.records),
        "citations": [
            {
                "source": sayer.source,
                "place": sayer.place,
                "url": sayer.address or None,
                "quote": sayer.quote,
            }
            for sayer in one.sayers
            if sayer.source
        ],
    }
