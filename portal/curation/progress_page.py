"""Streams an admin page while its work is done: the progress first, then the outcome.

Work on thousands of records takes seconds; the progress needs no script.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from simple_history.models import HistoricalRecords

HERE = "<!-- what is found -->"
# How much is done; or a template in admin/curation, and its context beside the page's.
Piece = int | tuple[str, dict]


def stream(
    request: HttpRequest, template: str, context: dict, work: Callable[[], Iterator[Piece]]
) -> StreamingHttpResponse:
    """The page, with the pieces that `work` gives where its template says HERE.

    `context` has the `total` that is to be done.
    """

    def render(name: str, **more) -> str:
        return render_to_string(f"admin/curation/{name}.html", context | more, request)

    before, after = render(template).split(HERE)
    language = get_language()

    def written() -> Iterator[str]:
        yield before
        with _acting(request), override(language):
            for piece in work():
                name, more = ("_progress", {"done": piece}) if isinstance(piece, int) else piece
                yield render(name, **more)
        yield after

    response = StreamingHttpResponse(written())
    response["X-Accel-Buffering"] = "no"
    return response


@contextmanager
def _acting(request: HttpRequest) -> Iterator[None]:
    """Around changes made after the view has returned, so that their history has the user."""
    HistoricalRecords.context.request = request
    try:
        yield
    finally:
        del HistoricalRecords.context.request
