"""A family of documents as a drawing: one under the other by date, and an arc for each relation.

The documents are a list in HTML, each of one height; the arcs are drawn beside it, so that long
titles wrap and are links. Lengths are sixteenths of an em.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from policies.models import Relation
from policies.relations.family import Family, Member, Told
from policies.relations.words import MUTUAL, sentence

MOST_DRAWN = 12  # documents
MOST_LANES = 6  # arcs side by side
ROW, LANE, BETWEEN, CORNER, TIP = 76, 26, 12, 8, 7


class Arc(NamedTuple):
    """From the right edge at `start` to the lane at `left`, and back to the right edge at `end`.

    `path` is the line, `head` the arrow's head at the document that something is done to, or ""
    if both do it.
    """

    label: str
    path: str
    head: str
    left: float
    middle: float


class _Span(NamedTuple):
    """A relation, and the numbers of the documents at its ends."""

    told: Told
    start: int
    end: int

    @property
    def top(self) -> int:
        return min(self.start, self.end)

    @property
    def bottom(self) -> int:
        return max(self.start, self.end)

    def meets(self, other: "_Span") -> bool:
        return self.top < other.bottom and other.top < self.bottom


@dataclass(frozen=True)
class Drawing:
    """`is_cut` says that there are more relations than are drawn; `sentences` tell those drawn."""

    members: list[Member]
    arcs: list[Arc]
    width: int
    height: int
    sentences: list[str]
    is_cut: bool

    @property
    def width_in_em(self) -> float:
        return self.width / 16

    @property
    def height_in_em(self) -> float:
        return self.height / 16


def draw(family: Family) -> Drawing | None:
    """None for two documents alone, which words say as well."""
    if len(family.members) < 3:
        return None
    members = sorted(_nearest(family), key=lambda one: (one.date.start, one.date.end, one.document))
    at = {one.document: number for number, one in enumerate(members)}
    spans = [
        _Span(one, at[one.first.document], at[one.second.document])
        for one in family.told
        if {one.first.document, one.second.document} <= at.keys()
    ]
    lanes = _lanes(spans)
    heights = _heights(lanes)
    width = LANE * (1 + max(lanes.values())) + CORNER
    return Drawing(
        members,
        [_arc(span, lane, heights, width) for span, lane in lanes.items()],
        width,
        ROW * len(members),
        [sentence(one.kind, one.first.title, one.second.title) for one, _, _ in lanes],
        family.is_cut or len(lanes) < len(family.told),
    )


def _nearest(family: Family) -> list[Member]:
    """As many members as are drawn, those with the fewest relations between first."""
    beside: dict = defaultdict(list)
    for one in family.told:
        beside[one.first].append(one.second)
        beside[one.second].append(one.first)
    found, level = [family.own], [family.own]
    while level and len(found) < MOST_DRAWN:
        around = {other for one in level for other in beside[one]} - {*found}
        level = sorted(around, key=lambda one: (one.date.start, one.document))
        found += level
    return found[:MOST_DRAWN]


def _lanes(spans: list[_Span]) -> dict[_Span, int]:
    """The lane of each relation, counted from the documents; short arcs are inside.

    Those for which there is no lane are left out.
    """
    lanes: dict[_Span, int] = {}
    for span in sorted(spans, key=lambda one: (abs(one.end - one.start), one.top)):
        busy = {lane for other, lane in lanes.items() if span.meets(other)}
        lane = next((one for one in range(MOST_LANES) if one not in busy), None)
        if lane is not None:
            lanes[span] = lane
    return lanes


def _heights(lanes: dict[_Span, int]) -> dict[tuple[_Span, int], float]:
    """(relation, number of the document) → where its arc meets the document's edge.

    In an order in which arcs do not cross at the edge: those from above first.
    """
    ends: dict[int, list[tuple]] = defaultdict(list)
    for span, lane in lanes.items():
        ends[span.top].append((1, -lane, span))
        ends[span.bottom].append((0, lane, span))
    heights = {}
    for number, spans in ends.items():
        middle = ROW * number + ROW / 2 - BETWEEN * (len(spans) - 1) / 2
        for place, (_, _, span) in enumerate(sorted(spans, key=lambda one: one[:2])):
            heights[span, number] = middle + BETWEEN * place
    return heights


def _arc(span: _Span, lane: int, heights: dict, width: int) -> Arc:
    start, end = heights[span, span.start], heights[span, span.end]
    left = width - CORNER - LANE * lane - LANE // 2
    bend = CORNER if end > start else -CORNER
    path = (
        f"M{width} {start:g}H{left + CORNER}Q{left} {start:g} {left} {start + bend:g}"
        f"V{end - bend:g}Q{left} {end:g} {left + CORNER} {end:g}H{width - 1}"
    )
    head = f"M{width - TIP} {end - TIP / 2:g}L{width} {end:g}L{width - TIP} {end + TIP / 2:g}Z"
    is_mutual = span.told.kind in MUTUAL
    label = str(Relation.Kind(span.told.kind).label)
    return Arc(label, path, "" if is_mutual else head, left, (start + end) / 2)
