"""Editorial decisions as reviewed data: one TOML file per question, a reason for each entry.

`read(Body)` returns the entries of `bodies.toml`, and so on for the classes below.
"""

import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import ClassVar, TypeVar

from portal.sources.records import SourceError

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Source:
    """A text kept line by line; the dates are such as 2025-03."""

    file: ClassVar[str] = "sources.toml"
    slug: str
    title: str
    short_title: str
    publisher: str
    part: str
    text_file: str
    reason: str
    published_on: str = ""
    url: str = ""
    looked_at: str = ""
    language: str = "zh-Hans"
    rights: str = ""


@dataclass(frozen=True)
class Body:
    """`printed` are its other names; `sessions` name only one meeting or term of it."""

    file: ClassVar[str] = "bodies.toml"
    slug: str
    name: str
    kind: str
    reason: str
    official_name: str = ""
    parent: str = ""
    printed: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Period:
    """A body's full name and parent until a date such as 2018-03."""

    file: ClassVar[str] = "periods.toml"
    body: str
    until: str
    reason: str
    official_name: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Unit:
    file: ClassVar[str] = "units.toml"
    code: str
    slug: str
    name: str
    short_name: str
    region: str
    printed: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Title:
    file: ClassVar[str] = "titles.toml"
    printed: str
    title: str
    slug: str
    reason: str


@dataclass(frozen=True)
class Kind:
    file: ClassVar[str] = "kinds.toml"
    kind: str
    records: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Issuance:
    """`record` is a milestone's or policy's slug; `others` is the source's 等部门."""

    file: ClassVar[str] = "issuances.toml"
    record: str
    bodies: tuple[str, ...]
    role: str = ""
    evidence: str = ""
    others: str = ""
    inferred: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Pair:
    file: ClassVar[str] = "pairs.toml"
    policy: str
    milestone: str
    reason: str


@dataclass(frozen=True)
class Adoption:
    file: ClassVar[str] = "adoptions.toml"
    milestone: str
    document: str
    reason: str
    own_record: str = ""


@dataclass(frozen=True)
class Ruling:
    """`prefers` is "policy" (the table) or "milestone" (the chronicle)."""

    file: ClassVar[str] = "rulings.toml"
    policy: str
    milestone: str
    field: str
    prefers: str
    reason: str


@dataclass(frozen=True)
class Relation:
    """`record` amends, repeals … one other: `policy` or `milestone`. All are slugs."""

    file: ClassVar[str] = "relations.toml"
    record: str
    kind: str
    source: str
    quote: str
    reason: str
    policy: str = ""
    milestone: str = ""
    place: str = ""
    url: str = ""


@dataclass(frozen=True)
class Erratum:
    """`record` is the slug of a policy, milestone or unit."""

    file: ClassVar[str] = "errata.toml"
    record: str
    kind: str
    printed: str
    reading: str
    reason: str
    field: str = "wording"


Decision = TypeVar("Decision")


def read(decision: type[Decision], folder: Path = FOLDER) -> list[Decision]:
    """All entries of one file in order; a SourceError names a bad entry."""
    path = folder / decision.file
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(f"{path.name}: cannot be read: {error}") from error
    entries = [entry for table in tables.values() if isinstance(table, list) for entry in table]
    if not all(isinstance(table, list) for table in tables.values()) or not all(
        isinstance(entry, dict) for entry in entries
    ):
        raise SourceError(f"{path.name}: holds more than [[entries]]")
    return [_entry(decision, number, entry) for number, entry in enumerate(entries, 1)]


def _entry(decision: type[Decision], number: int, entry: dict) -> Decision:
    values = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    try:
        decided = decision(**values)
    except TypeError as error:
        raise SourceError(f"{decision.file}: entry {number} {entry}: {error}") from error
    for one in fields(decision):
        expected = one.type if one.type in (str, bool) else tuple
        if not isinstance(getattr(decided, one.name), expected):
            raise SourceError(
                f"{decision.file}: entry {number}: {one.name} is no {expected.__name__}"
            )
        if one.name == "reason" and one.default is MISSING and not decided.reason:
            raise SourceError(f"{decision.file}: entry {number} {entry}: has no reason")
    return decided
