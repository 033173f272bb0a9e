"""The relations of an entry as one cell of a spreadsheet, each on a line of its own."""

from collections.abc import Iterable, Sequence
from functools import partial

from django.db.models import Prefetch
from django.utils.translation import override

from policies.models import Milestone, Policy, Relation
from portal.curation.importing import cell_lines
from portal.curation.importing.parts import PartsColumn
from portal.curation.importing.references import References
from portal.curation.importing.verdicts import errors_of
from portal.models import Source

with override("zh-hans"):
    KINDS = {str(label): value for value, label in Relation.Kind.choices}
TOLD = "大事记："
TEXTS = ("place", "url", "quote")
GUIDANCE = (
    "每条一行：修订｜某办法的地址标识｜来源简称｜位置｜网址｜引文；与大事记条目的关系，"
    f"标识前写“{TOLD}”。可用的关系：{'、'.join(KINDS)}。后面几项不写的不改。"
)


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
        lines = cell_lines.read(text)
        return {name.removeprefix(TOLD) for texts in lines for name in texts[1:3]}

    def parse(self, text: str, stored: Sequence[tuple]) -> list[tuple]:
        known = {values[: self.naming]: values[4:] for values in stored}
        rows = {}
        for texts in cell_lines.read(text):
            row = self._read(texts, known)
            if row[: self.naming] in rows:
                raise ValueError(f"“{cell_lines.write([texts])}”：同一种关系写了不止一次。")
            rows[row[: self.naming]] = row
        return list(rows.values())

    def _read(self, line: list[str], known: dict[tuple, tuple]) -> tuple:
        kind, target, source, *texts = (*line, "", "")[: max(3, len(line))]
        if kind not in KINDS:
            raise ValueError(f"“{kind}”不是关系：可用的有 {'、'.join(KINDS)}。")
        if not target or not source or len(texts) > len(TEXTS):
            said = cell_lines.write([line])
            raise ValueError(f"“{said}”须写明另一条记录和来源，至多六项：{GUIDANCE}")
        if is_told := target.startswith(TOLD):
            found = self.references.milestones.find(target.removeprefix(TOLD))
        else:
            found = self.references.policies.find(target)
        name = (KINDS[kind], *((None, found) if is_told else (found, None)))
        before = known.get(name, ("",) * len(TEXTS))
        written = (*texts, *before[len(texts) :])
        place = self._valid(self.references.sources.find(source), written)
        return (*name, place.source, *(getattr(place, one) for one in TEXTS))

    def _valid(self, source: Source, texts: tuple[str, ...]) -> Relation:
        """Where the source says it; raises ValueError if the source does not."""
        relation = self.model(source=source, **dict(zip(TEXTS, texts, strict=True)))
        others = [one.name for one in self.model._meta.fields if one.name not in TEXTS]
        for check in (partial(relation.clean_fields, others), relation.clean_place):
            for said in errors_of(check).values():
                raise ValueError(said[0])
        return relation

    def format(self, value: Sequence[tuple]) -> str:
        labels = {value: label for label, value in KINDS.items()}
        return cell_lines.write(
            (
                labels[kind],
                policy.slug if policy else f"{TOLD}{milestone.slug}",
                source.short_title,
                *texts,
            )
            for kind, policy, milestone, source, *texts in value
        )
