"""Writes a catalogue as JSON fixtures; the same catalogue always gives the same bytes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.sources.catalogue import CHRONOLOGY, TABLES, Catalogue
from portal.sources.records import Entry, ExcerptRow, MilestoneItem, PolicyRow
from portal.text.dates import PartialDate
from portal.text.line_numbers import place_of, read_lines
from portal.text.pinyin import sort_key

FixtureRow = dict[str, Any]

# Records built from sources and reviewed decisions are public; without a state they would be
# drafts.
PUBLISHED = {"state": "published"}
# Neither of the two texts says anything of a document's number, further dates, or status.
NOTHING_STATED = {
    **dict.fromkeys(("number", "written_on", "published_on", "in_force_on", "official_url"), ""),
    "status": "unknown",
}
# The statements of entries and excerpts that their lines print.
OF_ENTRIES = "title date body wording"


def render(catalogue: Catalogue) -> dict[str, str]:
    """File name → content. In the order of their names, files refer only to earlier ones."""
    files = {
        "1_sources.json": _sources(catalogue),
        "2_bodies.json": _bodies(catalogue),
        "3_policies.json": _policies(catalogue),
        "4_milestones.json": _milestones(catalogue),
        "5_differences.json": _differences(catalogue),
        "6_provinces.json": _provinces(catalogue),
    }
    if catalogue.relations:  # because loaddata warns of an empty file
        files["7_relations.json"] = _relations(catalogue)
    return {
        name: json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n"
        for name, rows in files.items()
    }


def stale(files: dict[str, str], folder: Path) -> list[str]:
    """Names of the fixtures in `folder` whose bytes differ from `files`."""
    expected = {folder / name: text.encode() for name, text in files.items()}
    found = set(folder.glob("*.json"))
    return sorted(
        path.name
        for path in found | set(expected)
        if path not in found or path.read_bytes() != expected.get(path)
    )


def write(files: dict[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())


def _row(model: str, **fields: Any) -> FixtureRow:
    return {"model": model, "fields": fields}


def _values(one: object, *names: str) -> FixtureRow:
    """Attributes that the fixture calls by the same names."""
    return {name: getattr(one, name) for name in names}


def _sources(catalogue: Catalogue) -> Iterator[FixtureRow]:
    for source in catalogue.sources:
        yield _row(
            "portal.source",
            **_values(source, "slug", "title", "short_title", "publisher", "published_on"),
            **_values(source, "url", "looked_at", "language", "rights", "part"),
            kind="text",
            note=source.reason,
            **PUBLISHED,
        )
        for line in catalogue.lines[source.slug]:
            yield _row("portal.sourceline", source=[source.slug], **_values(line, "number", "text"))


def _bodies(catalogue: Catalogue) -> Iterator[FixtureRow]:
    slugs = {body.name: body.slug for body in catalogue.bodies}
    for body in catalogue.bodies:
        yield _row(
            "policies.body",
            **_values(body, "slug", "name", "official_name", "kind"),
            parent=[slugs[body.parent]] if body.parent else None,
            pinyin=sort_key(body.name),
            note=body.reason,
            **PUBLISHED,
        )
        for name in body.printed:
            yield _row("policies.bodyalias", body=[body.slug], name=name)
        for period in catalogue.periods:
            if period.body == body.name:
                yield _row(
                    "policies.bodyperiod",
                    body=[body.slug],
                    **_values(period, "until", "official_name"),
                    parent=[slugs[period.parent]] if period.parent else None,
                    note=period.reason,
                )


def _citation(
    model: str,
    key: list[str],
    source: str,
    printed: PolicyRow | MilestoneItem | ExcerptRow,
    supports: str,
) -> FixtureRow:
    """The lines that print a record; what is read from them."""
    first, last = printed.line_start, printed.line_end
    return _row(
        model,
        record=key,
        position=1,
        source=[source],
        place=place_of(first, last),
        url="",
        quote="",
        supports=supports,
        **_values(printed, "line_start", "line_end"),
    )


def _interval(prefix: str, date: PartialDate) -> FixtureRow:
    return {
        f"{prefix}_start": date.start.isoformat(),
        f"{prefix}_end": date.end.isoformat(),
        f"{prefix}_precision": date.precision,
        f"{prefix}_qualifier": date.qualifier,
    }


def _entry(entry: Entry) -> FixtureRow:
    return {
        **_values(entry, "slug", "title", "kind"),
        **PUBLISHED,
        "wording": entry.printed.wording,
        "date_text": entry.printed.date_text,
        **_interval("date", entry.printed.date),
        **_interval("timeline", entry.timeline_date),
        **NOTHING_STATED,
    }


def _issuances(model: str, entry: Entry) -> Iterator[FixtureRow]:
    for position, issuance in enumerate(entry.issuances, 1):
        yield _row(
            model,
            record=[entry.slug],
            body=[issuance.body],
            position=position,
            **_values(issuance, "role", "stated", "basis", "others"),
        )


def _errata(model: str, catalogue: Catalogue, slug: str, *more: str) -> Iterator[FixtureRow]:
    """`slug` names the record in the decisions; its natural key is that and `more`."""
    for erratum in catalogue.errata.get(slug, []):
        yield _row(
            model,
            record=[slug, *more],
            **_values(erratum, "field", "kind", "printed", "reading", "reason"),
            **PUBLISHED,
        )


def _policies(catalogue: Catalogue) -> Iterator[FixtureRow]:
    for entry in catalogue.policies:
        yield _row(
            "policies.policy",
            **_entry(entry),
            **_values(entry.printed, "bodies_text", "title_text"),
        )
        yield _citation("policies.policycitation", [entry.slug], TABLES, entry.printed, OF_ENTRIES)
        yield from _issuances("policies.policyissuance", entry)
        yield from _errata("policies.policyerratum", catalogue, entry.slug)


def _milestones(catalogue: Catalogue) -> Iterator[FixtureRow]:
    for entry in catalogue.milestones:
        yield _row(
            "policies.milestone",
            **_entry(entry),
            policy=[entry.policy] if entry.policy else None,
            document_title=entry.document,
            adopted_at=[entry.adopted_at] if entry.adopted_at else None,
        )
        model = "policies.milestonecitation"
        yield _citation(model, [entry.slug], CHRONOLOGY, entry.printed, OF_ENTRIES)
        yield from _issuances("policies.milestoneissuance", entry)
        yield from _errata("policies.milestoneerratum", catalogue, entry.slug)


def _differences(catalogue: Catalogue) -> Iterator[FixtureRow]:
    for difference in catalogue.differences:
        yield _row(
            "policies.difference",
            policy=[difference.policy],
            milestone=[difference.milestone],
            **_values(difference, "field", "policy_passage", "milestone_passage"),
            prefers=difference.prefers,
            adopted="",
            rejected="",
            reason=difference.reason,
        )


def _provinces(catalogue: Catalogue) -> Iterator[FixtureRow]:
    for unit in catalogue.units:
        columns = ("slug", "code", "name", "short_name", "region")
        yield _row("provinces.unit", **_values(unit, *columns))
        if excerpt := catalogue.excerpts.get(unit.slug):
            yield _row(
                "provinces.excerpt",
                unit=[unit.slug],
                **PUBLISHED,
                source=[TABLES],
                wording=excerpt.wording,
                unit_text=excerpt.unit_text,
                plan_title="",  # the source names no plan and no date
                plan_date="",
            )
            key, supports = [unit.slug, TABLES], "unit_text wording"
            yield _citation("provinces.excerptcitation", key, TABLES, excerpt, supports)
            yield from _errata("provinces.excerpterratum", catalogue, unit.slug, TABLES)


def _relations(catalogue: Catalogue) -> Iterator[FixtureRow]:
    policies = {entry.slug for entry in catalogue.policies}
    for one in catalogue.relations:
        table = "policy" if one.record in policies else "milestone"
        first, last = read_lines(one.place) or (None, None)
        yield _row(
            f"policies.{table}relation",
            record=[one.record],
            policy=[one.policy] if one.policy else None,
            milestone=[one.milestone] if one.milestone else None,
            source=[one.source],
            **_values(one, "kind", "place", "url", "quote"),
            line_start=first,
            line_end=last,
        )
