"""Finds likely duplicates of a record by similar names or equal document numbers.

Curators decide whether they are duplicates. Names are compared folded; names with different
numerals, such as the third and the fourth forum, are never similar.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process

from portal.curation.merging.known_names import names_in, pending
from portal.curation.merging.names import Names
from portal.models import KnownName
from portal.models.base import RecordTable

ALIKE = 85  # per cent; names that are at least as similar are likely duplicates


class Duplicates:
    """Finds duplicates among the records of `model`; some queries for each name.

    Only names with the same numerals, of a length that can be similar, are read.
    """

    def __init__(self, model: type[RecordTable], alike: int = ALIKE):
        self._alike_from = alike
        self._known = KnownName.objects.filter(table=model._meta.label_lower)
        # (numerals, length) of names → (names, keys of their records); a length of 0 means issuers.
        self._texts: dict[tuple[str, int], tuple[list[str], list[int]]] = defaultdict(
            lambda: ([], [])
        )
        self._read: set[tuple[str, int]] = set()
        self._unread = pending(model)
        for key, names in names_in(model, self._unread).items():
            self.add(key, names)

    def add(self, key: int, known: Names) -> None:
        """Add a record; one that is not stored needs a key of its own."""
        for mark, length, text in known.rows:
            texts, keys = self._texts[mark, length]
            texts.append(text)
            keys.append(key)

    def of(self, known: Names) -> set[int]:
        """The keys of likely duplicates, including the record itself."""
        return {key for row in known.rows for key in self._like(*row)}

    def _like(self, mark: str, length: int, text: str) -> Iterator[int]:
        if length:
            yield from self._alike(mark, length, text)
            return
        self._read_ahead(mark, [0])
        for other, key in zip(*self._texts[mark, 0], strict=True):
            # The pattern may take words before the issuer for part of its name.
            if text.endswith(other) or other.endswith(text):
                yield key

    def _alike(self, mark: str, length: int, name: str) -> Iterator[int]:
        # The ratio of two names is at most twice the shorter one's length by that of both.
        far = (200 - self._alike_from) / self._alike_from
        lengths = range(int(length / far), int(length * far) + 2)
        self._read_ahead(mark, lengths)
        for one in lengths:
            names, keys = self._texts[mark, one]
            near = process.extract(
                name, names, scorer=fuzz.ratio, score_cutoff=self._alike_from, limit=None
            )
            yield from (keys[at] for _, _, at in near)

    def _read_ahead(self, mark: str, lengths: Iterable[int]) -> None:
        """The names of these lengths that have not been read yet."""
        missing = [one for one in lengths if (mark, one) not in self._read]
        if not missing or self._unread is None:
            return
        found = self._known.filter(mark=mark, length__in=missing)
        for length, record, text in found.values_list("length", "record", "text"):
            if record not in self._unread:
                texts, keys = self._texts[mark, length]
                texts.append(text)
                keys.append(record)
        self._read |= {(mark, one) for one in missing}
