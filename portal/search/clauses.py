"""What a back end is asked: of each group something has to be in a document, or nothing."""

from dataclasses import dataclass

from portal.search.names import Linked


@dataclass(frozen=True)
class Group:
    """Folded texts, marks (`portal.index.marks`), and links to records: any of them will do."""

    texts: tuple[str, ...]
    marks: tuple[str, ...] = ()
    links: tuple[Linked, ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether its texts are single characters, which make no pair."""
        return all(len(text) == 1 for text in self.texts)


@dataclass(frozen=True)
class Clauses:
    """Of each group in `all_of` something, of those in `none_of` nothing; on the list `scope`."""

    scope: str
    all_of: list[Group]
    none_of: list[Group]
