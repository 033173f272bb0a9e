"""Numbered lines of a source text, and the errors that point at one."""

from pathlib import Path

from portal.sources.records import Line, SourceError


def read_lines(path: Path) -> list[Line]:
    """All lines of a UTF-8 file, unchanged."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path.name}: cannot be read: {error}") from error
    return [
        Line(number, line) for number, line in enumerate(text.removesuffix("\n").split("\n"), 1)
    ]


def unreadable(path: Path, line: Line, expected: str) -> SourceError:
    return SourceError(f"{path.name}:{line.number}: expected {expected}, saw {line.text!r}")
