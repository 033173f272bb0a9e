"""The source's own name for the texts that the portal calls 规划摘录."""

from typing import NamedTuple

from portal.models import SourceLine
from portal.prepared import Prepared

NAME = "十四五意见稿"
_LINE = Prepared(
    lambda: SourceLine.objects.filter(text__contains=NAME).select_related("source")[:1]
)


class SourceName(NamedTuple):
    """`url` is the line that contains the name, `source` the primary key of its source."""

    url: str
    label: str
    source: int


def source_name() -> SourceName | None:
    """The name, linked to the source line that contains it; one query."""
    line = _LINE.first()
    if line is None:
        return None
    url = f"{line.source.get_absolute_url()}?lines={line.number}#L{line.number}"
    return SourceName(url, NAME, line.source_id)
