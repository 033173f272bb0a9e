"""The curators' tables of bodies, policies, milestones and differences."""

from functools import partial

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q
from django.utils.text import smart_split, unescape_string_literal

from policies.admin.questions import (
    DATE,
    TWIN,
    Twins,
    about_date,
    about_rulings,
    about_twins,
    before_publishing,
)
from policies.admin.resources import (
    BodyResource,
    DifferenceResource,
    MilestoneResource,
    PolicyResource,
)
from policies.admin.ruling_filter import RulingFilter
from policies.likely_dates import EARLIEST, latest_year
from policies.models import (
    Body,
    BodyAlias,
    BodyPeriod,
    Difference,
    Milestone,
    MilestoneErratum,
    MilestoneIssuance,
    Policy,
    PolicyErratum,
    PolicyIssuance,
)
from policies.record_views import preview_milestone, preview_policy
from portal.admin import ErratumAdmin, ErratumInline, KeysFirst, LabelledFormSet, RecordAdmin
from portal.curation.editing.admin import CuratedAdmin
from portal.curation.editing.lines import LinesWidget
from portal.curation.editing.referring import ReferringAdmin
from portal.curation.editing.versioned_admin import VersionedAdmin, VersionedForm
from portal.curation.importing.admin import SpreadsheetAdmin
from portal.curation.merging.admin import MergingAdmin, merge_two
from portal.curation.workflow.transitions import PUBLISH_IT, may_edit
from portal.text.pinyin import slug_from
from portal.web.form_fields import TypedDateField


class SluggedForm(forms.ModelForm):
    """An address left blank is made from the name's pinyin."""

    slug_source = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "留空则由拼音生成。公布以后更改，旧地址转到新地址。"

    def clean(self):
        cleaned = super().clean()
        if "slug" in cleaned and not cleaned["slug"]:
            records = self._meta.model.objects
            cleaned["slug"] = slug_from(
                cleaned.get(self.slug_source) or "",
                lambda slug: records.filter(slug=slug).exists(),
            )
        return cleaned


class BodyForm(SluggedForm, VersionedForm):
    slug_source = "name"


class EntryForm(SluggedForm, VersionedForm):
    """The date is typed as people write it, and stored as an interval with its precision."""

    slug_source = "title"
    date = TypedDateField(
        label="日期",
        help_text="写到知道的程度：2016、2016年7月、2016-07-27、2018年4月22—24日。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "date_text" not in self.fields:
            return  # who may only look has no fields
        self.fields["date_text"].required = False
        self.fields["date_text"].help_text = "来源中的写法；留空则同上。"
        if self.instance.pk:
            self.initial["date"] = self.instance.date

    def clean(self):
        cleaned = super().clean()
        self.stored = type(self.instance).objects.filter(pk=self.instance.pk).first()
        # Without a date that can be read, its wording is not compared with the former one.
        self.instance.date = cleaned.get("date")
        if date := cleaned.get("date"):
            cleaned["date_text"] = cleaned.get("date_text") or str(date)
        return cleaned

    def ask(self):
        entry, stored = self.instance, self.stored
        if "date" not in self.fields or entry.date is None or not entry.title:
            return []
        changes = [(entry, stored)]
        [rulings] = about_rulings(changes)
        [twins] = Twins(type(entry)).of(changes)
        may_link = partial(may_edit, self.user)
        return [*about_date(entry), *rulings, *about_twins(entry, twins, may_link)]

    def accept(self, question):
        if question.kind == DATE:
            self.instance.checked_date = self.instance.date.iso
        if question.kind == TWIN and question.key not in self.answers:
            self.link_to(int(self.link))

    def link_to(self, key: int) -> None:
        """The entry of the other table that was chosen among the likely ones."""


class PolicyForm(EntryForm):
    milestone = None

    def link_to(self, key):
        self.milestone = key  # linked once the policy is saved


class MilestoneForm(EntryForm):
    def link_to(self, key):
        self.instance.policy = Policy.objects.get(pk=key)


class IssuanceInline(ReferringAdmin, admin.TabularInline):
    extra = 0
    formset = LabelledFormSet
    autocomplete_fields = ["body"]
    readonly_fields = ["is_stated"]

    def get_fields(self, request, obj=None):
        may = obj is None or may_edit(request.user, obj)
        return ["position", "body", "role", "stated" if may else "is_stated", "basis", "others"]

    @admin.display(description="来源明说")
    def is_stated(self, issuance):
        return "是" if issuance.stated else "否"

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "basis":
            kwargs["widget"] = LinesWidget(attrs={"rows": 3, "cols": 19, "class": ""})
        if db_field.name == "others":
            kwargs["widget"] = admin.widgets.AdminTextInputWidget(attrs={"size": 8, "class": ""})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PolicyIssuanceInline(IssuanceInline):
    model = PolicyIssuance


class MilestoneIssuanceInline(IssuanceInline):
    model = MilestoneIssuance


class PolicyErratumInline(ErratumInline):
    model = PolicyErratum


class MilestoneErratumInline(ErratumInline):
    model = MilestoneErratum


class YearFilter(admin.SimpleListFilter):
    """All years from the first to the last: a date hierarchy would read every record for them.

    Those that no source tells of are two choices: before them, and after.
    """

    title, parameter_name = "年份", "year"

    def lookups(self, request, model_admin):
        dates = model_admin.model.objects.order_by("timeline_start")
        dates = dates.values_list("timeline_start", flat=True)
        first, last = dates.first(), dates.last()
        if first is None:
            return []
        newest, oldest = latest_year(), EARLIEST.year
        years = range(min(last.year, newest), max(first.year, oldest) - 1, -1)
        found = [(str(year), f"{year}年") for year in years]
        later = [(f"{newest + 1}-", f"{newest + 1}年及以后")] if last.year > newest else []
        earlier = [(f"-{oldest - 1}", f"{oldest - 1}年及以前")] if first.year < oldest else []
        return [*later, *found, *earlier]

    def queryset(self, request, queryset):
        year = self.value()
        if year is None:
            return queryset
        if year not in dict(self.lookup_choices):
            raise IncorrectLookupParameters(year)
        if year.endswith("-"):
            return queryset.filter(timeline_start__year__gte=year.rstrip("-"))
        if year.startswith("-"):
            return queryset.filter(timeline_start__year__lte=year.lstrip("-"))
        return queryset.filter(timeline_start__year=year)


class EntryAdmin(MergingAdmin, RecordAdmin):
    form = EntryForm
    actions = [*RecordAdmin.actions, merge_two]
    list_display = ["heading", "date", "kind", "body_names", "source", "lines"]
    readonly_fields = ["heading"]
    list_filter = [YearFilter, "kind", "date_precision", "source"]
    list_select_related = ["source"]
    show_full_result_count = False
    paginator = KeysFirst
    search_fields = ["title", "wording", "slug"]
    autocomplete_fields = ["source"]

    def get_queryset(self, request):
        return super().get_queryset(request).headed().prefetch_related("issuances__body")

    def get_search_results(self, request, queryset, search_term):
        """Each word in a record or in a body's name; a join would find records twice."""
        for word in smart_split(search_term):
            if word[0] in "\"'" and word[0] == word[-1]:
                word = unescape_string_literal(word)
            holds = [(f"{name}__icontains", word) for name in self.search_fields]
            bodies = Body.objects.filter(name__icontains=word).order_by().values("pk")
            issuances = self.model.issuances.rel.related_model.objects.filter(body__in=bodies)
            holds.append(("pk__in", issuances.order_by().values("record")))
            queryset = queryset.filter(Q(*holds, _connector=Q.OR))
        return queryset, False

    @admin.display(description="页面标题", ordering="title")
    def heading(self, entry):
        """The title as ruled and corrected; the form's own field holds what is printed."""
        return str(entry) if entry.pk else "保存以后得出"

    def ask_before(self, transition, records):
        return list(before_publishing(records)) if transition is PUBLISH_IT else []

    @admin.display(description="日期", ordering="timeline_start")
    def date(self, entry):
        return str(entry.date)

    @admin.display(description="发布主体")
    def body_names(self, entry):
        names = (issuance.body.name for issuance in entry.issuances.all())
        return "、".join(dict.fromkeys(names))


@admin.register(Policy)
class PolicyAdmin(EntryAdmin):
    form = PolicyForm
    resource_class = PolicyResource
    spreadsheet_fields = (
        *("slug", "title", "kind", "date", "date_text", "issuances", "bodies_text"),
        *("title_text", "wording", "source", "line_start", "line_end"),
    )
    preview = staticmethod(preview_policy)
    inlines = [PolicyIssuanceInline, PolicyErratumInline]
    fieldsets = [
        (None, {"fields": ["title", "heading", "slug", "kind", "date", "opened_version"]}),
        ("来源原样", {"fields": ["date_text", "bodies_text", "title_text", "wording"]}),
        ("出处", {"fields": ["source", ("line_start", "line_end")]}),
    ]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.milestone:
            milestone = Milestone.objects.get(pk=form.milestone)
            milestone.policy = form.instance
            milestone.version += 1
            milestone.save()
            self.log_change(request, milestone, f"关联到“{form.instance}”")


@admin.register(Milestone)
class MilestoneAdmin(EntryAdmin):
    form = MilestoneForm
    resource_class = MilestoneResource
    spreadsheet_fields = (
        *("slug", "title", "kind", "date", "date_text", "issuances", "policy"),
        *("document_title", "adopted_at"),
        *("wording", "source", "line_start", "line_end"),
    )
    preview = staticmethod(preview_milestone)
    inlines = [MilestoneIssuanceInline, MilestoneErratumInline]
    list_filter = [*EntryAdmin.list_filter, RulingFilter]
    autocomplete_fields = ["source", "policy", "adopted_at"]
    fieldsets = [
        (
            None,
            {"fields": ["title", "heading", "slug", "kind", "date", "policy", "opened_version"]},
        ),
        ("会议与文件", {"fields": ["document_title", "adopted_at"]}),
        ("来源原样", {"fields": ["date_text", "wording"]}),
        ("出处", {"fields": ["source", ("line_start", "line_end")]}),
    ]


admin.site.register([PolicyErratum, MilestoneErratum], ErratumAdmin)


class BodyAliasInline(admin.TabularInline):
    model = BodyAlias
    formset = LabelledFormSet
    extra = 0


class BodyPeriodInline(ReferringAdmin, admin.TabularInline):
    model = BodyPeriod
    formset = LabelledFormSet
    fk_name = "body"
    fields = ["until", "official_name", "parent", "note"]
    autocomplete_fields = ["parent"]
    extra = 0

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "note":
            kwargs["widget"] = LinesWidget(attrs={"rows": 2, "cols": 40, "class": ""})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Body)
class BodyAdmin(MergingAdmin, SpreadsheetAdmin, CuratedAdmin):
    resource_class = BodyResource
    spreadsheet_fields = ("slug", "name", "official_name", "kind", "parent", "aliases", "note")
    actions = [*CuratedAdmin.actions, merge_two]
    form = BodyForm
    list_display = ["name", "official_name", "kind", "parent", "slug"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["name", "official_name", "aliases__name", "pinyin", "slug"]
    autocomplete_fields = ["parent"]
    fields = ["name", "official_name", "slug", "kind", "parent", "note", "opened_version"]
    inlines = [BodyAliasInline, BodyPeriodInline]


@admin.register(Difference)
class DifferenceAdmin(SpreadsheetAdmin, VersionedAdmin):
    resource_class = DifferenceResource
    spreadsheet_fields = (
        *("policy", "milestone", "field", "policy_passage", "milestone_passage"),
        *("prefers", "reason"),
    )
    list_display = ["policy", "field", "policy_says", "milestone_says", "prefers"]
    list_filter = ["field", "prefers"]
    list_select_related = ["policy", "milestone"]
    search_fields = [
        *("policy__title", "milestone__title"),
        *("policy_passage", "milestone_passage", "reason"),
    ]
    autocomplete_fields = ["policy", "milestone"]
    fieldsets = [
        (None, {"fields": ["policy", "milestone", "field", "says", "opened_version"]}),
        ("语句归属", {"fields": ["policy_passage", "milestone_passage"]}),
        ("裁定", {"fields": ["prefers", "reason"]}),
    ]
    readonly_fields = ["says"]

    @admin.display(description="国家政策表作")
    def policy_says(self, difference):
        return difference.policy_says

    @admin.display(description="大事记作")
    def milestone_says(self, difference):
        return difference.milestone_says

    @admin.display(description="两个来源所说")
    def says(self, difference):
        """Read from the two records, as saved."""
        if difference.pk is None:
            return "保存后由两条记录得出。"
        return f"国家政策表：{difference.policy_says}；大事记：{difference.milestone_says}"
