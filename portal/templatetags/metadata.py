"""The words of a page's head, once more for those who quote the page."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def block_again(context, name):
    """What `{% block name %}` says on this page: a template may have a block only once."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return SafeString(block.render(context).strip())
