"""What curators bring out, and take back: only what is published is shown."""

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from portal.models.base import RecordManager, RecordQuerySet, RecordTable


class State(models.TextChoices):
    DRAFT = "draft", _("草稿")
    REVIEW = "review", _("待审核")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤回")


PUBLIC = (State.PUBLISHED, State.WITHDRAWN)  # states in which the public knows of a record


class CuratedQuerySet(RecordQuerySet):
    def published(self):
        return self.filter(state=State.PUBLISHED)

    def coming(self):
        """What is published or on its way."""
        return self.exclude(state=State.WITHDRAWN)

    def headed(self):
        """With what pages call each record, where that is not its own name."""
        return self

    def addressed(self):
        """What the public may ask for by its address: that of a withdrawn record says so."""
        return self.filter(state__in=PUBLIC)

    def once_public(self):
        """What was public and is not now: withdrawn, or by now drafted anew."""
        known = self.model.history.filter(state__in=PUBLIC).values(self.model._meta.pk.name)
        return self.exclude(state=State.PUBLISHED).filter(pk__in=known)


def chosen(model: type[models.Model], path: str, word: str, *parts) -> Prefetch:
    """What a relation of `model` leads to, as far as a word of the vocabulary above chooses it.

    `parts` are prefetched with it.
    """
    related = model._meta.get_field(path).related_model
    return Prefetch(path, getattr(related.objects, word)().prefetch_related(*parts))


def published(model: type[models.Model], path: str, *parts) -> Prefetch:
    return chosen(model, path, "published", *parts)


def expect_founded(row: RecordTable, *, public: bool) -> None:
    """ValidationError where what is public would rest on what is not."""
    for name in row.rests_on if public else ():
        try:
            target = getattr(row, f"{name}_id") and getattr(row, name)
        except ObjectDoesNotExist:
            continue  # which the field itself says
        if target and not target.is_published:
            raise ValidationError(
                {
                    name: f"“{target}”现为“{target.get_state_display()}”：公开的记录只能依据公开的"
                    f"{target._meta.verbose_name}，请先发布它。"
                }
            )


CuratedManager = RecordManager.from_queryset(CuratedQuerySet)


class Curated(models.Model):
    """A record on its way to the public; it goes by `portal.curation.workflow.transitions` alone.

    Every record begins as a draft; the reviewed fixtures say of theirs that they are published.
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
