"""Line numbers as people write them, and as the place of a citation is stored: 463-466."""

import re

_LINES = re.compile(r"第?([1-9][0-9]{0,6})(?:[-–—~～至]第?([1-9][0-9]{0,6}))?行?")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９－", "0123456789-")
_BLANK = re.compile(r"\s+")


def read_lines(place: str) -> tuple[int, int] | None:
    """463-466, or 第463行 as people type it; None for a place that is no line numbers."""
    match = _LINES.fullmatch(_BLANK.sub("", place.translate(_HALF_WIDTH)))
    return (int(match[1]), int(match[2] or match[1])) if match else None


def place_of(first: int, last: int) -> str:
    """The place of lines of a text as it is stored."""
    return str(first) if first == last else f"{first}-{last}"
