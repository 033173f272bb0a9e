"""Backs up the whole database into one file, and restores it.

The file is a zip archive of `manifest.json`, one JSON-lines file per table, and `SHA256SUMS`
over them all. The format does not depend on the database: a backup of SQLite can be restored
into PostgreSQL and the other way round.
"""
