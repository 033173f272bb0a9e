"""A query for the back ends: groups of which a document must contain something, or nothing."""

from dataclasses import dataclass

from portal.search.names import Linked


@dataclass(frozen=True)
class Group:
    """Alternatives: folded texts, marks (`portal.index.text_index.marks`), and links to records."""

    texts: tuple[str, ...]
    marks: tuple[str, ...] = ()
    links: tuple[Linked, ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether its texts are single characters, which form no pair."""
        return bool(self.texts) and all(len(text) == 1 for text in self.texts)


@dataclass(frozen=True)
class Clauses:
    """Matches documents on the list `scope` with each group in `all_of` and none in `none_of`."""

    scope: str
    all_of: list[Group]
    none_of: list[Group]
