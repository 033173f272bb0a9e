"""Questions before a policy or milestone is saved, from its form or an imported row."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

from policies.likely_dates import is_likely, latest_year
from policies.models import Difference, Milestone, Policy
from policies.models.predecessors import Predecessors
from policies.pairs.disagreements import disagreements, new_problems, pair, sentence
from portal.curation.editing.questions import Offer, Question
from portal.curation.merging.duplicates import ALIKE, Duplicates
from portal.curation.merging.names import NO_NAMES, Names, names_from
from portal.text.dates import EARLIEST
from portal.text.folding import fold

DATE, RULING, TWIN = "date", "ruling", "twin"
# Kind of question → the label under which the rows of a file are grouped.
OF_ROWS = {
    DATE: f"行的日期早于 {EARLIEST.year} 年 10 月或晚于明年，已核对原文，确是这一天",
    RULING: "行改变了两个来源的分歧与裁定，看过了，照样导入",
    TWIN: "行与另一个表里的记录题名、日期相近，看过了，不是同一件",
}
Entry = Policy | Milestone
Changes = Sequence[tuple[Entry, Entry | None]]  # (entry to be saved, stored entry)


def about(changes: Changes, may_link: Callable[[Entry, Entry], bool]) -> list[list[Question]]:
    """The questions about each change; `may_link`: whether an entry may be linked to a twin."""
    found = zip(changes, _about_rulings(changes), likely_twins(changes), strict=True)
    return [
        [*_about_date(entry), *rulings, *_about_twins(entry, twins, may_link)]
        for (entry, _), rulings, twins in found
    ]


def _about_date(entry: Entry) -> Iterator[Question]:
    """Asks about an unlikely date until it is confirmed."""
    date = entry.date
    if date is None or is_likely(date) or entry.checked_date == date.iso:
        return
    yield Question(
        DATE,
        date.iso,
        f"日期是{date}，早于 {EARLIEST.year} 年 10 月或晚于 {latest_year()} 年。",
        "我核对过这个日期",
    )


def _about_rulings(changes: Changes) -> Iterator[list[Question]]:
    """For each change what saving does to rulings."""
    for problems in new_problems(changes):
        sentences = [sentence(problem) for problem in problems]
        about = hashlib.sha256("；".join(sentences).encode()).hexdigest()[:16]
        asked = Question(RULING, about, "".join(sentences), "看过了，照样保存")
        yield [asked] if problems else []


def likely_twins(changes: Changes, alike: int = ALIKE) -> list[list[Entry]]:
    """For each change the entries of the other table that are newly likely twins.

    A likely twin has no twin yet, a similar title or the same document number, and a date in the
    same year.
    """
    if not changes:
        return []
    entry, _ = changes[0]
    model = entry._meta.get_field(entry.twin).related_model
    duplicates = Duplicates(model, alike)
    names = [(_names(entry), _names(stored)) for entry, stored in changes]
    duplicates.read_ahead(one for both in names for one in both)
    keys = [tuple(map(duplicates.of, both)) for both in names]
    wanted = {key for both in keys for of_one in both for key in of_one}
    found = model.objects.not_withdrawn().in_bulk(wanted)
    steps = Predecessors()
    likely = []
    for (entry, stored), (now, before) in zip(changes, keys, strict=True):
        # Do not ask about a link that the curator has just removed.
        known = _possible(stored, before, found) | {getattr(stored, "policy_id", None)}
        twins = [found[key] for key in sorted(_possible(entry, now, found) - known)]
        # What amends or repeals the other, over others too, is no record of the same document.
        likely.append([one for one in twins if not (entry.pk and steps.between(entry, one))])
    return likely


def _names(entry: Entry | None) -> Names:
    """Of an entry that may have a twin."""
    if entry is None or entry.date is None or getattr(entry, "policy_id", None):
        return NO_NAMES
    texts = [getattr(entry, name) for name in entry.numbered_in]
    return names_from([entry.title], texts, [entry.number])


def _possible(entry: Entry | None, keys: set[int], found: dict[int, Entry]) -> set[int]:
    return {
        other.pk
        for other in (found[key] for key in keys & found.keys())
        if getattr(other, "policy_id", None) is None
        and (entry.date.year == other.date.year or entry.date.overlaps(other.date))
    }


def before_publishing(entries: list[Entry]) -> Iterator[Question]:
    """Asks about entries with the same title as an entry of the other table, but no link to it."""
    twins = likely_twins([(entry, None) for entry in entries], alike=100)
    for entry, likely in zip(entries, twins, strict=True):
        exact = [twin for twin in likely if fold(twin.title) == fold(entry.title)]
        if exact:
            named = f"“{entry}”与{exact[0]._meta.verbose_name}同名而没有关联，时间线上会各占一条。"
            offers = tuple(Offer.of(twin, _summary(entry, twin)) for twin in exact)
            keys = " ".join(str(one.pk) for one in (entry, *exact))
            yield Question(TWIN, keys, named, "不是同一件，照样发布", offers)


def _about_twins(entry: Entry, twins: list[Entry], may_link) -> Iterator[Question]:
    """Offers the likely twins to link to; the link is always the milestone's."""
    if not twins:
        return
    offers = tuple(
        Offer.of(
            twin,
            _summary(entry, twin),
            is_allowed=isinstance(entry, Milestone) or may_link(entry, twin),
        )
        for twin in twins
    )
    named = "、".join(f"“{twin}”（{twin.date}）" for twin in twins)
    keys = " ".join(str(twin.pk) for twin in twins)
    sentence = f"与{twins[0]._meta.verbose_name}{named}题名、日期相近，没有关联。"
    yield Question(TWIN, keys, sentence, "都不是同一件，照样保存", offers)


def _summary(entry: Entry, twin: Entry) -> str:
    """The twin's name, date and state, and the fields that will need a ruling once linked."""
    differing = sorted(disagreements(*pair(entry, twin)))
    fields = [str(Difference.Field(one).label) for one in differing]
    wanting = f"，{'、'.join(fields)}不同，关联后须裁定" if fields else ""
    return f"{twin}（{twin.date}，{twin.get_state_display()}{wanting}）"
