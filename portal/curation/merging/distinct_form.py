"""Asks before a record is saved whether it is a duplicate of an existing one."""

from django import forms
from django.core.exceptions import ValidationError

from portal.curation.editing.bad_requests import is_key
from portal.curation.history.admin import NoteForm
from portal.curation.merging.duplicates import Duplicates
from portal.curation.merging.names import Names

DISTINCT = "distinct"


class DistinctForm(NoteForm):
    """Saves a record with likely duplicates only after the curator has confirmed it is distinct.

    `duplicates` are the records to show; the checkbox's value is their keys.
    """

    distinct = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.duplicates = []
        self.is_distinct = False

    def clean(self):
        cleaned = super().clean()
        known = self._names(cleaned).new_since(self._names(self.initial))
        if known.names or known.numbers:
            keys = Duplicates(self._meta.model).of(known) - {self.instance.pk}
            seen = {int(key) for key in cleaned.get(DISTINCT, "").split() if is_key(key)}
            self.duplicates = self._meta.model.objects.filter(pk__in=keys)
            self.is_distinct = bool(keys) and keys <= seen
            if keys and not self.is_distinct:
                # Not raised, so that other errors are shown as well.
                sentence = "与已有的记录相近，还没有保存。请核对列出的记录。"
                self.add_error(None, ValidationError(sentence))
        return cleaned

    @property
    def duplicate_keys(self) -> str:
        return " ".join(str(record.pk) for record in self.duplicates)

    def _names(self, data) -> Names:
        model = self._meta.model
        names = [data.get(name) for name in model.known_by if name in self.fields]
        texts = [data.get(name) or "" for name in model.numbered_in if name in self.fields]
        return Names.of(names, texts)
