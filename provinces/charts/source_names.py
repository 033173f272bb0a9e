"""The source's own name for the texts that the portal calls 规划摘录."""

from portal.models import SourceLine
from portal.prepared import Prepared
from portal.web.rows import Link

NAME = "十四五意见稿"
_LINE = Prepared(
    lambda: SourceLine.objects.filter(text__contains=NAME).select_related("source")[:1]
)


def source_name() -> Link | None:
    """The name, linked to the source line that contains it; one query."""
    line = _LINE.first()
    if line is None:
        return None
    return Link(f"{line.source.get_absolute_url()}?lines={line.number}#L{line.number}", NAME)
