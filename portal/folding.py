"""Texts folded for comparison, never for display."""

import unicodedata

_PASSED_OVER = set("《》“”‘’\"' \t")


def fold(text: str) -> str:
    """Full and half width made one; quotation marks, title marks and spaces left out."""
    return "".join(mark for mark in unicodedata.normalize("NFKC", text) if mark not in _PASSED_OVER)
