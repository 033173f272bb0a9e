"""Admin pages of this app, a file for each model; importing them registers them."""

# In the order in which the admin lists the models.
from policies.admin import entries, bodies, differences, dashboard  # noqa: I001

__all__ = ["bodies", "dashboard", "differences", "entries"]
