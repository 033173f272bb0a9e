"""The text index is written by one module for each database; `portal.search` reads it.

Both index each character, each pair of neighbouring characters, and each mark.
"""

from types import ModuleType

from django.db import connection

from portal.index import postgresql, sqlite


def text_index(vendor: str = "") -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[vendor or connection.vendor]
