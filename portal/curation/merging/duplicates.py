"""Finds likely duplicates of a record by similar names or equal document numbers.

Curators decide whether they are duplicates. Names are compared folded; names with different
numerals, such as the third and the fourth forum, are never similar.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz, process

from portal.changes.recording import parts
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
        self._threshold = alike
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
        self.read_ahead([known])
        return {key for row in known.rows for key in self._similar(*row)}

    def read_ahead(self, many: Iterable[Names]) -> None:
        """Read what may be similar to these, in a few queries, however many they are."""
        if self._unread is None:
            return
        rows = [row for known in many for row in known.rows]
        for wanted in (
            {(mark, one) for mark, length, _ in rows if length for one in self._lengths(length)},
            {(mark, 0) for mark, length, _ in rows if not length},
        ):
            self._read_names(wanted - self._read)

    def _read_names(self, wanted: set[tuple[str, int]]) -> None:
        lengths = [length for _, length in wanted]
        for marks in parts(sorted({mark for mark, _ in wanted})):
            within = range(min(lengths), max(lengths) + 1)
            new = {(mark, one) for mark in marks for one in within} - self._read
            found = self._known.filter(mark__in=marks, length__range=(within[0], within[-1]))
            for mark, length, record, text in found.values_list("mark", "length", "record", "text"):
                if (mark, length) in new and record not in self._unread:
                    texts, keys = self._texts[mark, length]
                    texts.append(text)
                    keys.append(record)
            self._read |= new

    def _lengths(self, length: int) -> range:
        """Of names that can be similar: the ratio is at most twice the shorter by the sum."""
        far = (200 - self._threshold) / self._threshold
        return range(int(length / far), int(length * far) + 2)

    def _similar(self, mark: str, length: int, text: str) -> Iterator[int]:
        if not length:
            for other, key in zip(*self._texts[mark, 0], strict=True):
                # The pattern may take words before the issuer for part of its name.
                if text.endswith(other) or other.endswith(text):
                    yield key
        for one in self._lengths(length) if length else ():
            names, keys = self._texts[mark, one]
            near = process.extract(
                text, names, scorer=fuzz.ratio, score_cutoff=self._threshold, limit=None
            )
            yield from (keys[at] for _, _, at in near)
