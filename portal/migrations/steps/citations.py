"""Makes a citation of each record's own source and lines, and of what its history says of them."""

from django.db import connection, models

# Source and lines of a row, as a place.
PLACE = """CASE WHEN line_start IS NULL THEN ''
    WHEN line_start = line_end THEN CAST(line_start AS text)
    ELSE CAST(line_start AS text) || '-' || CAST(line_end AS text) END"""

STORED = """
INSERT INTO {citations} (id, record_id, position, source_id, place, url, quote, supports,
    line_start, line_end)
SELECT id, id, 1, source_id, {place}, '', '', %s, line_start, line_end
FROM {records} WHERE source_id IS NOT NULL
"""

# A history row of a citation for each one of its record that says something else than before.
HISTORY = """
INSERT INTO {citation_history} (id, record_id, position, source_id, place, url, quote, supports,
    history_type, history_date, history_change_reason, history_user_id, change_set_id)
SELECT id, id, 1, COALESCE(source, before_source),
    CASE WHEN source IS NULL THEN before_place ELSE place END, '', '', %s,
    CASE WHEN before_source IS NULL THEN '+' WHEN source IS NULL THEN '-' ELSE '~' END,
    history_date, history_change_reason, history_user_id, change_set_id
FROM (
    SELECT *, LAG(source) OVER in_order AS before_source, LAG(place) OVER in_order AS before_place
    FROM (
        SELECT *, CASE WHEN history_type = '-' THEN NULL ELSE source_id END AS source,
            {place} AS place
        FROM {record_history}
    ) AS said
    WINDOW in_order AS (PARTITION BY id ORDER BY change_set_id, history_id)
) AS told
WHERE COALESCE(source, 0) <> COALESCE(before_source, 0)
    OR (source IS NOT NULL AND place <> before_place)
ORDER BY change_set_id, history_id
"""


def cite(apps, app_label: str, name: str, supports: str) -> None:
    """For migrations (state `apps`) of a model whose rows still have source and lines.

    A citation gets the primary key of its record.
    """
    tables = {
        table: _quoted(apps.get_model(app_label, of))
        for table, of in {
            "citations": f"{name}Citation",
            "citation_history": f"Historical{name}Citation",
            "records": name,
            "record_history": f"Historical{name}",
        }.items()
    }
    with connection.cursor() as cursor:
        for sql in (STORED, HISTORY):
            cursor.execute(sql.format(**tables, place=PLACE), [supports])
        _go_on_after(cursor, apps.get_model(app_label, f"{name}Citation"), tables)


def _quoted(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _go_on_after(cursor, model: type[models.Model], tables: dict[str, str]) -> None:
    """No new citation gets a key of the history, which may tell of records that are gone."""
    cursor.execute("SELECT MAX(id) FROM {citation_history}".format(**tables))
    last = cursor.fetchone()[0]
    if last is None:
        return
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
    else:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])
