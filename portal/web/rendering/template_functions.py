"""The functions and filters that the public pages' templates may use."""

from collections.abc import Callable, Iterable
from itertools import groupby
from operator import attrgetter

from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext
from jinja2 import Environment, pass_environment
from markupsafe import Markup

from portal import record_types
from portal.text.folding import shortened
from portal.web import appearance
from portal.web.addresses import (
    feed_of,
    file_of,
    highlight_query,
    permalink,
    with_parameters,
    with_query,
)
from portal.web.languages import language
from portal.web.rendering import highlights
from portal.web.rendering.date_format import format_date, format_day, today


def translated(sentence: str) -> Markup:
    """A sentence of a template in the language of the page."""
    return Markup(gettext(sentence))  # noqa: S704 - translations are ours


def url(name: str, *args) -> str:
    return reverse(name, args=args)


def language_tag() -> str:
    """For HTML, as in zh-Hans."""
    return language().tag


def language_locale() -> str:
    """For social previews, as in zh_CN."""
    return language().locale


def themes() -> list[tuple[str, str]]:
    """(value, label) of the themes to choose from."""
    return [(value, str(label)) for value, label in appearance.CHOICES.items()]


@pass_environment
def row_macros(environment: Environment, declared: str, name: str) -> dict[str, Callable]:
    """Record type → the macro `name` of the template that the type has `declared` for its rows."""
    return {
        one.name: getattr(environment.get_template(getattr(one, declared)).module, name)
        for one in record_types.listed()
    }


def in_runs(items: Iterable, attribute: str) -> list[tuple]:
    """(value of the attribute, items) of each run of items with the same value."""
    return [(value, list(run)) for value, run in groupby(items, attrgetter(attribute))]


# Their results for the same arguments are the same on all pages of a language. No template may
# use these names for something else.
FIXED = {
    "_": translated,
    "language_locale": language_locale,
    "language_tag": language_tag,
    "static": static,
    "themes": themes,
    "url": url,
}
GLOBALS = {
    "feed_of": feed_of,
    "file_of": file_of,
    "highlight_query": highlight_query,
    "permalink": permalink,
    "row_macros": row_macros,
    "today": today,
    "with_parameters": with_parameters,
}
FILTERS = {
    "format_date": format_date,
    "format_day": format_day,
    "found_in": highlights.found_in,
    "in_marks": highlights.in_marks,
    "in_runs": in_runs,
    "is_hit": highlights.is_hit,
    "linebreaksbr": linebreaksbr,
    "marked": highlights.marked,
    "shortened": shortened,
    "with_query": with_query,
}
