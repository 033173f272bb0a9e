"""Addresses of records' pages without resolving each of them, because a page links to hundreds."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

_SLUG = "__slug__"


def address_of(name: str, slug: str) -> str:
    """What `reverse(name, args=[slug])` returns for a valid slug, in the language of the page."""
    return Addresses().of(name, slug)


class Addresses:
    """The same for many records of one page, whose language is looked up once."""

    def __init__(self):
        self._place = get_language(), get_script_prefix()

    def of(self, name: str, slug: str) -> str:
        before, after = _pattern(name, *self._place)
        return f"{before}{slug}{after}"


@lru_cache(maxsize=256)
def _pattern(name: str, language: str | None, prefix: str) -> tuple[str, str]:
    """What is before and after the slug; `reverse` knows language and prefix by itself."""
    before, _, after = reverse(name, args=[_SLUG]).partition(_SLUG)
    return before, after
