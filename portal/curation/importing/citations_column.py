"""The citations of a record as one cell of a spreadsheet, a line for each."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from portal.curation.importing import cell_lines
from portal.curation.importing.parts import PartsColumn
from portal.curation.importing.references import References
from portal.models import Citation, Source

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
        return {texts[0] for texts in cell_lines.read(text)}

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        rows: list[tuple] = []
        for texts in cell_lines.read(text):
            row = self._read(texts)
            if row[:2] in [one[:2] for one in rows]:
                raise ValueError(f"“{row[0]}”的“{row[1]}”写了不止一次。")
            rows.append(row)
        return rows

    def _read(self, texts: list[str]) -> tuple:
        if len(texts) > len(self.fields):
            raise ValueError(f"“{cell_lines.write([texts])}”的项多于五个：{GUIDANCE}")
        name, place, supports, url, quote = texts + [""] * (len(self.fields) - len(texts))
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
        labels = self.model._meta.get_field("supports").labels
        return cell_lines.write(
            (self.references.name_of(source), place, labels(supports), url, quote)
            for source, place, supports, url, quote in value
        )
