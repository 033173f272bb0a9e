"""What the readers hand on: each record as printed, with its place in the source."""

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
    """A bulleted item of the chronicle, page breaks joined."""

    year: int
    date_text: str
    wording: str
    date: PartialDate
    line_start: int
    line_end: int


@dataclass(frozen=True)
class Issuance:
    """One body's part in a record; `basis` is the source's words or the inference.

    `others` are the source's words for bodies that it does not name, as in 等部门.
    """

    body: str
    role: str
    stated: bool
    basis: str
    others: str = ""


@dataclass(frozen=True)
class Entry:
    """A policy or a milestone once decided; `printed` is what the reader read.

    `timeline_date` is the date by which it stands on the timeline: its own, or
    its twin's in the other source. `policy` is the policy a milestone tells of;
    `document` the title of what a meeting adopted, `adopted_at` the meeting that did.
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


@dataclass(frozen=True)
class Excerpt:
    unit: str
    printed: ExcerptRow


@dataclass(frozen=True)
class Difference:
    """In what the two sources disagree on one document, and which of them the portal follows.

    The passages are empty for dates and titles, which the two records have.
    """

    policy: str
    milestone: str
    field: str
    policy_passage: str
    milestone_passage: str
    prefers: str
    reason: str
