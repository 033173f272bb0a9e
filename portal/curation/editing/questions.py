"""Questions to the curator before a record is saved, from its form or an imported row.

An answer counts only for the value that the question was about.
"""

from dataclasses import dataclass

from django import forms

from portal.curation.merging.distinct_form import DistinctForm

CONFIRMED, LINK = "confirmed", "link"


@dataclass(frozen=True)
class Offer:
    """A record that can be linked to as an answer; only shown if not `is_allowed`."""

    key: int
    label: str
    address: str
    is_allowed: bool = True


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


class AskingForm(DistinctForm):
    """Saves only if every question has been answered."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions: list[Question] = []
        self.answers = set(self._posted(CONFIRMED))
        self.link = "".join(self._posted(LINK)[:1])

    def ask(self) -> list[Question]:
        """The questions about `self.instance` as it would be saved."""
        return []

    def accept(self, question: Question) -> None:
        """Called for each answered question, to apply its answer to the instance."""

    def _post_clean(self):
        # Now the instance has the form's values, and errors and questions are shown together.
        super()._post_clean()
        self.questions = self.ask()
        open_ones = [one for one in self.questions if not self.is_answered(one)]
        for question in self.questions:
            if question not in open_ones:
                self.accept(question)
        if open_ones:
            sentences = " ".join(one.sentence for one in open_ones)
            self.add_error(None, forms.ValidationError(f"还没有保存，请先核对：{sentences}"))

    def is_answered(self, question: Question) -> bool:
        return question.is_answered(self.answers, self.link)

    @property
    def asked(self) -> list[tuple[Question, bool]]:
        """(question, whether its checkbox is ticked)."""
        return [(question, question.key in self.answers) for question in self.questions]

    def _posted(self, name: str) -> list[str]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []
