"""The curators' tables, each in its file; importing them registers them."""

from policies.admin import bodies, differences, entries

__all__ = ["bodies", "differences", "entries"]
