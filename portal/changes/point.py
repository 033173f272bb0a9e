"""Which point of the history is read: the records as they are, or as they were (`portal.past`)."""

from contextvars import ContextVar

_point: ContextVar[int | None] = ContextVar("point", default=None)
set_point, reset_point = _point.set, _point.reset


def point() -> int | None:
    """The change set after which the tables are read as they stood; None for the present."""
    return _point.get()
