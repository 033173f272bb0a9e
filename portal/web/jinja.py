"""The Jinja2 environment of the public pages: the functions and filters that templates may use.

The admin's templates are Django's own, because they extend those of Django's admin.
"""

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from operator import attrgetter

from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language, gettext, ngettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from portal.text.folding import shortened
from portal.web import highlights
from portal.web.addresses import highlight_query, with_parameters
from portal.web.date_format import format_date, today
from portal.web.languages import language

OPTIONS = {
    "extensions": ["jinja2.ext.i18n"],
    # An unknown name is a mistake, so it is an error instead of an empty string.
    "undefined": StrictUndefined,
    # Lines that hold only a tag leave no white space in the page.
    "trim_blocks": True,
    "lstrip_blocks": True,
    "cache_size": -1,  # all templates stay compiled
}


def environment(**options) -> Environment:
    made = Environment(**options | OPTIONS)  # noqa: S701 - Django's back end turns autoescape on
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)
    made.globals |= {
        "_": translated,
        "highlight_query": highlight_query,
        "language": language,
        "static": cache(static),
        "today": today,
        "url": url,
        "with_parameters": with_parameters,
    }
    made.filters |= {
        "format_date": format_date,
        "found_in": highlights.found_in,
        "in_marks": highlights.in_marks,
        "in_runs": in_runs,
        "is_hit": highlights.is_hit,
        "linebreaksbr": linebreaksbr,
        "marked": highlights.marked,
        "shortened": shortened,
    }
    return made


def translated(sentence: str) -> Markup:
    """A sentence of a template in the language of the page."""
    return _translated(get_language(), sentence)


@cache
def _translated(language: str, sentence: str) -> Markup:
    return Markup(gettext(sentence))  # noqa: S704 - translations are ours


def url(name: str, *args) -> str:
    """The address of a page; those without arguments are resolved once per language."""
    if args:
        return reverse(name, args=args)
    return _url(name, get_language(), get_script_prefix())


@cache
def _url(name: str, language: str, script_prefix: str) -> str:
    return reverse(name)


def in_runs(items: Iterable, attribute: str) -> list[tuple]:
    """(value of the attribute, items) of each run of items with the same value."""
    return [(value, list(run)) for value, run in groupby(items, attrgetter(attribute))]
