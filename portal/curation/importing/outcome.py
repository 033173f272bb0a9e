"""What the page of an imported file shows: the progress of reading it, then the outcome."""

import logging
from collections.abc import Generator, Iterator

from portal.curation.importing.batches import StaleError, UnansweredError
from portal.curation.importing.resource import RecordResource
from portal.curation.importing.verdicts import Preview
from portal.curation.progress_page import Piece
from portal.models import ImportBatch

log = logging.getLogger(__name__)


def pieces(
    batch: ImportBatch, resource: RecordResource, work: Generator[int, None, Preview]
) -> Iterator[Piece]:
    more = {}
    try:
        found = yield from work
    except StaleError:
        more["error"] = "预览之后，这里的记录或您的权限有了变化，没有导入。请重新预览。"
    except UnansweredError:
        more["error"] = "有的行须先核对并确认，没有导入。请重新预览。"
    except Exception:
        # The page has begun, so the error can only be shown on it.
        log.exception("Import of %s failed", batch.pk)
        more["error"] = "导入时出了错，没有改动任何记录。管理员可在日志里看到原因。"
    else:
        more["found"] = found
        more["asked"] = [
            (kind, number, resource.label_of(kind), kind in found.linkable)
            for kind, number in found.questions.items()
        ]
    yield "_preview", more
