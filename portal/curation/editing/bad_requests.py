"""Refuses admin requests with letters or too many digits where a primary key belongs.

Django's own views would pass them to the database, which fails.
"""

import re
from collections.abc import Callable
from functools import wraps

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse

LARGEST_KEY = 2**63 - 1
# Parameters with free text or an address to return to.
_FREE = {"q", "term", "next", "_changelist_filters"}
_TOO_LONG = re.compile("[0-9]{19}")


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= LARGEST_KEY


def refusing_bad_requests(view: Callable) -> Callable:
    """`view`, except that bad parameters give 400, and a too large key in the path 404."""

    @wraps(view)
    def sound(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        for value in kwargs.values():
            if isinstance(value, int) and value > LARGEST_KEY:
                raise Http404(value)
        for name, values in request.GET.lists():
            for value in values:
                if "\x00" in value or (name not in _FREE and _TOO_LONG.search(value)):
                    raise BadRequest(f"{name}={value!r}")
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(map(is_key, chosen)):
            raise BadRequest(f"{ACTION_CHECKBOX_NAME}={chosen!r}")
        return view(request, *args, **kwargs)

    return sound
