"""What a curator is asked before a record is saved, in its form or from a row of a file.

An answer holds for what was asked: about another value, it is another question.
"""

from dataclasses import dataclass

from django import forms

from portal.curation.merging.distinct_form import DistinctForm

CONFIRMED, LINK = "confirmed", "link"


@dataclass(frozen=True)
class Offer:
    """A record that the one to be saved can be linked to instead; without a right, only shown."""

    key: int
    label: str
    address: str
    is_allowed: bool = True


@dataclass(frozen=True)
class Question:
    """`kind` puts the questions about the rows of a file together; `about` is all it depends on."""

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
    """Saves only when every question about what is to be saved has been answered."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions: list[Question] = []
        self.answers = set(self._posted(CONFIRMED))
        self.link = "".join(self._posted(LINK)[:1])

    def ask(self) -> list[Question]:
        """About the instance as it would be saved."""
        return []

    def accept(self, question: Question) -> None:
        """What else an answer changes."""

    def _post_clean(self):
        # Here the instance has the values of the form: mistakes and questions show together.
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
        """Each question, and whether its box is ticked."""
        return [(question, question.key in self.answers) for question in self.questions]

    def _posted(self, name: str) -> list[str]:
        return self.data.getlist(name) if hasattr(self.data, "getlist") else []
