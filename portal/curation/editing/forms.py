"""The form of a record: it asks questions, takes a note, and knows the version that was opened."""

from collections.abc import Iterable

from django import forms

from portal.curation.editing.form_values import LOOK_AGAIN, NOTE, OPENED, RESOLVE
from portal.curation.editing.questions import Question, about_duplicates
from portal.curation.merging.duplicates import Duplicates
from portal.curation.merging.names import Names, names_from
from portal.models.base import RecordTable

CONFIRMED, LINK = "confirmed", "link"


class VersionedForm(forms.ModelForm):
    """Refuses to overwrite a newer version.

    It saves only if every question has been answered: about duplicates, and those of `ask`.
    """

    # Names of fields that hold nothing of the record, or what its other fields or parts hold.
    not_content = frozenset({OPENED, NOTE})

    opened_version = forms.IntegerField(
        label="打开的版本", widget=forms.HiddenInput, required=False
    )
    change_note = forms.CharField(
        label="改动说明",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="为什么这样改，写进历史。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial[OPENED] = self.instance.version
        self.questions: list[Question] = []
        self.answers = set(self.data.getlist(CONFIRMED))
        self.link = self.data.get(LINK, "")

    def ask(self) -> list[Question]:
        """The questions about `self.instance` as it would be saved."""
        return []

    def accept(self, question: Question) -> None:
        """Called for each answered question, to apply its answer to the instance."""

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            # The instance was read under the lock.
            if cleaned.get(OPENED) != self.instance.version:
                sentence = (
                    f"看不出您打开的是哪一版（现为第 {self.instance.version} 版），所以没有保存。"
                    "您填写的内容还在下面；请另开窗口对照现在的内容，再重新修改。"
                )
                self.add_error(None, sentence)
            self.instance.version += 1
        if self.data.get(RESOLVE) == LOOK_AGAIN:
            self.add_error(None, "已按您的选择填好，还没有保存。请核对，再保存。")
        return cleaned

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
        numbers = [data.get(name) for name in model.own_numbers if name in self.fields]
        return names_from(names, texts, numbers)

    @property
    def asked(self) -> list[tuple[Question, bool]]:
        """(question, whether its checkbox is ticked)."""
        return [(question, question.key in self.answers) for question in self.questions]
