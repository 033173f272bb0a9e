"""The form of a ruling: opened with its records filled in, with all values to choose from."""

from collections.abc import Iterator

from policies.models import Difference, Entry, Milestone, Policy
from policies.models.said import FIELDS, Said, differing
from policies.pairs.disagreements import (
    UNDECIDED,
    Problem,
    attach_citations,
    problems_of,
    sayers,
)
from portal.curation.editing.bad_requests import is_key
from portal.curation.editing.forms import VersionedForm
from portal.curation.pages_admin import admin_address

_SAID_BY_MODEL = {Difference.Field.DATE, Difference.Field.TITLE}
_CITED = f"{Difference.Side.CITATION}:"  # before a value that only quoted words say


def ruling_address(
    policy: int | None, milestone: int | None, field: str, ruling: int | None = None
) -> str:
    """The form for a ruling on a field of a document, or for the one that does not decide any more.

    Policy, milestone and ruling are primary keys.
    """
    if ruling:
        return admin_address(Difference, "change", ruling)
    records = {"policy": policy, "milestone": milestone}
    given = {name: key for name, key in records.items() if key}
    return admin_address(Difference, "add", **given, field=field)


def wanting(entry: Entry) -> Iterator[tuple[str, str]]:
    """(sentence, address of the form) of each ruling that a stored entry lacks."""
    for problem in problems_of(entry):
        if problem.what == UNDECIDED:
            keys = (one and one.pk for one in (problem.policy, problem.milestone))
            ruling = problem.ruling and problem.ruling.pk
            yield _sentence(problem), ruling_address(*keys, problem.field, ruling)


def _sentence(problem: Problem) -> str:
    says = "，".join(f"{who}作“{statement}”" for who, statement in problem.statements)
    sources = "两个来源" if problem.policy and problem.milestone else "各出处"
    label = Difference.Field(problem.field).label
    return f"{sources}的{label}不同，还没有裁定：{says}。"


class DifferenceForm(VersionedForm):
    """Offers the values, each with who says it, once the records and the field are known."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.found: list[Said] = []
        if "prefers" not in self.fields:
            return  # the form has no fields if the user may only view
        ruling = self.instance
        if ruling.prefers == Difference.Side.CITATION:
            self.initial["prefers"] = _CITED + ruling.adopted
        self.entries = self._entries()
        field = str(self._typed("field") or "")
        self.chosen_field = field if field in Difference.Field else ""
        self.fields["prefers"].choices = list(self._choices())

    def _entries(self) -> list[Entry]:
        found = (self._entry("policy", Policy), self._entry("milestone", Milestone))
        entries = [one for one in found if one]
        attach_citations(entries)
        return entries

    def _choices(self) -> Iterator[tuple[str, str]]:
        field = self.chosen_field
        is_compared = field in FIELDS and self.entries
        if is_compared:
            self.found = differing(self.entries, field)
        for one in self.found:
            table = one.entries[0]._meta.model_name if one.entries else ""
            yield table or _CITED + one.text, f"{sayers(one)}：{one.text}"
        if not self.found:
            is_pair = is_compared and len(self.entries) > 1
            of_records = {one._meta.model_name: one for one in self.entries if is_pair}
            for side in (Difference.Side.POLICY, Difference.Side.MILESTONE):
                says = Difference.value_in(of_records.get(side.value), field)
                yield side.value, f"{side.label}：{says}" if says else side.label

    def clean(self):
        cleaned = super().clean()
        if "prefers" not in self.fields:
            return cleaned
        chosen = cleaned.get("prefers") or ""
        adopted = chosen.removeprefix(_CITED) if chosen.startswith(_CITED) else ""
        if adopted:
            cleaned["prefers"] = Difference.Side.CITATION.value
        cited = [one.text for one in self.found if not one.entries]
        self.instance.adopted = adopted
        self.instance.rejected = "\n".join(text for text in cited if text != adopted)
        if sentence := self._why_none():
            self.add_error("field", sentence)
        return cleaned

    def _why_none(self) -> str:
        """A sentence if nothing differs; of dates and titles the model's own `clean` says it."""
        is_compared = self.chosen_field in {*FIELDS} - _SAID_BY_MODEL
        if self.found or not self.entries or not is_compared:
            return ""
        named = "与".join(f"“{one}”" for one in self.entries)
        return f"{named}的{Difference.Field(self.chosen_field).label}没有分歧，无须裁定。"

    def _entry(self, name: str, model: type[Entry]) -> Entry | None:
        key = str(self._typed(name) or "")
        return model.objects.filter(pk=key).first() if is_key(key) else None

    def _typed(self, name: str):
        return self.data.get(name) or self.initial.get(name)
