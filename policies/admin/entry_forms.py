"""Forms of policies and milestones, with the questions that they ask before saving."""

from functools import partial

from django import forms
from django.core.exceptions import ValidationError

from policies.admin import bodies_box, typed_source
from policies.admin.questions import DATE, TWIN, about
from policies.admin.typed_source import TypedSourceForm
from policies.models import Policy, Status
from policies.models.predecessors import Predecessors
from portal.curation.editing.forms import VersionedForm
from portal.curation.editing.lines import LinesWidget
from portal.curation.editing.slugged_form import SluggedForm
from portal.curation.workflow.transitions import may_edit
from portal.web.forms.fields import TypedDateField


class EntryForm(TypedSourceForm, SluggedForm, VersionedForm):
    """Has one field for the date as people write it, stored as an interval with precision.

    All bodies are typed in one box, which the admin writes into their rows before.
    """

    slug_source = "title"
    not_content = VersionedForm.not_content | {bodies_box.BOX, *typed_source.FIELDS}
    date = TypedDateField(
        label="日期",
        help_text=(
            "写到知道的程度：2016、2016年7月、2016-07-27、2018年4月22—24日；不确定的照来源写："
            "2016年3—5月、2016年3月下旬、2016年底、约2016年、2016年之前、2016年之后。"
        ),
    )

    bodies_said = forms.CharField(
        label="发布主体",
        required=False,
        max_length=10_000,
        show_hidden_initial=True,
        widget=LinesWidget(attrs={"rows": 2, "cols": 60, "class": ""}),
        help_text=(
            "依来源的次序写名称、全称或别名，以顿号或分号隔开：国务院、公安部。不是发布的写明角色："
            "国家网信办（主办）；来源没有列全、没有明说的：（另有：等部门，推定：理由）。"
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.edited_in = self  # where the rows of its parts add their errors
        if "date_text" not in self.fields:
            return  # the form has no fields if the user may only view
        self.fields["date_text"].required = self.fields["status"].required = False
        self.fields["date_text"].help_text = "来源中的写法；留空则同上。"
        if self.instance.pk:
            self.initial["date"] = self.instance.date
            self.initial[bodies_box.BOX] = partial(bodies_box.text_of_record, self.instance)

    def clean_bodies_said(self):
        """Says why the box has not been written into the rows, if so."""
        try:
            bodies_box.settle(self.data.copy())
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return self.cleaned_data[bodies_box.BOX]

    def clean(self):
        cleaned = super().clean()
        self.stored = type(self.instance).objects.filter(pk=self.instance.pk).first()
        cleaned["status"] = cleaned.get("status") or Status.UNKNOWN
        # Without a valid date, `date_text` is not compared with it.
        self.instance.date = cleaned.get("date")
        if date := cleaned.get("date"):
            cleaned["date_text"] = cleaned.get("date_text") or str(date)
        return cleaned

    def ask(self):
        entry, stored = self.instance, self.stored
        if "date" not in self.fields or entry.date is None or not entry.title:
            return []
        [asked] = about([(entry, stored)], lambda _, twin: may_edit(self.user, twin))
        return asked

    def accept(self, question):
        if question.kind == DATE:
            self.instance.checked_date = self.instance.date.iso
        if question.kind == TWIN and question.key not in self.answers:
            self.link_to(int(self.link))

    def link_to(self, key: int) -> None:
        """Link to the entry of the other table that the curator chose among the likely twins."""


class PolicyForm(EntryForm):
    milestone = None

    def link_to(self, key):
        self.milestone = key  # linked once the policy is saved


class MilestoneForm(EntryForm):
    def clean(self):
        """Refuses a policy that the milestone amends or repeals, or the other way round."""
        cleaned = super().clean()
        policy, stored = cleaned.get("policy"), self.stored
        if policy and stored and stored.policy_id != policy.pk:
            stored.policy = policy
            for _, sentence in Predecessors(relinked=[stored]).circles_by_links():
                self.add_error("policy", sentence)
        return cleaned

    def link_to(self, key):
        self.instance.policy = Policy.objects.get(pk=key)
