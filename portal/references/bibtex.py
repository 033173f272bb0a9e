"""BibTeX; its field `date` is BibLaTeX's, which has ranges and 约 (EDTF: 2016~)."""

from collections.abc import Iterable, Iterator

from portal.references.known_dates import iso, known
from portal.references.reference import PORTAL, Cited, Reference

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# BibTeX counts braces even if they are escaped, so they are named.
_ESCAPED = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)


def text(cited: Iterable[Cited]) -> str:
    return "\n".join(_entry(one) for one in cited)


def _entry(cited: Cited) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(cited))
    return f"@misc{{{cited.reference.key},\n{fields}}}\n"


def _fields(cited: Cited) -> Iterator[tuple[str, str]]:
    reference = cited.reference
    if authors := _names(reference.authors, reference.others):
        yield "author", authors
    if organizers := _names(reference.organizers, ""):
        yield "organization", organizers
    yield "title", _braced(f"{{{_plain(reference.title)}}}")
    yield from _dates(reference)
    if reference.number:
        yield "number", _braced(_plain(reference.number))
    yield "howpublished", _braced(f"{{{_plain(PORTAL)}}}")
    if reference.version is not None:
        yield "version", _braced(str(reference.version))
    yield "url", _braced(cited.address)
    yield "urldate", _braced(cited.accessed.isoformat())
    yield "langid", _braced("chinese")
    if remarks := reference.remarks():
        yield "note", _braced(_plain("；".join(remarks)))


def _dates(reference: Reference) -> Iterator[tuple[str, str]]:
    found = known(reference.date)
    if found is None:
        return
    if not found.is_circa and (common := found.common()):
        yield "year", _braced(str(common[0]))
        if len(common) > 1:
            yield "month", _MONTHS[common[1] - 1]
    edtf = f"{iso(found.first)}~" if found.is_circa else found.joined("/")
    yield "date", _braced(edtf)


def _names(names: Iterable[str], others: str) -> str:
    """Each name in braces of its own, so that it is not taken for a person's."""
    braced = [f"{{{_plain(name)}}}" for name in names]
    if braced and others:
        braced.append("others")
    return _braced(" and ".join(braced)) if braced else ""


def _plain(value: str) -> str:
    return " ".join(value.split()).translate(_ESCAPED)


def _braced(value: str) -> str:
    return f"{{{value}}}"
