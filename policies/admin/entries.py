"""Admin of policies, milestones and their errata."""

from contextlib import suppress

from django.contrib import admin
from django.db.models import Q
from django.utils.text import smart_split, unescape_string_literal

from policies.admin import bodies_box, typed_source
from policies.admin.entry_forms import EntryForm, MilestoneForm, PolicyForm
from policies.admin.entry_parts import (
    MilestoneCitationInline,
    MilestoneErratumInline,
    MilestoneIssuanceInline,
    MilestoneRelationInline,
    PolicyCitationInline,
    PolicyErratumInline,
    PolicyIssuanceInline,
    PolicyRelationInline,
)
from policies.admin.list_filters import RulingFilter, UncitedFilter, YearFilter
from policies.admin.questions import before_publishing
from policies.admin.resources import MilestoneResource, PolicyResource
from policies.admin.rulings import wanting
from policies.models import (
    Body,
    Difference,
    Milestone,
    MilestoneErratum,
    MilestoneRelation,
    Policy,
    PolicyErratum,
    PolicyRelation,
)
from policies.pages.record_views import preview
from policies.pairs.document_facts import FACTS
from portal.admin import ErratumAdmin, KeysFirst, RecordAdmin
from portal.curation.merging.admin import MergingAdmin, merge_two
from portal.curation.merging.known_names import records_numbered
from portal.curation.workflow.transitions import PUBLISH_IT, is_allowed, may_edit
from portal.text.document_numbers import parse

_FACTS = [FACTS[0], FACTS[1:4], *FACTS[4:]]


class EntryAdmin(MergingAdmin, RecordAdmin):
    form = EntryForm
    main_fields = ("title", "heading", "slug", "kind", "date", "bodies_said")
    actions = [*RecordAdmin.actions, merge_two]
    list_display = ["heading", "date", "kind", "body_names", "cited"]
    readonly_fields = ["heading"]
    list_filter = [
        *(YearFilter, "kind", "status", "date_precision", "citations__source"),
        *(UncitedFilter, RulingFilter),
    ]
    show_full_result_count = False
    paginator = KeysFirst
    search_fields = ["title", "wording", "slug", "number"]

    def get_queryset(self, request):
        return super().get_queryset(request).headed().prefetch_related("issuances__body")

    def get_search_results(self, request, queryset, search_term):
        """Finds each word in the record or a body's name; no join, which would repeat records."""
        for word in smart_split(search_term):
            if word[0] in "\"'" and word[0] == word[-1]:
                word = unescape_string_literal(word)
            holds = [(f"{name}__icontains", word) for name in self.search_fields]
            bodies = Body.objects.filter(name__icontains=word).order_by().values("pk")
            issuances = self.model.issuances.rel.related_model.objects.filter(body__in=bodies)
            holds.append(("pk__in", issuances.order_by().values("record")))
            if number := parse(word):
                holds.append(("pk__in", records_numbered(self.model, number)))
            queryset = queryset.filter(Q(*holds, _connector=Q.OR))
        return queryset, False

    @admin.display(description="页面标题", ordering="title")
    def heading(self, entry):
        """The title after rulings and errata; the form's own field has the printed one."""
        return str(entry) if entry.pk else "保存以后得出"

    @admin.display(description="发布主体")
    def bodies_said(self, entry):
        """For those who may only look at the entry."""
        return bodies_box.text_of_record(entry)

    def get_fieldsets(self, request, obj=None):
        first, *others = super().get_fieldsets(request, obj)
        if obj is not None and not self.has_change_permission(request, obj):
            return [first, *others]
        folded = ["collapse"] if obj else []
        source = ("另依据一个来源", {"fields": typed_source.FIELDS, "classes": folded})
        return [first, source, *others]

    def save_related(self, request, form, formsets, change):
        typed_source.store(form)  # on which relations may rest too
        super().save_related(request, form, formsets, change)
        typed_source.cite(form)

    def render_change_form(self, request, context, *args, **kwargs):
        entry = kwargs.get("obj")
        if entry and is_allowed(request.user, Difference, "add"):
            context["wanting"] = list(wanting(entry))
        return super().render_change_form(request, context, *args, **kwargs)

    def complete_input(self, request):
        request.POST = request.POST.copy()
        with suppress(ValueError):  # which the form reports beside the box
            bodies_box.settle(request.POST)

    def preview(self, request, key):
        return preview(request, key, self.model)

    def ask_before(self, transition, records):
        return list(before_publishing(records)) if transition is PUBLISH_IT else []

    def get_deleted_objects(self, objs, request):
        """With a record go relations to it, which whoever may not edit their records may not."""
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        name = self.model._meta.model_name
        for model in (PolicyRelation, MilestoneRelation):
            rows = model.objects.filter(**{f"{name}__in": objs}).select_related("record")
            barred = [row for row in rows if not may_edit(request.user, row.record)]
            protected += [f"{row._meta.verbose_name}：{row}" for row in barred]
        return shown, counts, needed, protected

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
        *("title_text", "wording", "citations"),
        *(*FACTS, "relations"),
    )
    inlines = [
        PolicyIssuanceInline,
        PolicyCitationInline,
        PolicyRelationInline,
        PolicyErratumInline,
    ]
    fieldsets = [
        (None, {"fields": [*EntryAdmin.main_fields, "opened_version"]}),
        ("文件", {"fields": _FACTS}),
        ("来源原样", {"fields": ["date_text", "bodies_text", "title_text", "wording"]}),
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
        *("wording", "citations"),
        *(*FACTS, "relations"),
    )
    inlines = [
        MilestoneIssuanceInline,
        MilestoneCitationInline,
        MilestoneRelationInline,
        MilestoneErratumInline,
    ]
    autocomplete_fields = ["policy", "adopted_at"]
    fieldsets = [
        (None, {"fields": [*EntryAdmin.main_fields, "policy", "opened_version"]}),
        ("会议与文件", {"fields": ["document_title", "adopted_at"]}),
        ("文件", {"fields": _FACTS}),
        ("来源原样", {"fields": ["date_text", "wording"]}),
    ]


admin.site.register([PolicyErratum, MilestoneErratum], ErratumAdmin)
