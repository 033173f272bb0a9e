"""RIS, which Zotero, EndNote, Mendeley and NoteExpress import."""

from collections.abc import Iterable, Iterator
from datetime import date

from portal.references.known_dates import Parts, known
from portal.references.reference import PORTAL, Cited, Reference

_END_OF_LINE = "\r\n"


def text(cited: Iterable[Cited]) -> str:
    lines = (f"{tag}  - {value}" for one in cited for tag, value in _fields(one))
    return "".join(f"{line}{_END_OF_LINE}" for line in lines)


def _fields(cited: Cited) -> Iterator[tuple[str, str]]:
    reference = cited.reference
    yield "TY", "ELEC"
    yield "ID", reference.key
    for author in reference.authors:
        yield "AU", _one_line(author)
    for organizer in reference.organizers:
        yield "A2", _one_line(organizer)
    yield "TI", _one_line(reference.title)
    yield "T2", PORTAL
    yield from _dates(reference)
    if reference.number:
        yield "M1", _one_line(reference.number)
    if reference.version is not None:
        yield "ET", str(reference.version)
    yield "UR", cited.address
    yield "Y2", _slashed(_parts(cited.accessed))
    yield "LA", "zh-CN"
    for remark in reference.remarks():
        yield "N1", _one_line(remark)
    yield "ER", ""


def _dates(reference: Reference) -> Iterator[tuple[str, str]]:
    """What is known of both ends; the words of any other date stand in DA's fourth part."""
    found = known(reference.date)
    common = found.common() if found and not found.is_circa else ()
    if common:
        yield "PY", str(common[0])
    if stated := reference.date:
        is_all = found and not found.last and not stated.is_uncertain
        yield "DA", _slashed(common, "" if is_all else str(stated))


def _slashed(parts: Parts, in_words: str = "") -> str:
    """2016/09/25/, 2016///, or 2018/04//2018年4月22—24日."""
    digits = [f"{part:02d}" for part in parts] + [""] * (3 - len(parts))
    return "/".join([*digits, in_words])


def _parts(day: date) -> Parts:
    return day.year, day.month, day.day


def _one_line(value: str) -> str:
    return " ".join(value.split())
