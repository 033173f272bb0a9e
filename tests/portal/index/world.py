"""A policy, its milestone and an excerpt with different texts, and searches for them."""

from django.db import connection

from policies.models import Body
from portal.index.check import stale
from portal.index.text_index.sqlite import CHARACTERS, PAIRS
from portal.models import Document, DocumentLink, DocumentText
from portal.search import index
from portal.search.query import parse
from provinces.models import Excerpt, Unit
from tests.universe import milestone, policy

NEW = "饕餮"


def breaches() -> list[str]:
    """Breaches of the index alone, because suggestions are built only after a commit."""
    return list(stale())


def finds(word: str) -> set[str]:
    """The hits of a search for the word, such as "milestone 5"."""
    return set(map(str, index.matching(parse(f"“{word}”"), "")))


def names(*records) -> set[str]:
    return {f"{record._meta.model_name} {record.pk}" for record in records}


class World:
    """A policy, its milestone and an excerpt, each with different texts."""

    def __init__(self):
        self.body = Body.objects.create(
            slug="ju", name="旧主体名", official_name="旧主体全称", kind="office", state="published"
        )
        self.alias = self.body.aliases.create(name="旧主体别名")
        self.policy = policy(
            *("told", "2020"),
            title="旧政策题名",
            wording="旧要点有讹",
            bodies_text="旧原文主体",
            title_text="旧原文题名",
        )
        self.issuance = self.policy.issuances.create(body=self.body)
        self.erratum = self.policy.errata.create(
            kind="mistaken", printed="有讹", reading="旧读法", reason="试验", state="published"
        )
        self.milestone = milestone(
            *("telling", "2020-05"),
            title="旧大事题名",
            wording="旧大事原文",
            policy=self.policy,
        )
        self.other = policy("other", "2020", wording="别的要点")
        self.unit = Unit.objects.create(
            slug="unit", code="99", name="旧省全称", short_name="旧省", region="north"
        )
        self.excerpt = Excerpt.objects.create(
            unit=self.unit, wording="旧摘录多字", unit_text="旧市", state="published"
        )
        self.excerpt_erratum = self.excerpt.errata.create(
            kind="extra", printed="多字", reading="旧摘读法", reason="试验", state="published"
        )
        self.pair = names(self.policy, self.milestone)


def save(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save()


def update(record, **values):
    type(record).objects.filter(pk=record.pk).update(**values)


def bulk_update(record, **values):
    for name, value in values.items():
        setattr(record, name, value)
    type(record).objects.bulk_update([record], list(values))


def tables() -> tuple:
    """All documents, and all tokens of SQLite's text index."""
    return (
        [list(table.objects.order_by("pk").values()) for table in (Document, DocumentText)],
        set(DocumentLink.objects.values_list("document", "dimension", "value")),
        tokens(),
    )


def tokens() -> list:
    if connection.vendor != "sqlite":
        return []
    found = []
    with connection.cursor() as cursor:
        for table in (PAIRS, CHARACTERS):
            cursor.execute(f"CREATE VIRTUAL TABLE temp.seen USING fts5vocab(main, {table}, row)")
            cursor.execute("SELECT * FROM temp.seen ORDER BY term")
            found.append(cursor.fetchall())
            cursor.execute("DROP TABLE temp.seen")
    return found
