"""The form of a ruling: opened with its pair filled in, with both sides' values to choose from."""

from collections.abc import Iterator

from policies.models import Difference, Entry, Milestone, Policy
from policies.pairs.disagreements import UNDECIDED, Problem, problems_of
from portal.curation.editing.bad_requests import is_key
from portal.curation.editing.forms import VersionedForm
from portal.curation.pages_admin import admin_address


def ruling_address(milestone: Milestone, field: str) -> str:
    """The form for a ruling on a field of a milestone and its policy."""
    pair = {"policy": milestone.policy_id, "milestone": milestone.pk, "field": field}
    return admin_address(Difference, "add", **pair)


def wanting(entry: Entry) -> Iterator[tuple[str, str]]:
    """(sentence, address of the form) of each ruling that a stored entry lacks."""
    for problem in problems_of(entry):
        if problem.what == UNDECIDED:
            yield _sentence(problem), ruling_address(problem.milestone, problem.field)


def _sentence(problem: Problem) -> str:
    sides = zip(Difference.Side, problem.statements, strict=True)
    says = "，".join(f"{side.label}作“{statement}”" for side, statement in sides)
    return f"两个来源的{Difference.Field(problem.field).label}不同，还没有裁定：{says}。"


class DifferenceForm(VersionedForm):
    """Shows beside each side what it says, once the pair and the field are known."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "prefers" not in self.fields:
            return  # the form has no fields if the user may only view
        entries = self._entry("policy", Policy), self._entry("milestone", Milestone)
        field = self._typed("field")
        if all(entries) and field in (Difference.Field.DATE, Difference.Field.TITLE):
            self.fields["prefers"].choices = [
                (side.value, f"{side.label}：{Difference.value_in(entry, field)}")
                for side, entry in zip(Difference.Side, entries, strict=True)
            ]

    def _entry(self, name: str, model: type[Entry]) -> Entry | None:
        key = str(self._typed(name) or "")
        return model.objects.filter(pk=key).first() if is_key(key) else None

    def _typed(self, name: str):
        return self.data.get(name) or self.initial.get(name)
