"""The filters in force, each with the address that drops it."""

from dataclasses import dataclass

from policies.facets import selected_values
from policies.filters import EntryFilter
from portal.addresses import without_value

REPEATABLE = ("year", "body", "kind", "source")


@dataclass(frozen=True)
class Chip:
    filter: str
    label: str
    url: str


def chips(filters: EntryFilter, fixed: str = "") -> list[Chip]:
    """Chips of a valid filter set; the parameter `fixed` by the page itself has none."""
    data = filters.data
    found = []
    for name, field in filters.form.fields.items():
        if name == fixed:
            continue
        if name in REPEATABLE:
            chosen = selected_values(filters, name)
        elif name in ("from", "to") and filters.form.cleaned_data[name]:
            date = filters.form.cleaned_data[name]
            chosen = {data[name].strip(): str(date)}
        else:
            chosen = {}
        found += [
            Chip(field.label, label, without_value(data, name, value))
            for value, label in chosen.items()
        ]
    return found
