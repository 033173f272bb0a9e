"""The best SQL that we can write for each question, over tables of its own (`reading.tables`)."""

from collections import Counter
from functools import cache

from django.db import connection

from portal.search.query import parse
from tests.bench.search import yardstick

COLUMNS = "type, slug, title, text, kind, date_text, first_day, last_day, sources, bodies"
FACET = 12  # bodies that a facet shows at once


def page(page: str = "1", size: str = "100") -> dict:
    """One page of the whole list with all counts, from the summary."""
    summary = _rows("SELECT dimension, value, number FROM bench_summary")
    total = next(number for dimension, _, number in summary if dimension == "total")
    newest = total - (int(page) - 1) * int(size)
    rows = f"SELECT {COLUMNS} FROM bench_rows WHERE place <= %s ORDER BY place DESC LIMIT %s"
    bodies = "SELECT slug, name, number FROM bench_body_list ORDER BY number DESC, body LIMIT %s"
    return {
        "total": total,
        "counts": summary,
        "bodies": _rows(bodies, FACET),
        "rows": _rows(rows, newest, size),
    }


def of_year_and_body(year: str, body: str) -> dict:
    """Each facet under the other filters only."""
    in_year = "last_month >= %s AND first_month <= %s"
    months = int(year) * 100 + 1, int(year) * 100 + 12
    counted = _rows(
        "SELECT first_month, last_month, kind, sources, count(*) FROM bench_parts"
        f" WHERE body = %s AND {in_year} GROUP BY 1, 2, 3, 4",
        *(body, *months),
    )
    years = _rows(
        "SELECT first_year, last_year, kind, number FROM bench_body_years WHERE body = %s", body
    )
    bodies = _rows(
        "SELECT slug, name, counted.number FROM bench_year_bodies AS counted"
        " JOIN bench_body_list USING (body) WHERE year = %s"
        " ORDER BY counted.number DESC LIMIT %s",
        *(year, FACET),
    )
    places = (
        f"SELECT place FROM bench_parts WHERE body = %s AND {in_year} ORDER BY place DESC LIMIT 100"
    )
    return {
        "total": sum(number for *_, number in counted),
        "counts": [_by_column(counted, 2), _by_column(counted, 3), years],
        "bodies": bodies,
        "rows": _shown(places, body, *months),
    }


def of_words(words: str) -> dict:
    """Counted over the hits; all of them are counted for each answer."""
    query = parse(words)
    hits, params = yardstick.hits(query)
    found = yardstick.facets(query)
    names = _names()
    bodies = sorted(found.bodies, key=lambda counted: -counted[1])[:FACET]
    return {
        "total": sum(number for *_, number in found.entries),
        "counts": found.entries,
        "bodies": [(*names[body], number) for body, number in bodies],
        "rows": _shown(f"{hits} ORDER BY place DESC LIMIT 100", *params),
    }


def record(type: str, slug: str) -> dict:  # noqa: A002 - the parameter's name in addresses
    where = "type = %s AND slug = %s"
    found = _rows(f"SELECT place, {COLUMNS} FROM bench_rows WHERE {where}", type, slug)
    beside = "SELECT type, slug, title FROM bench_rows WHERE place IN (%s, %s)"
    place = found[0][0]
    return {"rows": found, "beside": _rows(beside, place - 1, place + 1)}


def bodies() -> dict:
    listed = _rows("SELECT slug, name, number, years FROM bench_body_list ORDER BY number DESC")
    return {"total": len(listed), "rows": listed}


# Of the API's answer: what a record's own table says of it …
TOLD = (
    "id, slug, version, modified_at, title, wording, kind, date_text, timeline_start,"
    " timeline_end, timeline_precision, timeline_qualifier, number, status, written_on,"
    " published_on, in_force_on, official_url"
)
# … and what its parts do, each as one JSON list.
PARTS = {
    "issuance": ("body", "policies_body", "other.slug, other.name, role, stated, others"),
    "citation": (
        *("source", "portal_source"),
        "other.slug, place, part.url, quote, supports, line_start, line_end",
    ),
    "erratum": ("", "", "field, kind, printed, reading, reason"),
}
JSON = {
    "sqlite": ("json_group_array", "json_array"),
    "postgresql": ("json_agg", "json_build_array"),
}


def api(page: str, size: str) -> dict:
    """One page of the whole list with the bodies, citations and errata of each record."""
    [[total]] = _rows("SELECT number FROM bench_summary WHERE dimension = 'total'")
    newest = total - (int(page) - 1) * int(size)
    keys = "SELECT type, record FROM bench_entries WHERE place <= %s ORDER BY place DESC LIMIT %s"
    found = _rows(keys, newest, int(size))
    told = [
        _rows(_told(type_, len(keys)), *keys)
        for type_ in ("policy", "milestone")
        if (keys := [key for of, key in found if of == type_])
    ]
    return {"total": total, "order": found, "rows": told}


def _told(type_: str, number: int) -> str:
    parts = "".join(f", ({_part(type_, name)})" for name in PARTS)
    given = ", ".join(["%s"] * number)
    return f"SELECT {TOLD}{parts} FROM policies_{type_} AS record WHERE id IN ({given})"


def _part(type_: str, name: str) -> str:
    column, table, values = PARTS[name]
    together, one = JSON[connection.vendor]
    joined = f" JOIN {table} AS other ON other.id = part.{column}_id" if table else ""
    return (
        f"SELECT {together}({one}({values})) FROM policies_{type_}{name} AS part{joined}"
        " WHERE part.record_id = record.id"
    )


ANSWERS = {
    **dict.fromkeys(("first", "deep", "last", "front"), page),
    "api": api,
    "filtered": of_year_and_body,
    **dict.fromkeys(("common", "rare"), of_words),
    "record": record,
    "bodies": bodies,
}


def _shown(places: str, *params) -> list[tuple]:
    rows = f"SELECT {COLUMNS} FROM ({places}) AS found JOIN bench_rows USING (place)"
    return _rows(f"{rows} ORDER BY place DESC", *params)


def _by_column(counted: list[tuple], column: int) -> dict[str, int]:
    found: Counter = Counter()
    for row in counted:
        found[row[column]] += row[-1]
    return found


@cache
def _names() -> dict[int, tuple[str, str]]:
    listed = _rows("SELECT body, slug, name FROM bench_body_list")
    return {body: (slug, name) for body, slug, name in listed}


def _rows(sql: str, *params) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
