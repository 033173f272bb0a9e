"""The source's own name for the texts that the portal calls 规划摘录."""

from dataclasses import dataclass

from portal.models import SourceLine

NAME = "十四五意见稿"


@dataclass(frozen=True)
class SourceName:
    name: str
    line: int
    url: str


def source_name() -> SourceName | None:
    """The name and the source line that contains it, None without that line; one query."""
    line = SourceLine.objects.filter(text__contains=NAME).select_related("source").first()
    if line is None:
        return None
    address = f"{line.source.get_absolute_url()}?lines={line.number}#L{line.number}"
    return SourceName(NAME, line.number, address)
