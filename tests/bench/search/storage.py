"""How large the index is, and how long listing a record takes."""

from time import perf_counter

from django.db import connection, transaction

from policies.models import Milestone, Policy
from portal.index.writing import index_anew
from portal.models import DocumentText
from portal.suggestions import builder
from tests.bench.clock import Time, Times
from tests.bench.report import Bound, megabytes, milliseconds, ratio, table
from tests.bench.search import yardstick

# The tables and indexes of each part, as either database names them.
PARTS = {
    "index": ("portal_pairs", "portal_characters", "portal_document_grams"),
    "folded texts": ("portal_documenttext",),
    "listings": ("portal_document", "portal_documentlink"),
    "by hand": ("bench_pairs", "bench_characters", "bench_texts", "bench_grams"),
}
MOST = 2.5  # times the records' own text
MANY = 1_000


def sizes() -> str:
    stored = yardstick.sizes()
    records = sum(_bytes(model, "title", "wording") for model in (Policy, Milestone))
    folded = _bytes(DocumentText, "folded")
    rows = [("text of the records", megabytes(records), "1.00", ratio(records, folded), "")]
    rows.append(("folded text", megabytes(folded), ratio(folded, records), "1.00", ""))
    for part, tables in PARTS.items():
        size = sum(stored.get(name, 0) for name in tables)
        bound = Bound(f"≤ {MOST} × text", MOST * records).verdict(size) if part == "index" else ""
        rows.append((part, megabytes(size), ratio(size, records), ratio(size, folded), bound))
    return table("Sizes", ("", "size", "× records' text", "× folded text", "bounds"), rows)


def _bytes(model, *columns: str) -> int:
    """Of UTF-8."""
    blob = {"sqlite": "length(CAST({} AS BLOB))", "postgresql": "octet_length({})"}
    each = " + ".join(blob[connection.vendor].format(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sum({each}) FROM {model._meta.db_table}")
        return int(cursor.fetchone()[0] or 0)


def writing(times: int) -> str:
    """Every run is rolled back, so that the corpus stays what it is."""
    record = Milestone.objects.order_by("pk")[Milestone.objects.count() // 2]
    many = set(Milestone.objects.order_by("pk").values_list("pk", flat=True)[:MANY])
    runs = [_save(record) for _ in range(times)]
    rows = [
        ("one record's save, listing included", Times([save for save, _ in runs])),
        ("the suggestions after it", Times([after for _, after in runs])),
        (f"listing {MANY:,} records anew", Times([_index_anew(many) for _ in range(2)])),
    ]
    shown = [(name, milliseconds(found, "wall")) for name, found in rows]
    return table("Writing", ("", "wall"), shown)


def _save(record: Milestone) -> tuple[Time, Time]:
    with transaction.atomic():
        started = perf_counter()
        record.save()
        saved = perf_counter()
        builder.bring_up_to_date()
        done = perf_counter()
        transaction.set_rollback(True)
    return _time(saved - started), _time(done - saved)


def _index_anew(keys: set[int]) -> Time:
    with transaction.atomic():
        started = perf_counter()
        index_anew({Milestone: keys})
        done = perf_counter()
        transaction.set_rollback(True)
    return _time(done - started)


def _time(seconds: float) -> Time:
    return Time(seconds * 1000, 0)
