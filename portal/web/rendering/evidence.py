"""The evidence of a record: which of its statements rest on which citations."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from portal.models import Citation


class Evidence(NamedTuple):
    """Statements, by their labels, that rest on the same citations; on none, if there are none."""

    statements: tuple[str, ...]
    citations: tuple[Citation, ...]


def evidence(citations: Iterable[Citation], made: Mapping[str, str]) -> list[Evidence]:
    """For the statements that a record makes, key → label; statements without evidence last."""
    citations = list(citations)
    found: dict[tuple[int, ...], list[str]] = {}
    for key, label in made.items():
        support = (at for at, one in enumerate(citations) if key in one.supports.split())
        found.setdefault(tuple(support), []).append(str(label))
    rows = [
        Evidence(tuple(labels), tuple(citations[at] for at in support))
        for support, labels in found.items()
    ]
    return sorted(rows, key=lambda row: not row.citations)
