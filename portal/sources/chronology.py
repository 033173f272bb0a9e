"""Reads the chronicle 国家电子政务发展大事记.

附录 国家电子政务发展大事记（2014—2024 年）      the heading

● 2014 年                                        a year, after "●" or "-"

- ◆ 2月27日：中央网络安全和信息化领导小组…       an item, after "- ◆" or "◆"
- ◆ 11月26日：国务院办公厅印发…廉洁政府、        a page break falls inside a sentence:

法治政府建设，不断提升…能力。                    the item goes on
"""

import re
from pathlib import Path

from portal.sources.records import Line, MilestoneItem, SourceError
from portal.sources.text import read_lines, unreadable
from portal.text.dates import DateError, read_printed

_HEADING = re.compile(r"附录\s*国家电子政务发展大事记.*")
_YEAR = re.compile(r"(?:●|-)\s*([0-9]{4})\s*年")
_ITEM = re.compile(r"(?:-\s*)?◆\s*([^：]+)：([^，。；].*)")
# A continuation begins with a word, a digit or a closing mark, unlike a bullet. A number alone
# is a page number.
_CONTINUATION = re.compile(r"(?!\d+$)[\w”’》）」，。、；：“‘《（].*")
_SENTENCE_END = ("。", "。”", "”。")


def read_chronology(path: Path) -> list[MilestoneItem]:
    """All items in printed order."""
    items: list[tuple[int, list[Line]]] = []
    year = None
    lines = [line for line in read_lines(path) if line.text.strip()]
    if not lines or not _HEADING.fullmatch(lines[0].text.strip()):
        raise unreadable(path, (lines or [Line(1, "")])[0], "the heading of the appendix")
    for line in lines[1:]:
        text = line.text.strip()
        if match := _YEAR.fullmatch(text):
            year = int(match[1])
        elif _ITEM.fullmatch(text):
            if year is None:
                raise unreadable(path, line, "a year's heading before the first item")
            items.append((year, [line]))
        elif items and _CONTINUATION.fullmatch(text) and _is_open(items[-1][1]):
            items[-1][1].append(line)
        else:
            raise unreadable(path, line, "a year's heading, an item or its continuation")
    if not items:
        raise SourceError(f"{path.name}: no item of a chronicle in it")
    return [_item(path, year, lines) for year, lines in items]


def _is_open(lines: list[Line]) -> bool:
    return not lines[-1].text.rstrip().endswith(_SENTENCE_END)


def _item(path: Path, year: int, lines: list[Line]) -> MilestoneItem:
    joined = "".join(line.text.strip() for line in lines)
    date_text, wording = _ITEM.fullmatch(joined).groups()
    if not wording.endswith(_SENTENCE_END):
        raise unreadable(path, lines[-1], "the end of the item's last sentence")
    try:
        date = read_printed(date_text, year)
    except DateError as error:
        raise unreadable(path, lines[0], f"an item that begins with a date ({error})") from error
    return MilestoneItem(date_text, wording, date, lines[0].number, lines[-1].number)
