"""Questions to the curator before a record is saved, from its form or an imported row.

An answer counts only for the value that the question was about.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.curation.history.admin import NoteForm
from portal.curation.merging.duplicates import Duplicates
from portal.curation.merging.names import Names, names_from
from portal.curation.pages_admin import admin_address
from portal.models.base import RecordTable

CONFIRMED, LINK = "confirmed", "link"
DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Offer:
    """A record that can be linked to as an answer; only shown if not `is_allowed`."""

    key: int
    label: str
    address: str
    is_allowed: bool = True

    @classmethod
    def of(cls, record: RecordTable, label: str, *, is_allowed: bool = True) -> "Offer":
        address = admin_address(type(record), "change", record.pk)
        return cls(record.pk, label, address, is_allowed)


@dataclass(frozen=True)
class Question:
    """`kind` groups the questions about the rows of a file; `about` identifies what is asked."""

    kind: str
    about: str
    sentence: str
    answer: str
    offers: tuple[Offer, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.about}"

    def is_answered(self, answers: set[str], link: str) -> bool:
        linked = {str(offer.key) for offer in self.offers if offer.is_allowed}
        return self.key in answers or link in linked


def about_duplicates(
    records: Iterable[RecordTable], rows: Iterable[int] = ()
) -> Iterator[Question]:
    """The question about likely duplicates: `records`, and `rows` of the same file."""
    offers = [Offer.of(record, _described(record), is_allowed=False) for record in records]
    others = [f"第 {number} 行" for number in rows]
    if offers or others:
        keys = " ".join([*(str(offer.key) for offer in offers), *others])
        named = "、".join([*(["已有的记录"] if offers else []), *others])
        sentence = f"可能与{named}重复。"
        yield Question(DUPLICATE, keys, sentence, "看过了，不是同一件，照样保存", tuple(offers))


def _described(record: RecordTable) -> str:
    date = getattr(record, "date", None)
    state = record.get_state_display() if hasattr(record, "state") else ""
    return "，".join(str(one) for one in (record, date, state) if one)


class AskingForm(NoteForm):
    """Saves only if every question has been answered: about duplicates, and those of `ask`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions: list[Question] = []
        self.answers = set(self.data.getlist(CONFIRMED))
        self.link = self.data.get(LINK, "")

    def ask(self) -> list[Question]:
        """The questions about `self.instance` as it would be saved."""
        return []

    def accept(self, question: Question) -> None:
        """Called for each answered question, to apply its answer to the instance."""

    def _post_clean(self):
        # Now the instance has the form's values, and errors and questions are shown together.
        super()._post_clean()
        self.questions = [*about_duplicates(self._duplicates()), *self.ask()]
        unanswered = []
        for question in self.questions:
            if question.is_answered(self.answers, self.link):
                self.accept(question)
            else:
                unanswered.append(question.sentence)
        if unanswered:
            self.add_error(None, f"还没有保存，请先核对：{' '.join(unanswered)}")

    def _duplicates(self) -> Iterable[RecordTable]:
        """Likely duplicates by a name or number that the form has changed."""
        model = self._meta.model
        known = self._names(self.cleaned_data) - self._names(self.initial)
        if not known:
            return []
        return model.objects.filter(pk__in=Duplicates(model).of(known) - {self.instance.pk})

    def _names(self, data: dict) -> Names:
        model = self._meta.model
        names = [data.get(name) for name in model.known_by if name in self.fields]
        texts = [data.get(name) or "" for name in model.numbered_in if name in self.fields]
        return names_from(names, texts)

    @property
    def asked(self) -> list[tuple[Question, bool]]:
        """(question, whether its checkbox is ticked)."""
        return [(question, question.key in self.answers) for question in self.questions]
