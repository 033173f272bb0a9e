"""The curators' dashboard: what waits for them, what they changed, what is missing.

A section shows a count and its first records. Apps add sections with `section`. Records that
the user may not see are left out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import OuterRef, Subquery

from portal.curation.pages_admin import admin_address
from portal.curation.workflow.transitions import CHANGE, PUBLISH, is_allowed
from portal.index.check import seems_current
from portal.models import Record, Versioned
from portal.models.base import RecordTable, record_tables
from portal.models.curated import Curated, State
from portal.suggestions import builder
from portal.text.folding import shortened

MOST_SHOWN = 10
LONGEST_SHOWN = 60  # characters of a title or note


@dataclass(frozen=True)
class Item:
    """A record with a note; links to the address `to`, or to the record's form if that is ""."""

    record: RecordTable
    when: datetime | None = None
    note: str = ""
    to: str = ""

    @property
    def title(self) -> str:
        return shortened(str(self.record), LONGEST_SHOWN)

    @property
    def remark(self) -> str:
        return shortened(self.note, LONGEST_SHOWN)

    @property
    def table(self) -> str:
        return self.record._meta.verbose_name

    @property
    def address(self) -> str:
        return self.to or admin_address(type(self.record), "change", self.record.pk)


@dataclass
class Section:
    """`lists`: (table's name, number of records, address of their list)."""

    title: str
    items: list[Item] = field(default_factory=list)
    lists: list[tuple[str, int, str]] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return sum(number for _, number, _ in self.lists)


_sections: list[Callable[[AbstractBaseUser], Section | None]] = []


def section(of: Callable[[AbstractBaseUser], Section | None]):
    """Registers a function that makes a section for a user, or None if it does not concern them."""
    _sections.append(of)
    return of


def sections(user: AbstractBaseUser) -> list[Section]:
    """The number of queries depends on the number of tables, not of records."""
    own = (_waiting, _drafts, _edited, _without_citations, _index)
    made = (of(user) for of in (*own, *_sections))
    return [one for one in made if one]


def _waiting(user: AbstractBaseUser) -> Section | None:
    return _in_state("等待审核", State.REVIEW, _tables(user, Curated, PUBLISH))


def _drafts(user: AbstractBaseUser) -> Section | None:
    return _in_state("草稿，最早的在前", State.DRAFT, _tables(user, Curated, CHANGE))


def _in_state(title: str, state: State, tables: list[type[RecordTable]]) -> Section | None:
    if not tables:
        return None
    found = Section(title)
    for model in tables:
        records = model.objects.filter(state=state)
        _add(found, model, records, _since_last_change(records), state__exact=state)
    found.items = sorted(found.items, key=lambda item: item.when)[:MOST_SHOWN]
    return found


def _since_last_change(records):
    """Sorts the records that have been unchanged for longest first."""
    changes = records.model.history.filter(id=OuterRef("pk"))
    unchanged_since = Subquery(changes.values("history_date")[:1])
    return records.annotate(unchanged_since=unchanged_since).order_by("unchanged_since")


def _without_citations(user: AbstractBaseUser) -> Section | None:
    tables = _tables(user, Record, CHANGE)
    if not tables:
        return None
    found = Section("没有注明出处")
    coming = [state for state in State if state != State.WITHDRAWN]
    for model in tables:
        records = model.objects.not_withdrawn().filter(citations=None)
        listed = {"citations__isnull": "True", "state__in": ",".join(coming)}
        _add(found, model, records, records.order_by("pk"), **listed)
    found.items = found.items[:MOST_SHOWN]
    return found


def _add(found: Section, model, records, shown: Iterable, **listed) -> None:
    if number := records.count():
        name = str(model._meta.verbose_name)
        found.lists.append((name, number, admin_address(model, "changelist", **listed)))
        found.items += [
            Item(record, getattr(record, "unchanged_since", None)) for record in shown[:MOST_SHOWN]
        ]


def _edited(user: AbstractBaseUser) -> Section | None:
    """The records that the user changed last, each once."""
    tables = _tables(user, (Curated, Versioned), "view")
    if not tables:
        return None
    changes = []
    for model in tables:
        changes += model.history.filter(history_user=user)[: 2 * MOST_SHOWN]
    newest = {}
    for change in sorted(changes, key=lambda change: change.change_set_id, reverse=True):
        newest.setdefault((change.instance_type, change.id), change)
    records = {
        model: model.objects.in_bulk([key for table, key in newest if table is model])
        for model in {table for table, _ in newest}
    }
    items = [
        Item(records[model][key], change.history_date, change.history_change_reason or "")
        for (model, key), change in newest.items()
        if key in records[model]
    ]
    return Section("我改过的", items[:MOST_SHOWN])


def _index(user: AbstractBaseUser) -> Section | None:
    if not _tables(user, Curated, PUBLISH):
        return None
    found = Section("搜索")
    if not seems_current():
        found.sentences.append("列表与搜索索引已旧，请管理员运行 rebuild_search。")
    if not builder.is_current():
        found.sentences.append(
            "输入时的联想还没有跟上最近的改动：改动后片刻即重建；久未跟上，请运行 rebuild_search。"
        )
    found.sentences = found.sentences or ["列表、搜索与联想都与记录一致。"]
    return found


def _tables(user: AbstractBaseUser, kind, right: str) -> list[type[RecordTable]]:
    """The tables of this kind that have an admin list of their own, which parts do not have."""
    return [
        model
        for model in record_tables()
        if issubclass(model, kind)
        and admin.site.is_registered(model)
        and is_allowed(user, model, right)
    ]
