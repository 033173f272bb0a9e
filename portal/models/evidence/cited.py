"""The citations of records as one column of the records' own query, so that they cost no other."""

import json

from django.db import models
from django.db.models import F, Func, OuterRef, QuerySet, Subquery

from portal.models.evidence.citations import Citation
from portal.models.records import Source

OF_CITATION = ("place", "url", "quote", "supports", "line_start", "line_end")
OF_SOURCE = ("slug", "title", "short_title", "kind", "publisher", "published_on", "url", "state")


class JSONValues(Func):
    """As a JSON list. Not Django's JSONArray, which first asks SQLite whether it knows JSON."""

    function = "json_array"
    output_field = models.TextField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="json_build_array", **context)


class JSONRows(Subquery):
    """The values of a subquery's one column as a JSON list; NULL or [] if it has no rows."""

    output_field = models.TextField()

    def as_sqlite(self, compiler, connection):
        template = "(SELECT json_group_array(json(told.cited)) FROM (%(subquery)s) told)"
        return self.as_sql(compiler, connection, template=template)

    def as_postgresql(self, compiler, connection):
        template = "(SELECT json_agg(told.cited)::text FROM (%(subquery)s) told)"
        return self.as_sql(compiler, connection, template=template)


def cited(citations: QuerySet[Citation], *columns: str, of: str = "pk") -> JSONRows:
    """For an annotation of rows with the key of their records: these columns, in their order."""
    own = citations.filter(record=OuterRef(of)).order_by("position", "pk")
    values = (F(name) for name in ("position", "pk", *columns))
    return JSONRows(own.annotate(cited=JSONValues(*values)).values("cited"))


def whole(model: type[Citation], of: str = "pk") -> JSONRows:
    """All that a page shows of citations and their sources; `attach` makes them instances."""
    of_source = (f"source__{name}" for name in OF_SOURCE)
    return cited(model.objects.all(), *OF_CITATION, *of_source, of=of)


def rows(told: str | None) -> list[list]:
    """The values of `cited`, without position and key, in the order of the citations."""
    return rows_of_each([told])[0]


def rows_of_each(told: list[str | None]) -> list[list[list]]:
    """The same of many records; one JSON text is parsed several times faster than many."""
    found = json.loads(f"[{','.join(one or '[]' for one in told)}]")
    for one in found:
        if len(one) > 1:
            one.sort()  # position and key come first, and no two keys are the same
    return [[values[2:] for values in one] for one in found]


def attach(record: models.Model) -> None:
    """Prefetch the citations, with their sources, that `whole` has annotated as `cited`."""
    model = record._meta.get_field("citations").related_model
    found = [
        model(
            source=Source(**dict(zip(OF_SOURCE, values[len(OF_CITATION) :], strict=True))),
            **dict(zip(OF_CITATION, values, strict=False)),
        )
        for values in rows(record.cited)
    ]
    record.__dict__.setdefault("_prefetched_objects_cache", {})["citations"] = found
