"""Repeats blocks of the page's head in its social preview."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def block_again(context, name):
    """The content of `{% block name %}`, because a template may contain a block only once."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return SafeString(block.render(context).strip())
