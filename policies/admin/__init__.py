"""Admin pages of this app, a file for each model; importing them registers them."""

from policies.admin import bodies, differences, entries

__all__ = ["bodies", "differences", "entries"]
