"""Streams an admin page while its work is done: the progress first, then the outcome.

Work on thousands of records takes seconds; the progress needs no script.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from simple_history.models import HistoricalRecords

HERE = "<!-- what is found -->"
FAILED = "出了错，没有改动任何记录。管理员可在日志里看到原因。"
log = logging.getLogger(__name__)
# How much is done; at last the context of the outcome, beside the page's.
Piece = int | dict


def stream(
    request: HttpRequest,
    template: str,
    context: dict,
    work: Iterable[Piece],
    outcome: str,
    errors: tuple[type[Exception], ...],
    failed: str = FAILED,
) -> StreamingHttpResponse:
    """The page; where its template says HERE, the progress of `work`, then the `outcome`.

    Both are templates in admin/curation. `context` has the `total` that is to be done. If the work
    raises one of `errors`, the outcome shows it as `error`, and `failed` for any other error.
    """

    def render(name: str, **more) -> str:
        return render_to_string(f"admin/curation/{name}.html", context | more, request)

    before, after = render(template).split(HERE)
    language = get_language()

    def written() -> Iterator[str]:
        yield before
        more = {}
        with _acting(request), override(language):
            try:
                for piece in work:
                    if isinstance(piece, int):
                        yield render("_progress", done=piece)
                    else:
                        more = piece
            except errors as error:
                more = {"error": str(error)}
            except Exception:
                # The page has begun, so the error can only be shown on it.
                log.exception("%s failed", context["title"])
                more = {"error": failed}
            yield render(outcome, **more)
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
