"""Excerpts and their errata as spreadsheets, in which a unit may have several excerpts."""

import re

from django.db.models import Prefetch, prefetch_related_objects

from portal.curation.importing.columns import ReferenceColumn
from portal.curation.importing.references import References
from portal.curation.importing.resource import RecordResource
from provinces.models import Excerpt
from provinces.questions import OF_ROWS, about

NO_SOURCE = "未注明来源"
_NAME = re.compile(r"(?P<unit>.*?)\s*[（(](?P<source>.*)[)）]", re.DOTALL)


class ExcerptResource(RecordResource):
    labels = RecordResource.labels | OF_ROWS

    def ask(self, changes):
        return about(changes)


class ExcerptReferences(References):
    """Excerpts by their unit, or by unit and source where the unit has several: 北京市（公报）."""

    def __init__(self):
        super().__init__(Excerpt)

    def read(self, names):
        names = {name for name in names if name} - self._found.keys()
        split = {name: match for name in names if (match := _NAME.fullmatch(name))}
        super().read([*(names - split.keys()), *(match["unit"] for match in split.values())])
        prefetch_related_objects([*self._records.values()], "source", "unit__excerpts")
        for name, match in split.items():
            keys = self._found.get(match["unit"], set())
            self._found[name] = {
                key for key in keys if match["source"] in _names(self._records[key])
            }

    def name_of(self, record):
        unit = super().name_of(record)
        return unit if len(record.unit.excerpts.all()) == 1 else f"{unit}（{_names(record)[0]}）"

    def ambiguity(self, name):
        several = "、".join(self.name_of(self._records[key]) for key in sorted(self._found[name]))
        return f"“{name}”有几篇摘录，请写明来源：{several}。"


def _names(excerpt: Excerpt) -> tuple[str, ...]:
    """How a cell may write the excerpt's source."""
    source = excerpt.source
    return (source.short_title, source.slug, source.title) if source else (NO_SOURCE,)


class ExcerptColumn(ReferenceColumn):
    guidance = "省级行政区的名称；它有几篇摘录时，再写来源，如 北京市（来源简称）。"

    def __init__(self):
        super().__init__("record", "规划摘录", Excerpt)
        self.references = ExcerptReferences()
        excerpts = Excerpt.objects.select_related("source").prefetch_related("unit__excerpts")
        self.prefetch = Prefetch("record", excerpts)


class ExcerptErratumResource(RecordResource):
    special_columns = {"record": ExcerptColumn}
