"""Citations: what a record rests on, where the source says so, and which statements that supports.

A citation is a part of its record, as errata are.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from portal.models.base import RecordTable
from portal.models.evidence.places import PlaceInSource


def _keys(value: str | list[str] | None) -> list[str]:
    return (value if isinstance(value, str) else " ".join(value or [])).split()


class StatementsChoice(forms.MultipleChoiceField):
    """Checkboxes for the keys of statements, which are stored as one text: "title date"."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value):
        return _keys(value)

    def to_python(self, value):
        return super().to_python(_keys(value))

    def clean(self, value):
        chosen = super().clean(value)
        return " ".join(key for key, _ in self.choices if key in chosen)

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class StatementsField(models.CharField):
    """Keys of statements of a record, in the order of the model's STATEMENTS, between spaces."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 150} | kwargs)

    def get_default(self):
        """All statements but those that nobody should claim without thinking of them."""
        known = getattr(self.model, "STATEMENTS", {})
        return " ".join(key for key in known if key not in self.model.SAID_ALONE)

    def clean(self, value, model_instance):
        value = " ".join(value.split()) if isinstance(value, str) else value
        cleaned = super().clean(value, model_instance)
        known = model_instance.STATEMENTS
        if unknown := [key for key in cleaned.split() if key not in known]:
            sentence = f"没有“{unknown[0]}”这种陈述：可用 {'、'.join(known)}。"
            raise ValidationError(sentence)
        return " ".join(key for key in known if key in cleaned.split())

    def labels(self, value: str) -> str:
        """题名、日期."""
        known = self.model.STATEMENTS
        return "、".join(str(known.get(key, key)) for key in value.split())

    def formfield(self, **kwargs):
        return StatementsChoice(
            label=self.verbose_name,
            help_text=self.help_text,
            choices=list(self.model.STATEMENTS.items()),
            initial=self.get_default(),
            error_messages={"required": "请选择它支持哪些陈述。"},
        )


class Citation(PlaceInSource, RecordTable):
    """A place in a source that supports statements of a record, in the order of `position`."""

    # Each concrete class has a `record`, and STATEMENTS: the statements of such records by key.
    STATEMENTS: dict[str, str]
    SAID_ALONE = frozenset({"status"})

    position = models.PositiveSmallIntegerField("次序", default=1)
    supports = StatementsField("支持的陈述")

    natural_fields = ("record", "source", "place")
    part_of = "record"

    class Meta(PlaceInSource.Meta):
        verbose_name = verbose_name_plural = "出处"
        ordering = ["position", "pk"]
        abstract = True
        constraints = [
            *PlaceInSource.Meta.constraints,
            models.UniqueConstraint(fields=["record", "source", "place"], name="%(class)s_once"),
        ]

    def __str__(self):
        return f"{self.source} {self.place}".strip()
