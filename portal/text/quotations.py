"""Reads what the quoted words of a citation say, if that is certain: a title, a date, a number.

`is_alone` says that the words are quoted for this one statement. Words that may be of a text on
many matters (`is_of_text`) are read only as a whole: 根据国发〔2015〕50号 in a wording names
another document.
"""

import re

from portal.text.dates import DateError, PartialDate, read_typed
from portal.text.document_numbers import DocumentNumber, find, parse
from portal.text.folding import fold

_TITLE = re.compile("《((?:[^《》]|《[^《》]*》)+)》")
_AROUND = " \t\r\n\u3000，。；：、,.;:!！“”\"'"
_CLAUSE = re.compile(r"[\s\u3000，。；：、,;:“”\"]+")
_DIGIT = "[0-9０-９〇零○一二三四五六七八九十]"
# A day anywhere in a text, unless the words around it make it part of something else.
_DAY = re.compile(
    rf"(?<![约至到—–~～-])({_DIGIT}{{4}}\s*年\s*{_DIGIT}{{1,3}}\s*月\s*{_DIGIT}{{1,3}}\s*日)"
    "(?![之以]?[前后]|左右|[至—–~～-])"
)
_OF_DATE = re.compile(rf"{_DIGIT}\s*[年月日]|[0-9]{{4}}[-/.][0-9]")
_BODY = re.compile("[\u4e00-\u9fff（）]{1,30}[院厅部委会局办署组室府行社司处团]")
_REFERRING = re.compile("根据|按照|依据|依照|遵照|参见|见|原|即|与")  # words before another number
_BETWEEN = re.compile(r"[；;、\s\u3000]+")


def title_in(quote: str, *, is_alone: bool, is_of_text: bool) -> str | None:
    """The words between 《》 if there is one title; all of them if they are nothing else."""
    plain = quote.strip(_AROUND)
    if whole := _TITLE.fullmatch(plain):
        return _joined(whole[1])
    titles = _TITLE.findall(plain)
    if titles and not is_of_text:
        return _joined(titles[0]) if len(titles) == 1 else None
    return _joined(plain) or None if is_alone and not titles else None


def date_in(quote: str, *, is_of_text: bool) -> PartialDate | None:
    """The one date of the words, which is a clause of its own or a day; titles are left out."""
    plain = quote.strip(_AROUND)
    if (whole := _date(plain)) or is_of_text:
        return whole
    plain = _TITLE.sub(" ", plain)
    clauses = [one for one in _CLAUSE.split(plain) if _OF_DATE.search(one)]
    if len(clauses) != 1:
        return None
    days = _DAY.findall(clauses[0])
    if len(days) == 1 and not _OF_DATE.search(clauses[0].replace(days[0], "")):
        return _date(days[0])
    return _date(clauses[0])


def number_in(quote: str, *, is_of_text: bool) -> str | None:
    """The one document number of the words, as printed, which is a clause of its own."""
    plain = quote.strip(_AROUND)
    if _is_number(plain) or is_of_text:
        return plain if _is_number(plain) else None
    plain = _TITLE.sub(" ", plain)
    printed = [one for one in _CLAUSE.split(plain) if _is_number(one)]
    return printed[0] if len(printed) == 1 and len({*find(plain)}) == 1 else None


def bodies_in(quote: str) -> tuple[str, ...] | None:
    """The names of bodies if the words are nothing else: 国务院办公厅、公安部."""
    names = [one for one in _BETWEEN.split(quote.strip(_AROUND)) if one]
    return tuple(names) if names and all(map(_BODY.fullmatch, names)) else None


def may_be_one_body(one: str, other: str) -> bool:
    """Whether the characters of one name stand in the other, in order, as 国办 in 国务院办公厅."""
    short, long = sorted((fold(one), fold(other)), key=len)
    rest = iter(long)
    return all(character in rest for character in short)


def may_be_same_bodies(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether one list may be a part of the other, because sources often name only some."""

    def may_be_part(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
        return all(any(may_be_one_body(one, other) for other in whole) for one in part)

    return may_be_part(some, others) or may_be_part(others, some)


def may_be_one_number(one: DocumentNumber, other: DocumentNumber) -> bool:
    """Also if one of the issuers begins with words before the code."""
    issuers = one.issuer, other.issuer
    ends_alike = issuers[0].endswith(issuers[1]) or issuers[1].endswith(issuers[0])
    return one.mark == other.mark and ends_alike


def _is_number(text: str) -> bool:
    return parse(text) is not None and not _REFERRING.match(text)


def _date(text: str) -> PartialDate | None:
    try:
        return read_typed(text)
    except DateError:
        return None


def _joined(text: str) -> str:
    return " ".join(text.split())
