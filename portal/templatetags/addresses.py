"""Template tags for links that keep the current page's parameters."""

from urllib.parse import urlencode

from django import template

from portal.web import addresses

register = template.Library()


@register.simple_tag(takes_context=True)
def with_parameters(context, **changes):
    return addresses.with_parameters(context["request"].GET, **changes)


@register.simple_tag(takes_context=True)
def in_language(context, code):
    return addresses.in_language(context["request"], code)


@register.simple_tag(takes_context=True)
def highlight_query(context, query):
    """The query string that makes a record's page mark the words of the search."""
    return f"?{urlencode({'q': context['request'].GET['q'].strip()})}" if query else ""


@register.simple_tag
def page_range(page):
    """Page numbers around this one, the first and the last, with gaps."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
