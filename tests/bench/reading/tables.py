"""The yardsticks' own tables, made from the records: python -m tests.bench.reading.tables.

    bench_rows        what a page shows of an entry, by its place in the order of dates
    bench_parts       entries by body and year, with all that a filtered list counts
    bench_summary     the counts of the unfiltered list
    bench_body_years  the counts of each body's list; bench_year_bodies, of each year's
    bench_body_list   the bodies with their counts, as one page shows them
    plain_…           the tables of a plain Django site

The text index and bench_entries, bench_bodies are those of `tests.bench.search.yardstick`. Prints
as JSON what the questions ask: a rare word, a record, a year, a body.
"""

import json
import os
import sys
from collections import Counter

from django.db import connection, transaction

ROWS = """
CREATE TABLE bench_rows (
    place integer PRIMARY KEY, type varchar(20) NOT NULL, slug varchar(100) NOT NULL,
    title text NOT NULL, text text NOT NULL, kind varchar(20) NOT NULL,
    date_text varchar(60) NOT NULL, first_day date NOT NULL, last_day date NOT NULL,
    first_year integer NOT NULL, last_year integer NOT NULL,
    sources varchar(200) NOT NULL, bodies text NOT NULL
);
INSERT INTO bench_rows
SELECT place, type, slug, title, wording, told.kind, date_text, timeline_start, timeline_end,
    first_month / 100, last_month / 100, sources, coalesce(names, '[]')
FROM bench_entries JOIN (
    SELECT 'policy' AS type, id AS record, slug, title, wording, kind, date_text, timeline_start,
        timeline_end FROM policies_policy
    UNION ALL
    SELECT 'milestone', id, slug, title, wording, kind, date_text, timeline_start,
        timeline_end FROM policies_milestone
) AS told USING (type, record) LEFT JOIN (
    SELECT place, CAST({json_array}(name) AS text) AS names
    FROM bench_bodies JOIN policies_body ON body = policies_body.id GROUP BY place
) AS named USING (place);
CREATE UNIQUE INDEX bench_rows_address ON bench_rows (type, slug);
CREATE INDEX bench_rows_kind ON bench_rows (kind);
CREATE INDEX bench_rows_year ON bench_rows (first_year, last_year);
CREATE INDEX bench_rows_sources ON bench_rows (sources);
CREATE TABLE bench_parts (
    body bigint NOT NULL, last_month integer NOT NULL, first_month integer NOT NULL,
    place integer NOT NULL, kind varchar(20) NOT NULL, sources varchar(200) NOT NULL
);
INSERT INTO bench_parts
SELECT body, last_month, first_month, place, kind, sources
FROM bench_bodies JOIN bench_entries USING (place);
CREATE INDEX bench_parts_of ON bench_parts (
    body, last_month, first_month, place, kind, sources
);
CREATE TABLE bench_body_years (
    body bigint NOT NULL, first_year integer NOT NULL, last_year integer NOT NULL,
    kind varchar(20) NOT NULL, number integer NOT NULL
);
INSERT INTO bench_body_years
SELECT body, first_month / 100, last_month / 100, kind, count(*) FROM bench_parts
GROUP BY 1, 2, 3, 4;
CREATE INDEX bench_body_years_of ON bench_body_years (body, first_year, last_year, kind, number);
CREATE TABLE bench_year_bodies (
    year integer NOT NULL, body bigint NOT NULL, number integer NOT NULL, PRIMARY KEY (year, body)
);
CREATE TABLE bench_summary (
    dimension varchar(20) NOT NULL, value varchar(100) NOT NULL, number integer NOT NULL
);
CREATE TABLE bench_body_list AS
SELECT policies_body.id AS body, slug, name, coalesce(sum(number), 0) AS number, '' AS years
FROM policies_body LEFT JOIN bench_body_years ON body = policies_body.id
WHERE state = 'published' GROUP BY policies_body.id, slug, name;
CREATE VIEW bench_bodies_counted AS
SELECT slug, name, count(place) AS number
FROM policies_body LEFT JOIN bench_bodies ON body = policies_body.id
WHERE state = 'published' GROUP BY slug, name;
"""
PLAIN = """
CREATE TABLE plain_body (
    id bigint PRIMARY KEY, slug varchar(100) NOT NULL UNIQUE, name varchar(200) NOT NULL
);
INSERT INTO plain_body SELECT body, slug, name FROM bench_body_list;
CREATE TABLE plain_entry (
    id bigint PRIMARY KEY, slug varchar(100) NOT NULL, title varchar(300) NOT NULL,
    text text NOT NULL, kind varchar(20) NOT NULL, date_text varchar(60) NOT NULL,
    first_day date NOT NULL, last_day date NOT NULL, source varchar(200) NOT NULL
);
INSERT INTO plain_entry
SELECT place, slug, title, '', kind, date_text, first_day, last_day, sources FROM bench_rows;
CREATE INDEX plain_entry_slug ON plain_entry (slug);
CREATE INDEX plain_entry_kind ON plain_entry (kind);
CREATE INDEX plain_entry_day ON plain_entry (first_day, id);
CREATE TABLE plain_entry_bodies (
    id {serial}, entry_id bigint NOT NULL REFERENCES plain_entry (id),
    body_id bigint NOT NULL REFERENCES plain_body (id), UNIQUE (entry_id, body_id)
);
INSERT INTO plain_entry_bodies (entry_id, body_id) SELECT place, body FROM bench_bodies;
CREATE INDEX plain_entry_bodies_body ON plain_entry_bodies (body_id)
"""
TABLES = (
    *("plain_entry_bodies", "plain_entry", "plain_body", "bench_body_list", "bench_summary"),
    *("bench_year_bodies", "bench_body_years", "bench_parts", "bench_rows"),
)
WORDS_OF = {  # as each database says it
    "sqlite": {"json_array": "json_group_array", "serial": "integer PRIMARY KEY"},
    "postgresql": {"json_array": "json_agg", "serial": "bigserial PRIMARY KEY"},
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    prepare(plain="growth" not in sys.argv[1:])
    print(json.dumps(what_to_ask()))


def prepare(*, plain: bool) -> None:
    """Make the tables, those of the plain site too, unless they were made of the same records."""
    from tests.bench.search import yardstick
    from tests.bench.search.scan import texts

    made = yardstick.prepare(anew=False)
    wanted = TABLES if plain else [name for name in TABLES if not name.startswith("plain_")]
    if not made and set(wanted) <= set(connection.introspection.table_names()):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP VIEW IF EXISTS bench_bodies_counted")
        for table in TABLES:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
        for statements in (ROWS, PLAIN) if plain else (ROWS,):
            for statement in statements.format(**WORDS_OF[connection.vendor]).split(";\n"):
                if statement:  # PostgreSQL refuses an empty one
                    cursor.execute(statement)
        _summarise(cursor)
        if plain:
            # All that our search finds an entry by, so that the plain site finds as many.
            cursor.executemany(
                "UPDATE plain_entry SET text = %s WHERE id = %s",
                [(text, place) for place, text in texts()],
            )
    with connection.cursor() as cursor:
        for table in wanted:
            cursor.execute(f"ANALYZE {table}")


def _summarise(cursor) -> None:
    """Counts by dimension: years, kinds, sources, and the bars of the rail by year and kind."""
    found: Counter = Counter()
    cursor.execute(
        "SELECT first_year, last_year, kind, sources, count(*) FROM bench_rows GROUP BY 1, 2, 3, 4"
    )
    for first, last, kind, sources, number in cursor.fetchall():
        found["total", ""] += number
        found["kind", kind] += number
        for source in sources.split():
            found["source", source] += number
        for year in range(first, last + 1):
            found["year", str(year)] += number
            found["rail", f"{year} {kind}"] += number
    rows = [(*key, number) for key, number in found.items()]
    cursor.executemany("INSERT INTO bench_summary VALUES (%s, %s, %s)", rows)
    years: dict[int, Counter] = {}
    cursor.execute("SELECT body, first_year, last_year, number FROM bench_body_years")
    for body, first, last, number in cursor.fetchall():
        of = years.setdefault(body, Counter())
        of.update(dict.fromkeys(range(first, last + 1), number))
    cursor.executemany(
        "UPDATE bench_body_list SET years = %s WHERE body = %s",
        [(json.dumps(dict(sorted(of.items()))), body) for body, of in years.items()],
    )
    cursor.executemany(
        "INSERT INTO bench_year_bodies VALUES (%s, %s, %s)",
        [(year, body, number) for body, of in years.items() for year, number in of.items()],
    )


def what_to_ask() -> dict:
    with connection.cursor() as cursor:

        def one(sql: str, *params):
            cursor.execute(sql, params)
            return cursor.fetchone()

        total = one("SELECT number FROM bench_summary WHERE dimension = 'total'")[0]
        body, slug = one("SELECT body, slug FROM bench_body_list ORDER BY number DESC, body")
        year = one(
            "SELECT first_year FROM bench_body_years WHERE body = %s"
            " GROUP BY 1 ORDER BY sum(number) DESC, 1 DESC",
            body,
        )[0]
        type_, record, title = one(
            "SELECT type, slug, title FROM bench_rows WHERE place = %s", (total + 1) // 2
        )
        slugs = "SELECT slug FROM bench_body_list ORDER BY number DESC, body LIMIT 40"
        cursor.execute(slugs)
        bodies = [found for (found,) in cursor.fetchall()]
    asked = {"total": total, "body": body, "body_slug": slug, "year": year, "bodies": bodies}
    return asked | {"type": type_, "slug": record, "title": title, "rare": _rare_word(total)}


def _rare_word(total: int) -> str:
    """Four characters that stand in about ten entries, or in one of a small catalogue."""
    from portal.search.query import parse
    from tests.bench.search import yardstick

    wanted = 10 if total > 1000 else 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM bench_rows WHERE place %% %s = 1", [max(total // 20, 1)])
        texts = [text for (text,) in cursor.fetchall()]
    tried = {}
    for text in texts:
        for at in range(0, min(len(text), 80) - 4, 3):
            word = text[at : at + 4]
            if all("\u4e00" <= letter <= "\u9fff" for letter in word):
                tried[word] = len(yardstick.places(parse(word)))
                if tried[word] == wanted:
                    return word
    return min(tried, key=lambda word: (abs(tried[word] - wanted), word))


if __name__ == "__main__":
    main()
