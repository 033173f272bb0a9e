"""Chooses the text index's back end, one module per database; `portal.search` reads the index.

Both index characters, pairs of neighbouring characters, and marks.
"""

from types import ModuleType

from django.db import connection

from portal.index.text_index import postgresql, sqlite


def text_index(vendor: str = "") -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[vendor or connection.vendor]


def tidy() -> None:
    """What is better done after a change than under its lock."""
    text_index().tidy(connection)
