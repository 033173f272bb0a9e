"""The preview of a file: the effect of importing each row."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from portal.curation.editing.questions import Question
from portal.curation.history.differences import Difference
from portal.curation.merging.names import NO_NAMES, Names
from portal.models.base import RecordTable

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
LABELS = {NEW: "新增", CHANGED: "修改", SAME: "不变", WRONG: "有误"}
MOST_SHOWN = 200

Errors = dict[str, list[str]]  # sentences by attribute of a record
HeaderErrors = list[tuple[str, str]]  # (header, or "" for the whole row; sentence)


def errors_of(check: Callable[[], None]) -> Errors:
    """The errors that `check` raises as a ValidationError."""
    try:
        check()
    except ValidationError as error:
        return ValidationError(error.update_error_dict({})).message_dict
    return {}


@dataclass
class Verdict:
    """The effect of importing one row; `original` is the stored record."""

    number: int
    kind: str
    name: str
    record: RecordTable | None = None
    original: RecordTable | None = None
    differences: list[Difference] = field(default_factory=list)
    new_names: Names = NO_NAMES
    errors: HeaderErrors = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def label(self) -> str:
        return LABELS[self.kind]

    @property
    def effect(self) -> list:
        """Everything that importing the row would do, except a new record's key."""
        return [
            *(self.number, self.kind, self.original and self.original.pk),
            [(one.label, one.before, one.after) for one in self.differences],
            [question.key for question in self.questions],
        ]


@dataclass
class Preview:
    """The effect of importing all rows, or why no row can be read."""

    wrong_headers: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    # Header → unknown names with the most similar known ones.
    unknown: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return not self.wrong_headers and not self.of(WRONG)

    @property
    def questions(self) -> Counter:
        """Kind of question → number of rows with such a question."""
        return Counter(
            kind
            for verdict in self.of(NEW, CHANGED)
            for kind in {question.kind for question in verdict.questions}
        )

    @property
    def linkable(self) -> set[str]:
        """The kinds of questions that can be answered by linking to an offered record."""
        return {
            question.kind
            for verdict in self.verdicts
            for question in verdict.questions
            if any(offer.is_allowed for offer in question.offers)
        }

    def of(self, *kinds: str) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.kind in kinds]

    @property
    def numbers(self) -> Counter:
        return Counter(verdict.kind for verdict in self.verdicts)

    @property
    def shown(self) -> list[Verdict]:
        """The rows to show: those with errors, questions or changes, and some others."""
        shown = []
        for kind in (WRONG, CHANGED, NEW, SAME):
            found = self.of(kind)
            if kind in (NEW, SAME):
                usual = [one for one in found if not one.questions][:MOST_SHOWN]
                found = [one for one in found if one.questions] + usual
            shown += found
        return shown

    @property
    def unshown(self) -> int:
        return len(self.verdicts) - len(self.shown)

    @property
    def signature(self) -> str:
        """A hash that is equal only for previews with the same effect."""
        effects = [verdict.effect for verdict in self.verdicts]
        return hashlib.sha256(json.dumps(effects).encode()).hexdigest()
