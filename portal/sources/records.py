"""What the readers return: each record as printed, with its line numbers."""

from dataclasses import dataclass

from portal.text.dates import PartialDate


class SourceError(Exception):
    """A source text or a decision that cannot be read; the message names the place."""


@dataclass(frozen=True)
class Line:
    """One line of a source text; numbers count from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class PolicyRow:
    """A row of 时间 / 发布主体 / 政策规划 / 要点, each cell as printed."""

    date_text: str
    bodies_text: str
    title_text: str
    wording: str
    date: PartialDate
    line_start: int
    line_end: int


@dataclass(frozen=True)
class ExcerptRow:
    """A row of 省市 / 内容, each cell as printed."""

    unit_text: str
    wording: str
    line_start: int
    line_end: int


@dataclass(frozen=True)
class MilestoneItem:
    """A bulleted item of the chronicle, joined across page breaks."""

    date_text: str
    wording: str
    date: PartialDate
    line_start: int
    line_end: int


@dataclass(frozen=True)
class Issuance:
    """One body's part in a record; `basis` is the printed evidence or the inference.

    `others` is the source's wording for unnamed bodies, as in 等部门.
    """

    body: str
    role: str
    stated: bool
    basis: str
    others: str = ""


@dataclass(frozen=True)
class Entry:
    """A policy or milestone with all decisions applied; `printed` is the record as read.

    `timeline_date` is its own date or its twin's in the other source. On a milestone,
    `policy` is the slug of its twin, `document` the title that a meeting adopted, and
    `adopted_at` the slug of the meeting that adopted it.
    """

    slug: str
    title: str
    kind: str
    printed: PolicyRow | MilestoneItem
    issuances: tuple[Issuance, ...]
    timeline_date: PartialDate
    policy: str = ""
    document: str = ""
    adopted_at: str = ""
