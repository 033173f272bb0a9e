"""A page that does not exist, and why."""

from django.http import Http404


class Explained(Http404):
    """Its message is a sentence that is shown to the reader."""
