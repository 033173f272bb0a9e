"""Refuses admin requests that are not as the admin's own pages post them.

Django's own views would pass letters or too many digits in place of a primary key to the database,
and store a row again that is not counted among the stored ones. The database refuses either.
"""

import re
from collections.abc import Callable
from functools import wraps

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

LARGEST_KEY = 2**63 - 1
# Parameters with free text or an address to return to.
_FREE = {"q", "term", "next", "_changelist_filters"}
_TOO_LONG = re.compile("[0-9]{19}")


class MiscountedError(BadRequest):
    """The posted rows of a formset are not as many as its management form says."""

    def __init__(self, name: str, sentence: str):
        self.sentence = f"{name}：{sentence}没有保存，请重新打开表单再填。"
        super().__init__(self.sentence)


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


def expect_counted(posted: QueryDict, prefix: str, most: int) -> None:
    """Raises MiscountedError unless the management form of a formset counts its rows.

    The first INITIAL_FORMS of the TOTAL_FORMS rows are those that have an id. `most` is the limit.
    """
    total, stored = (
        _count(posted, f"{prefix}-{name}_FORMS", most) for name in ("TOTAL", "INITIAL")
    )
    for name, value in posted.items():
        number, _, field = name.removeprefix(f"{prefix}-").partition("-")
        if not name.startswith(f"{prefix}-") or not is_key(number):
            continue
        if int(number) >= (stored if field == "id" and value else total):
            sentence = f"按表单所记，只有 {total} 行，其中 {stored} 行是已有的。"
            raise MiscountedError(name, sentence)


def _count(posted: QueryDict, name: str, most: int) -> int:
    value = posted.get(name, "")
    if not is_key(value) or int(value) > most:
        raise MiscountedError(name, f"“{value[:20]}”不是行数，须是 0 至 {most}。")
    return int(value)
