"""What is asked before a policy or milestone is saved, from a form or from a row of a file."""

import hashlib
from collections.abc import Callable, Iterable, Iterator

from policies.disagreements import disagreements, new_problems, sentence
from policies.likely_dates import EARLIEST, is_likely, latest_year
from policies.models import Difference, Milestone, Policy
from portal.changes.recording import parts
from portal.curation.dashboard import admin_address
from portal.curation.editing.questions import Offer, Question
from portal.curation.merging.duplicates import Duplicates
from portal.curation.merging.names import Names
from portal.text.folding import fold

DATE, RULING, TWIN = "date", "ruling", "twin"
# By kind, what is said once of all rows of a file.
OF_ROWS = {
    DATE: f"行的日期早于 {EARLIEST.year} 年 10 月或晚于明年，已核对原文，确是这一天",
    RULING: "行改变了两个来源的分歧与裁定，看过了，照样导入",
    TWIN: "行与另一个表里的记录题名、日期相近，看过了，不是同一件",
}
Entry = Policy | Milestone
MayEdit = Callable[[Entry], bool]


def about_date(entry: Entry) -> Iterator[Question]:
    """A date that may be mistyped; it is asked for until it is confirmed."""
    date = entry.date
    if date is None or is_likely(date) or entry.checked_date == date.iso:
        return
    yield Question(
        DATE,
        date.iso,
        f"日期是{date}，早于 {EARLIEST.year} 年 10 月或晚于 {latest_year()} 年。",
        "我核对过这个日期",
    )


def about_rulings(entries: Iterable[tuple[Entry, Entry | None]]) -> Iterator[list[Question]]:
    """Of each entry, beside the one that stands: what the save does to rulings."""
    for problems in new_problems(entries):
        said = [sentence(problem) for problem in problems]
        if not problems:
            yield []
            continue
        about = hashlib.sha256("；".join(said).encode()).hexdigest()[:16]
        yield [Question(RULING, about, "".join(said), "看过了，照样保存")]


class Twins:
    """The records of the other table that an entry, as yet not linked to one, may be the same as.

    By their titles or the document numbers that they bear, and dates of one year.
    """

    def __init__(self, model: type[Entry]):
        self.model = model._meta.get_field(model.twin).related_model
        self._duplicates = Duplicates(self.model)

    def of(self, entries: Iterable[tuple[Entry, Entry | None]]) -> list[list[Entry]]:
        """Of each entry those that are likely, and were not of the one that stands."""
        entries = list(entries)
        keys = [(self._likely(entry), self._likely(stored)) for entry, stored in entries]
        found: dict[int, Entry] = {}
        for part in parts(sorted({key for both in keys for of_one in both for key in of_one})):
            found |= self.model.objects.coming().in_bulk(part)
        likely = []
        for (entry, stored), (now, before) in zip(entries, keys, strict=True):
            # Whoever takes a link away is not asked about it.
            known = _possible(stored, before, found) | {getattr(stored, "policy_id", None)}
            likely.append([found[key] for key in sorted(_possible(entry, now, found) - known)])
        return likely

    def _likely(self, entry: Entry | None) -> set[int]:
        if entry is None or entry.date is None or getattr(entry, "policy_id", None):
            return set()
        texts = [getattr(entry, name) for name in entry.numbered_in]
        return self._duplicates.of(Names.of([entry.title], texts))


def _possible(entry: Entry | None, keys: set[int], found: dict[int, Entry]) -> set[int]:
    return {key for key in keys & found.keys() if _may_be_one(entry, found[key])}


def _may_be_one(entry: Entry, other: Entry) -> bool:
    is_free = getattr(other, "policy_id", None) is None
    years = entry.date.start.year == other.date.start.year
    return is_free and (years or entry.date.overlaps(other.date))


def before_publishing(entries: list[Entry]) -> Iterator[Question]:
    """Of records titled exactly as one of the other table that they are not linked to."""
    if not entries:
        return
    twins = Twins(type(entries[0])).of([(entry, None) for entry in entries])
    for entry, likely in zip(entries, twins, strict=True):
        exact = [twin for twin in likely if fold(twin.title) == fold(entry.title)]
        if exact:
            named = f"“{entry}”与{exact[0]._meta.verbose_name}同名而没有关联，时间线上会各占一条。"
            offers = tuple(
                Offer(twin.pk, _told(entry, twin), admin_address(type(twin), "change", twin.pk))
                for twin in exact
            )
            keys = " ".join(str(one.pk) for one in (entry, *exact))
            yield Question(TWIN, keys, named, "不是同一件，照样发布", offers)


def about_twins(entry: Entry, twins: list[Entry], may_edit: MayEdit) -> Iterator[Question]:
    """Of a milestone, its own link is set; of a policy, that of the milestone."""
    if not twins:
        return
    offers = tuple(
        Offer(
            twin.pk,
            _told(entry, twin),
            admin_address(type(twin), "change", twin.pk),
            is_allowed=isinstance(entry, Milestone) or may_edit(twin),
        )
        for twin in twins
    )
    named = "、".join(f"“{twin}”（{twin.date}）" for twin in twins)
    keys = " ".join(str(twin.pk) for twin in twins)
    sentence = f"与{twins[0]._meta.verbose_name}{named}题名、日期相近，没有关联。"
    yield Question(TWIN, keys, sentence, "都不是同一件，照样保存", offers)


def _told(entry: Entry, twin: Entry) -> str:
    """The twin, and what of it would need a ruling once the two are linked."""
    policy, milestone = (entry, twin) if isinstance(entry, Policy) else (twin, entry)
    fields = [str(Difference.Field(one).label) for one in sorted(disagreements(policy, milestone))]
    wanting = f"，{'、'.join(fields)}不同，关联后须裁定" if fields else ""
    return f"{twin}（{twin.date}，{twin.get_state_display()}{wanting}）"
