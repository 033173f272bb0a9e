"""Combines records and decisions into everything that goes into the fixtures.

A record without a decision, or a decision without a record, is a SourceError that names
the file to edit.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from portal.sources import decisions
from portal.sources.adopting import adopt
from portal.sources.bodies import body_names, check_periods, parents_first
from portal.sources.chronology import read_chronology
from portal.sources.naming import date_slugs, short_title
from portal.sources.reconcile import Difference, reconcile
from portal.sources.records import (
    Entry,
    ExcerptRow,
    Issuance,
    Line,
    MilestoneItem,
    PolicyRow,
    SourceError,
)
from portal.sources.relations import read_relations
from portal.sources.tables import read_tables
from portal.sources.text import read_lines

CHRONOLOGY, TABLES = "egov-report-2014-2024", "guanyan-policy-tables"


@dataclass(frozen=True)
class Catalogue:
    sources: list[decisions.Source]
    lines: dict[str, list[Line]]
    bodies: list[decisions.Body]
    periods: list[decisions.Period]
    units: list[decisions.Unit]
    policies: list[Entry]
    milestones: list[Entry]
    excerpts: dict[str, ExcerptRow]  # by the slug of the unit
    differences: list[Difference]
    errata: dict[str, list[decisions.Erratum]]
    relations: list[decisions.Relation]


def read_catalogue(texts: Path, judged: Path = decisions.FOLDER) -> Catalogue:
    """The whole catalogue from the folder of source texts and the folder of decisions."""
    sources = decisions.read(decisions.Source, judged)
    files = {source.slug: texts / source.text_file for source in sources}
    rows, excerpt_rows = read_tables(files[TABLES])
    items = read_chronology(files[CHRONOLOGY])

    bodies = decisions.read(decisions.Body, judged)
    periods = decisions.read(decisions.Period, judged)
    units = decisions.read(decisions.Unit, judged)
    _once("bodies.toml", [body.slug for body in bodies])
    _once("units.toml", [unit.slug for unit in units])
    _once("periods.toml", [(period.body, period.until) for period in periods])
    names = body_names(bodies)
    check_periods(periods, {body.name for body in bodies})
    kinds = _kinds(decisions.read(decisions.Kind, judged))
    parts = decisions.read(decisions.Issuance, judged)
    policies = _policies(rows, decisions.read(decisions.Title, judged), parts, kinds, names)
    milestones = _milestones(items, parts, kinds, names)
    milestones = adopt(milestones, decisions.read(decisions.Adoption, judged))
    slugs = {entry.slug for entry in policies + milestones}
    _all_used("kinds.toml", kinds, slugs)
    _all_used("issuances.toml", [part.record for part in parts], slugs)

    pairs = decisions.read(decisions.Pair, judged)
    rulings = decisions.read(decisions.Ruling, judged)
    _once("pairs.toml", [pair.policy for pair in pairs])
    _once("pairs.toml", [pair.milestone for pair in pairs])
    _once("rulings.toml", [(rule.policy, rule.milestone, rule.field) for rule in rulings])
    policies, milestones, differences = reconcile(policies, milestones, pairs, rulings)
    excerpts = _excerpts(excerpt_rows, units)
    printed = {entry.slug: entry.printed for entry in policies + milestones} | excerpts
    lines = {slug: read_lines(path) for slug, path in files.items()}
    return Catalogue(
        sources=sources,
        lines=lines,
        bodies=parents_first(bodies, periods),
        periods=sorted(periods, key=lambda period: period.until),
        units=units,
        policies=policies,
        milestones=milestones,
        excerpts=excerpts,
        differences=differences,
        errata=_errata(decisions.read(decisions.Erratum, judged), printed),
        relations=read_relations(judged, policies, milestones, lines),
    )


def _body(names: dict[str, str], printed: str, where: str) -> str:
    if printed not in names:
        raise SourceError(f"{where}: undecided body {printed!r}: add it to bodies.toml")
    return names[printed]


def _kinds(entries: list[decisions.Kind]) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for entry in entries:
        for record in entry.records:
            if record in kinds:
                raise SourceError(f"kinds.toml: {record} is decided twice")
            kinds[record] = entry.kind
    return kinds


def _kind(kinds: dict[str, str], slug: str) -> str:
    if slug not in kinds:
        raise SourceError(f"{slug}: undecided kind: add it to kinds.toml")
    return kinds[slug]


def _all_used(file: str, decided: Iterable[str], records: set[str]) -> None:
    if loose := sorted(set(decided) - records):
        raise SourceError(f"{file}: decided, but there is no such record: {', '.join(loose)}")


def _once(where: str, keys: Iterable) -> None:
    if twice := [key for key, times in Counter(keys).items() if times > 1]:
        raise SourceError(f"{where}: stands twice: {twice[0]}")


def _policies(
    rows: list[PolicyRow],
    titles: list[decisions.Title],
    judged: list[decisions.Issuance],
    kinds: dict[str, str],
    names: dict[str, str],
) -> list[Entry]:
    decided = {title.printed: title for title in titles}
    _all_used("titles.toml", decided, {row.title_text for row in rows})
    entries = []
    for row in rows:
        if row.title_text not in decided:
            raise SourceError(f"undecided title {row.title_text!r}: add it to titles.toml")
        title = decided[row.title_text]
        issuances = _row_issuances(title.slug, row, judged, names)
        kind = _kind(kinds, title.slug)
        entries.append(Entry(title.slug, title.title, kind, row, issuances, row.date))
    _once("the policy table", [entry.slug for entry in entries])
    return entries


def _row_issuances(
    slug: str, row: PolicyRow, judged: list[decisions.Issuance], names: dict[str, str]
) -> tuple[Issuance, ...]:
    """The bodies in the row's cell issued it, unless a decision says otherwise."""
    printed = row.bodies_text.split("、")
    decided = [entry for entry in judged if entry.record == slug]
    if not decided:
        bodies = [_body(names, name, slug) for name in printed]
        return tuple(Issuance(body, "issued", True, row.bodies_text) for body in bodies)
    stated = {name for entry in decided if not entry.inferred for name in entry.bodies}
    if missing := set(printed) - stated:
        raise SourceError(f"issuances.toml: {slug}: the cell also names {sorted(missing)}")
    return _issuances(slug, row.bodies_text, decided, names)


def _milestones(
    items: list[MilestoneItem],
    judged: list[decisions.Issuance],
    kinds: dict[str, str],
    names: dict[str, str],
) -> list[Entry]:
    slugs = date_slugs(items)
    return [
        Entry(
            slug=slug,
            title=short_title(item.wording),
            kind=_kind(kinds, slug),
            printed=item,
            issuances=_issuances(
                slug, item.wording, [entry for entry in judged if entry.record == slug], names
            ),
            timeline_date=item.date,
        )
        for slug, item in zip(slugs, items, strict=True)
    ]


def _issuances(
    slug: str, printed: str, judged: list[decisions.Issuance], names: dict[str, str]
) -> tuple[Issuance, ...]:
    """One issuance for each body and role; `printed` is the text that states the bodies."""
    if not judged:
        raise SourceError(f"{slug}: undecided bodies: add it to issuances.toml")
    issuances = []
    for entry in judged:
        _check_evidence(slug, printed, entry)
        basis = entry.evidence or entry.reason
        for name in entry.bodies:
            others = entry.others if name == entry.bodies[-1] else ""
            body = _body(names, name, slug)
            issuances.append(Issuance(body, entry.role, not entry.inferred, basis, others))
    _once(f"issuances.toml: {slug}", [(issuance.body, issuance.role) for issuance in issuances])
    return tuple(issuances)


def _check_evidence(slug: str, printed: str, entry: decisions.Issuance) -> None:
    """A stated body needs printed evidence, an inferred one a reason."""
    if entry.inferred or not entry.bodies:
        if not entry.reason or entry.evidence:
            raise SourceError(f"issuances.toml: {slug}: what is not stated needs a reason only")
        return
    if not entry.evidence or entry.evidence not in printed:
        raise SourceError(f"issuances.toml: {slug}: {entry.evidence!r} is not in the wording")
    for words in (*entry.bodies, entry.others):
        if words not in entry.evidence:
            raise SourceError(f"issuances.toml: {slug}: {words!r} is not in the evidence")


def _excerpts(rows: list[ExcerptRow], units: list[decisions.Unit]) -> dict[str, ExcerptRow]:
    slugs = {unit.printed or unit.name: unit.slug for unit in units}
    for row in rows:
        if row.unit_text not in slugs:
            raise SourceError(f"undecided unit {row.unit_text!r}: add it to units.toml")
    _once("the table of excerpts", [slugs[row.unit_text] for row in rows])
    return {slugs[row.unit_text]: row for row in rows}


def _errata(
    judged: list[decisions.Erratum], printed: dict[str, PolicyRow | MilestoneItem | ExcerptRow]
) -> dict[str, list[decisions.Erratum]]:
    """Errata by record; each printed form must occur exactly once in its field."""
    _all_used("errata.toml", [erratum.record for erratum in judged], set(printed))
    errata: dict[str, list[decisions.Erratum]] = {}
    taken: dict[tuple[str, str], str] = {}
    for erratum in judged:
        key = (erratum.record, erratum.field)
        if erratum.field not in ("wording", "title_text", "bodies_text", "unit_text"):
            raise SourceError(f"errata.toml: {erratum.record}: no printed field {erratum.field!r}")
        wording = taken.setdefault(key, getattr(printed[erratum.record], erratum.field, ""))
        if wording.count(erratum.printed) != 1:
            raise SourceError(
                f"errata.toml: {erratum.record}: {erratum.printed!r} must stand once, and apart"
                f" from other errata, in {wording!r}"
            )
        taken[key] = wording.replace(erratum.printed, "\n")
        errata.setdefault(erratum.record, []).append(erratum)
    return errata
