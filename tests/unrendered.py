"""Answers with their context and without their text, for tests that read the context alone."""

from contextlib import contextmanager

import pytest
from django.template.response import SimpleTemplateResponse
from django.test.signals import template_rendered


def _context_alone(response) -> str:
    template_rendered.send(response, template=None, context=response.context_data or {})
    return ""


@contextmanager
def unrendered():
    """A form of the admin takes two thirds of its time to become HTML."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimpleTemplateResponse, "rendered_content", property(_context_alone))
        yield
