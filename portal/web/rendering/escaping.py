"""Escapes values for HTML."""

from markupsafe import _escape_inner as escape_text


def escaped(value: object) -> str:
    """Like markupsafe.escape, but six times as fast, because it makes no Markup of the result."""
    if type(value) is str:
        return escape_text(value)
    return value.__html__() if hasattr(value, "__html__") else escape_text(str(value))
