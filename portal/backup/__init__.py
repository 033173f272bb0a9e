"""A copy of all that the database holds in one file, and back.

The file is a zip archive: `manifest.json`, a file of JSON lines for each table, and
`SHA256SUMS` over them all. It is the same for SQLite and PostgreSQL, so that a copy of one
can be brought back into the other.
"""
