"""The relations of an entry as one cell of a spreadsheet, each on a line of its own."""

import re
from collections.abc import Iterable, Sequence
from functools import partial

from django.db.models import Prefetch
from django.utils.translation import override

from policies.models import Milestone, Policy, Relation
from policies.models.relations import BETWEEN
from portal.curation.importing.parts import PartsColumn
from portal.curation.importing.references import References
from portal.curation.importing.verdicts import errors_of
from portal.models import Source

with override("zh-hans"):
    KINDS = {str(label): value for value, label in Relation.Kind.choices}
BAR, TOLD = BETWEEN, "大事记："
TEXTS = ("place", "url", "quote")
GUIDANCE = (
    "每条一行：修订｜某办法的地址标识｜来源简称｜位置｜网址｜引文；与大事记条目的关系，"
    f"标识前写“{TOLD}”。可用的关系：{'、'.join(KINDS)}。后面几项不写的不改。"
)
# A line that does not begin so goes on with the quoted words of the line before, and an indented
# one always does.
_START = re.compile(rf"^(?=[^\s{BAR}|][^\n{BAR}|]{{,9}}[{BAR}|][^\n{BAR}|]+[{BAR}|])", re.MULTILINE)
_GOES_ON = "\n　"


class _Names:
    """The records that cells name: policies, milestones and sources."""

    def __init__(self):
        self.policies, self.milestones = References(Policy), References(Milestone)
        self.sources = References(Source)
        self._all = (self.policies, self.milestones, self.sources)

    def read(self, names: Iterable[str]) -> None:
        names = {*names}
        for one in self._all:
            one.read(names)

    @property
    def unknown(self) -> dict[str, list[str]]:
        return {name: near for one in self._all for name, near in one.unknown.items()}


class RelationsColumn(PartsColumn):
    """修订｜guofa-2016-55｜国务院公报｜第 3 页｜https://…｜引文, each on a line of its own.

    What is left out at the end of a line does not change.
    """

    relation = "relations"
    fields = ("kind", "policy", "milestone", "source", *TEXTS)
    naming = 3

    def __init__(self, model: type[Relation]):
        super().__init__("relations_said", "关系", GUIDANCE)
        self.model = model
        self.references = _Names()
        self.prefetch = Prefetch(
            self.relation, model.objects.select_related("policy", "milestone", "source")
        )

    def names_in(self, text):
        return {part.removeprefix(TOLD) for item in _items(text) for part in _split(item)[1:3]}

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        known = {values[: self.naming]: values[4:] for values in stored}
        rows = {}
        for item in _items(text):
            row = self._read(item, known)
            if row[: self.naming] in rows:
                raise ValueError(f"“{item}”：同一种关系写了不止一次。")
            rows[row[: self.naming]] = row
        return list(rows.values())

    def _read(self, item: str, known: dict[tuple, tuple]) -> tuple:
        kind, *parts = _split(item)
        if kind not in KINDS:
            raise ValueError(f"“{kind}”不是关系：可用的有 {'、'.join(KINDS)}。")
        if len(parts) < 2 or not all(parts[:2]):
            raise ValueError(f"“{item}”须写明另一条记录和来源：{kind}{BAR}地址标识{BAR}来源。")
        target, source, *texts = parts
        if is_told := target.startswith(TOLD):
            found = self.references.milestones.find(target.removeprefix(TOLD))
        else:
            found = self.references.policies.find(target)
        name = (KINDS[kind], *((None, found) if is_told else (found, None)))
        before = known.get(name, ("",) * len(TEXTS))
        written = (*texts, *before[len(texts) :])
        self._expect_valid(written)
        return (*name, self.references.sources.find(source), *written)

    def _expect_valid(self, texts: tuple[str, ...]) -> None:
        relation = self.model(**dict(zip(TEXTS, texts, strict=True)))
        others = [one.name for one in self.model._meta.fields if one.name not in TEXTS]
        for said in errors_of(partial(relation.clean_fields, others)).values():
            raise ValueError(said[0])

    def format(self, value: Sequence[tuple]) -> str:
        return "\n".join(_format(*row) for row in value)


def _format(kind: str, policy, milestone, source: Source, *texts: str) -> str:
    labels = {value: label for label, value in KINDS.items()}
    target = policy.slug if policy else f"{TOLD}{milestone.slug}"
    parts = [labels[kind], target, source.short_title, *texts]
    while not parts[-1]:
        parts.pop()
    return BAR.join(parts).replace("\n", _GOES_ON)


def _items(text: str) -> list[str]:
    return [item.strip() for item in _START.split(text) if item.strip()]


def _split(item: str) -> list[str]:
    """At the bars, of which the quoted words at the end may hold more."""
    bar = BAR if BAR in item else "|"
    parts = item.replace(_GOES_ON, "\n").split(bar, 2 + len(TEXTS))
    return [part.strip() for part in parts]
