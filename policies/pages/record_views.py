"""The page of one policy or milestone, and its preview for curators before publication."""

from django.db.models import (
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from policies.lists.neighbours import neighbours
from policies.models import Entry, Milestone, Policy, Status
from policies.models.citations import STATEMENTS
from policies.models.issuances import Issuance
from policies.open_data.references import reference_to
from policies.pairs.difference_rows import of_document
from policies.pairs.document_facts import Facts, facts_of
from policies.pairs.headings import heading
from policies.relations.drawing import draw
from policies.relations.family import has_relations, read_family
from policies.relations.statements import statements
from portal.changes.point import point
from portal.models.evidence import cited
from portal.open_data.content import with_content
from portal.open_data.digests import digest_of
from portal.past.points import read_versions, versions_of
from portal.prepared import Given, Prepared
from portal.web.forms.highlight_query import highlight_query
from portal.web.pages.lookup import UnknownRecord
from portal.web.pages.withdrawn import withdrawn
from portal.web.past.pages import record_as_it_stood
from portal.web.references import of_page
from portal.web.rendering.errata import mark
from portal.web.rendering.evidence import evidence


class _Queries:
    """What the page of a record shows, read by its slug or key and that of its document's policy.

    `twin` is the column of the other table with the policy's key.
    """

    def __init__(self, model: type[Entry], twin: str):
        other = model._meta.get_field(model.twin).related_model
        self.named = Prepared(lambda: _addressed(model).filter(slug=Given("slug")))
        self.twins = Prepared(lambda: _twins(other).filter(**{twin: Given("document")}))
        self.issuances = Prepared(lambda: _issuances(model))
        self.errata = Prepared(lambda: _of_record(model, "errata").published())


def _records(model: type[Entry]) -> QuerySet:
    found = _cited(model.objects).annotate(
        has_relations=has_relations(model), versions=versions_of(model)
    )
    if model is Milestone:
        document = Milestone.objects.published().filter(adopted_at=OuterRef("pk"))
        document = Subquery(document.values("slug")[:1])
        return found.select_related("adopted_at").annotate(document_slug=document)
    return found


def _addressed(model: type[Entry]) -> QuerySet:
    return with_content(_records(model).with_address())


def _twins(model: type[Entry]) -> QuerySet:
    return _cited(model.objects.published()).order_by("pk")


def _issuances(model: type[Entry]) -> QuerySet:
    return _of_record(model, "issuances").as_then().select_related("body")


def _cited(entries: QuerySet) -> QuerySet:
    return entries.headed().annotate(cited=cited.whole(entries.model.citations.rel.related_model))


def _of_record(model: type[Entry], parts: str) -> QuerySet:
    return model._meta.get_field(parts).related_model.objects.filter(record=Given("key"))


_TABLES = {Policy: _Queries(Policy, twin="policy"), Milestone: _Queries(Milestone, twin="pk")}


@record_as_it_stood(Policy)
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _find(Policy, slug))


@record_as_it_stood(Milestone)
def milestone(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, _find(Milestone, slug))


def preview(request: HttpRequest, key: int, model: type[Entry]) -> HttpResponse:
    return _page(request, _records(model).get(pk=key), is_preview=True)


def _find(model: type[Entry], slug: str) -> Entry:
    found = _TABLES[model].named.first(slug=slug)
    if found is None:
        raise UnknownRecord(model.objects.with_address(), slug)
    return found


def _page(request: HttpRequest, shown: Entry, *, is_preview: bool = False) -> HttpResponse:
    queries = _TABLES[type(shown)]
    is_policy = isinstance(shown, Policy)
    document, milestone_key = (shown.pk, None) if is_policy else (shown.policy_id, shown.pk)
    twins = queries.twins.all(document=document)
    if shown.is_withdrawn or is_preview:  # not in the index
        errata = type(shown).errata.rel.related_model.objects
        errata = errata.not_withdrawn() if is_preview else errata.published()
        prefetch_related_objects([shown], Prefetch("errata", errata))
    for one in (shown, *twins):
        cited.attach(one)
    if shown.is_withdrawn or is_preview:
        shown.heading = heading(shown, twins)
    if shown.is_withdrawn:
        return withdrawn(request, shown)
    issuances = queries.issuances.all(key=shown.pk)
    query = highlight_query(request)
    errata = shown.errata.all() if is_preview else queries.errata.all(key=shown.pk)
    family = read_family(shown) if shown.has_relations else None
    relations = statements(family) if family else []
    differences = of_document(document, milestone_key)
    facts = facts_of(shown, twins, relations, differences)
    references = [] if is_preview else [reference_to(shown, issuances, twins)]
    context = {
        "is_preview": is_preview,
        "record": shown,
        "type": shown._meta.model_name,
        "versions": [] if is_preview else read_versions(shown.versions),
        "query": query,
        "issuances": issuances,
        "evidence": evidence(shown.citations.all(), _statements(shown, issuances, facts)),
        "marked": mark(shown, errata, query),
        "twins": twins,
        "facts": facts,
        "differences": differences,
        "references": of_page(request, references),
        "relations": relations,
        "family": draw(family) if family else None,
        "digest": "" if is_preview else digest_of(shown),
        # The timeline lists a policy's first milestone in its place.
        "neighbours": None if point() else neighbours(twins[0] if is_policy and twins else shown),
    }
    return render(request, f"policies/{shown._meta.model_name}.html", context)


def _statements(entry: Entry, issuances: list[Issuance], facts: Facts) -> dict[str, str]:
    """The statements that an entry makes: key → label.

    A status that other records support is not one that lacks a citation.
    """
    by_others = any(one.by for one in dict(facts.stated).get("status", ()) if one.twin is None)
    is_cited = any("status" in one.supports.split() for one in entry.citations.all())
    made = {
        "body": bool(issuances),
        "status": entry.status != Status.UNKNOWN and (is_cited or not by_others),
    }
    labels = dict(STATEMENTS)
    if not all(one.stated for one in issuances):
        labels["body"] = gettext("主体（含推定）")
    return {key: label for key, label in labels.items() if made.get(key, getattr(entry, key, ""))}
