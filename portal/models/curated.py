"""States of records that curators publish and withdraw; only published ones are shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.models.base import RecordManager, RecordQuerySet


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    REVIEW = "review", _("待审核")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤回")


PUBLIC = (State.PUBLISHED, State.WITHDRAWN)  # states in which the public knows of a record


_soon_published: ContextVar[dict[type[models.Model], list[int]]] = ContextVar(
    "soon_published",
    default={},  # noqa: B039 - replaced, never changed
)


@contextmanager
def as_if_published(rows: dict[type[models.Model], list[int]]) -> Iterator[None]:
    """Around reading what the public will see once these rows are published."""
    token = _soon_published.set(rows)
    try:
        yield
    finally:
        _soon_published.reset(token)


class CuratedQuerySet(RecordQuerySet):
    def published(self):
        public = Q(state=State.PUBLISHED)
        if soon := _soon_published.get().get(self.model):
            public |= Q(pk__in=soon)
        return self.filter(public)

    def not_withdrawn(self):
        return self.exclude(state=State.WITHDRAWN)

    def headed(self):
        """Hook: annotates `heading` if pages call a record by another name than its own."""
        return self

    def with_address(self):
        """Records with a public address: published and withdrawn ones."""
        return self.filter(state__in=PUBLIC)

    def formerly_public(self):
        """Records that were public and no longer are: withdrawn, or reopened since."""
        known = self.model.history.filter(state__in=PUBLIC).values(self.model._meta.pk.name)
        return self.exclude(state=State.PUBLISHED).filter(pk__in=known)


CuratedManager = RecordManager.from_queryset(CuratedQuerySet)


class Curated(models.Model):
    """A record with a state, which only `portal.curation.workflow.transitions` changes.

    New records are drafts; records of the reviewed fixtures are loaded as published.
    """

    state = models.CharField(
        "状态", max_length=10, choices=State, default=State.DRAFT, editable=False
    )
    withdrawn_on = models.DateField("撤回日期", null=True, editable=False)
    withdrawn_because = models.TextField("撤回理由", blank=True, editable=False)

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_on__isnull=False)
                & ~Q(withdrawn_because="")
                | ~Q(state=State.WITHDRAWN) & Q(withdrawn_on__isnull=True, withdrawn_because=""),
                name="%(class)s_withdrawn_with_a_reason",
            )
        ]

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == State.WITHDRAWN
