"""Issuing bodies of an entry, with roles and reasons, as one cell of a spreadsheet."""

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from policies.models import BETWEEN_NAMES, Body, MilestoneIssuance
from portal.curation.importing.parts import PartsColumn
from portal.curation.importing.references import References

ROLES = {str(label): value for value, label in MilestoneIssuance.Role.choices}
ISSUED = MilestoneIssuance.Role.ISSUED
LONGEST_OTHERS = MilestoneIssuance._meta.get_field("others").max_length
MOST_NAMED = 10  # errors of a text
INFERRED, BASIS, OTHERS = "推定", "依据", "另有"
AFTER_ROLE = "也可写 另有：等部门、推定：理由、依据：原话。"
GUIDANCE = (
    "国务院；国家网信办（主办）；国家标准委（建立，另有：等部门）；"
    "国家发展改革委（推定：理由）。依次写，以分号或顿号隔开；有两个角色的写两次。"
)
_OPEN, _CLOSE = "（(", "）)"
# 主办，另有：等部门，推定：由联合发文推定; each of the three may be left out.
_NOTE = re.compile(
    rf"(?:({'|'.join(ROLES)})\s*(?:[，,]\s*|$))?"
    rf"(?:{OTHERS}[：:]([^，,：:]+)(?:[，,]\s*|$))?"
    rf"(?:({INFERRED}|{BASIS})(?:[：:](.*))?)?",
    re.DOTALL,
)


class IssuancesColumn(PartsColumn):
    """国务院；国家网信办（主办）；国家发展改革委（推定：由联合发文推定）, in printed order.

    Brackets contain the role unless it is 发布, the source's wording for unnamed bodies (另有：
    等部门), and the basis: 推定：… is the reason of an inferred part, 依据：… the source's words.
    A basis that is left out does not change. A body with two roles is written twice.
    """

    relation, prefetch = "issuances", "issuances__body"
    fields = ("body", "role", "stated", "basis", "others")
    naming = 2
    is_ordered = True

    def __init__(self):
        super().__init__("issuances_said", "发布主体", GUIDANCE)
        self.references = References(Body)

    def names_in(self, text):
        items = split(text)
        return {*items, *(_split_note(item)[0] for item in items)}

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        # Parts are identified by body and role, or by the body alone if a role was corrected.
        bases = {body: basis for body, _, _, basis, _ in stored}
        bases |= {(body, role): basis for body, role, _, basis, _ in stored}
        self.references.read(self.names_in(text))
        rows, wrong = [], []
        for item in split(text):
            try:
                row = self._row(item, bases)
                if row[:2] in [one[:2] for one in rows]:
                    raise ValueError(f"“{row[0]}”以同一角色写了不止一次。")
                rows.append(row)
            except ValueError as error:
                wrong.append(str(error))
            if len(wrong) == MOST_NAMED:
                break
        if wrong:
            raise ValueError("".join(dict.fromkeys(wrong)))
        return rows

    def _row(self, item: str, bases: dict) -> tuple:
        name, (role, others, stated, basis) = self._read(item)
        body = self.references.find(name)
        if len(others) > LONGEST_OTHERS:
            raise ValueError(f"“{others}”超过{LONGEST_OTHERS}个字：只写来源的几个字。")
        if basis is None:
            basis = bases.get((body, role), bases.get(body, ""))
        if not stated and not basis:
            raise ValueError(f"“{item}”是推定的，须写明理由：（推定：……）。")
        return body, role, stated, basis, others

    def _read(self, item: str) -> tuple[str, "Note"]:
        name, note = _split_note(item)
        written = _read_note(note)
        if self.references.is_known(item) and note:
            return item, Note()
        if written is None:
            if self.references.is_known(name):
                known = "、".join(ROLES)
                raise ValueError(f"“{item}”括号里的不是角色：可用的有 {known}；{AFTER_ROLE}")
            return item, Note()
        return name, written

    def format(self, value: Sequence[tuple]) -> str:
        return "；".join(_format(*row) for row in value)


class Note(NamedTuple):
    """The content of the brackets; `basis` is None if it is left out."""

    role: str = ISSUED
    others: str = ""
    stated: bool = True
    basis: str | None = None


def _format(body: Body, role: str, stated: bool, basis: str, others: str) -> str:
    # Names that would be read as two names, or as a name with a note, are not written.
    name = body.name if _is_balanced(body.name) and split(body.name) == [body.name] else body.slug
    notes = [label for label, value in ROLES.items() if value == role and value != ISSUED]
    if others:
        notes.append(f"{OTHERS}：{others}")
    written = f"：{basis}" if basis and _is_balanced(basis) else ""
    if not stated:
        notes.append(INFERRED + written)
    elif written:
        notes.append(BASIS + written)
    return f"{name}（{'，'.join(notes)}）" if notes else name


def _depths(text: str) -> list[int]:
    """The number of open brackets before each character, and at the end."""
    return [0, *accumulate((one in _OPEN) - (one in _CLOSE) for one in text)]


def _is_balanced(text: str) -> bool:
    depths = _depths(text)
    return min(depths) == 0 == depths[-1]


def split(text: str) -> list[str]:
    """Split at separators outside brackets."""
    items = [""]
    for character, depth in zip(text, _depths(text), strict=False):
        if character in BETWEEN_NAMES and depth <= 0:
            items.append("")
        else:
            items[-1] += character
    return [item.strip() for item in items if item.strip()]


def _split_note(item: str) -> tuple[str, str]:
    """中央党校（国家行政学院）（主办） → 中央党校（国家行政学院）, 主办."""
    *before, end = _depths(item)
    opening = [at for at, depth in enumerate(before) if depth == end]
    if item[-1] not in _CLOSE or not opening:
        return item, ""
    return item[: opening[-1]].strip(), item[opening[-1] + 1 : -1]


def _read_note(note: str) -> Note | None:
    """None if the text is not a note."""
    match = _NOTE.fullmatch(note.strip())
    if not match:
        return None
    role, others, reason, basis = match.groups()
    return Note(ROLES.get(role, ISSUED), (others or "").strip(), reason != INFERRED, basis)
