"""The short title of a source for which nobody has written one."""

from portal.models import Source
from portal.text.folding import beginning

_LONGEST = Source._meta.get_field("short_title").max_length


def short_title_of(title: str) -> str:
    """The beginning of the title, with a number if another source has it."""
    short = beginning(title.strip("《》"), _LONGEST)
    number = 2
    while Source.objects.filter(short_title=short).exists():
        short = f"{beginning(title.strip('《》'), _LONGEST - 5)}（{number}）"
        number += 1
    return short
