"""Streams the page of an imported file: first the progress of reading it, then the result.

Reading thousands of rows takes seconds; the progress needs no script.
"""

import logging
from collections.abc import Callable, Generator, Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, override

from portal.curation.importing.batches import StaleError, UnansweredError, acting
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.verdicts import Preview

HERE = "<!-- what is found -->"
log = logging.getLogger(__name__)

Work = Callable[[], Generator[int, None, Preview]]


def stream(
    request: HttpRequest, context: dict, resource: RecordResource, work: Work
) -> StreamingHttpResponse:
    """`context` has the batch, its table and `total`, the number of its rows."""
    page = render_to_string("admin/curation/importing.html", context, request)
    before, after = page.split(HERE)
    language = get_language()

    def written() -> Iterator[str]:
        yield before
        with acting(request), override(language):
            yield from _results(request, context, resource, work)
        yield after

    response = StreamingHttpResponse(written())
    response["X-Accel-Buffering"] = "no"
    return response


def _results(
    request: HttpRequest, context: dict, resource: RecordResource, work: Work
) -> Iterator[str]:
    found: list[Preview] = []
    more = {}
    try:
        for done in _collect(work(), found):
            yield _render("_progress.html", request, context | {"done": done})
    except StaleError:
        more["error"] = "预览之后，这里的记录或您的权限有了变化，没有导入。请重新预览。"
    except UnansweredError:
        more["error"] = "有的行须先核对并确认，没有导入。请重新预览。"
    except Exception:
        # The page has begun, so the error can only be shown on it.
        log.exception("Import of %s failed", context["batch"].pk)
        more["error"] = "导入时出了错，没有改动任何记录。管理员可在日志里看到原因。"
    if found:
        more |= {"found": found[0], "done": context["total"]}
        more["asked"] = [
            (kind, number, resource.label_of(kind), kind in found[0].linkable)
            for kind, number in found[0].questions.items()
        ]
    yield _render("_preview.html", request, context | more)


def _collect(work: Generator[int, None, Preview], found: list[Preview]) -> Iterator[int]:
    found.append((yield from work))


def _render(name: str, request: HttpRequest, context: dict) -> str:
    return render_to_string(f"admin/curation/{name}", context, request)
