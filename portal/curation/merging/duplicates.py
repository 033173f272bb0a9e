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
        for row in known:
            self._add(key, *row)

    def _add(self, key: int, mark: str, length: int, text: str) -> None:
        texts, keys = self._texts[mark, length]
        texts.append(text)
        keys.append(key)

    def of(self, known: Names) -> set[int]:
        """The keys of likely duplicates, including the record itself."""
        self.read_ahead([known])
        return {key for row in known for key in self._similar(*row)}

    def read_ahead(self, many: Iterable[Names]) -> None:
        """Read what may be similar to these, in a few queries, however many they are."""
        rows = {(mark, length) for known in many for mark, length, _ in known}
        wanted = {(mark, one) for mark, length in rows for one in self._lengths(length)}
        wanted -= self._read
        lengths = {length for _, length in wanted}
        for marks in parts(sorted({mark for mark, _ in wanted})):
            found = self._known.filter(mark__in=marks, length__in=lengths)
            for key, *row in found.values_list("record", "mark", "length", "text"):
                if key not in self._unread and (row[0], row[1]) in wanted:
                    self._add(key, *row)
        self._read |= wanted

    def _lengths(self, length: int) -> range:
        """Of texts that can be similar: the ratio is at most twice the shorter by the sum."""
        far = (200 - self._threshold) / self._threshold
        return range(int(length / far), int(length * far) + 2) if length else range(1)

    def _similar(self, mark: str, length: int, text: str) -> Iterator[int]:
        for one in self._lengths(length):
            texts, keys = self._texts[mark, one]
            if length:
                near = process.extract(
                    text, texts, scorer=fuzz.ratio, score_cutoff=self._threshold, limit=None
                )
                yield from (keys[at] for _, _, at in near)
                continue
            for issuer, key in zip(texts, keys, strict=True):
                # The pattern may take words before the issuer for part of its name.
                if text.endswith(issuer) or issuer.endswith(text):
                    yield key
