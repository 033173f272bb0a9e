"""The citations of a record as one cell of a spreadsheet, a line for each."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from portal.curation.importing.parts import PartsColumn
from portal.curation.importing.references import References
from portal.models import Citation, Source

SEPARATOR = "｜"
# What stands between separators may not hold one, nor end the line.
_ESCAPES = {"\\": "\\\\", "\n": "\\n", SEPARATOR: "\\|"}
GUIDANCE = (
    "一行一处：来源｜位置｜支持的陈述｜网址｜引文，如 egov-report-2014-2024｜463-466｜题名、日期；"
    "后面的可以不写。不写支持的陈述，即除效力状态外都支持。"
)


class CitationsColumn(PartsColumn):
    """来源｜位置｜题名、日期｜https://…｜“引文”, each citation on a line of its own."""

    relation, prefetch = "citations", "citations__source"
    fields = ("source", "place", "supports", "url", "quote")
    naming = 2
    is_ordered = True

    def __init__(self, model: type[Citation]):
        super().__init__("citations_said", "出处", GUIDANCE)
        self.references = References(Source)
        self.model = model
        self.labels = {str(label): key for key, label in model.STATEMENTS.items()}

    def names_in(self, text):
        return {_cells(line)[0] for line in text.splitlines()}

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        rows: list[tuple] = []
        for line in filter(str.strip, text.splitlines()):
            row = self._read(_cells(line))
            if row[:2] in [one[:2] for one in rows]:
                raise ValueError(f"“{row[0]}”的“{row[1]}”写了不止一次。")
            rows.append(row)
        return rows

    def _read(self, cells: list[str]) -> tuple:
        if len(cells) > len(self.fields):
            raise ValueError(f"“{SEPARATOR.join(cells)}”的栏多于五个：{GUIDANCE}")
        name, place, supports, url, quote = cells + [""] * (len(self.fields) - len(cells))
        citation = self.model(
            source=self.references.find(name),
            place=place,
            supports=self._keys(supports),
            url=url,
            quote=quote,
        )
        try:
            citation.clean_fields(exclude=["record", "source"])
            citation.clean_place()
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error
        return tuple(getattr(citation, one) for one in self.fields)

    def _keys(self, text: str) -> str:
        if not text:
            return self.model._meta.get_field("supports").get_default()
        keys = []
        for label in filter(None, (one.strip() for one in text.split("、"))):
            if label not in self.labels and label not in self.labels.values():
                known = "、".join(self.labels)
                raise ValueError(f"“{label}”不在可用的陈述里：{known}。")
            keys.append(self.labels.get(label, label))
        return " ".join(keys)

    def format(self, value: Sequence[tuple]) -> str:
        return "\n".join(self._line(*row) for row in value)

    def _line(self, source: Source, place: str, supports: str, url: str, quote: str) -> str:
        labels = self.model._meta.get_field("supports").labels(supports)
        name = self.references.name_of(source)
        cells = [_escaped(one) for one in (name, place, labels, url, quote)]
        while not cells[-1]:
            cells.pop()
        return SEPARATOR.join(cells)


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(one, one) for one in text)


def _cells(line: str) -> list[str]:
    """The cells of a line, without blanks at their ends."""
    cells, at = [""], 0
    plain = {escape: one for one, escape in _ESCAPES.items()}
    while at < len(line):
        escaped = plain.get(line[at : at + 2])
        if escaped is None and line[at] == SEPARATOR:
            cells.append("")
        else:
            cells[-1] += escaped or line[at]
        at += 2 if escaped else 1
    return [cell.strip() for cell in cells]
