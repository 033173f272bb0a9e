"""The differences that are found in the published records: derived, never edited."""

from django.db import models
from django.db.models import F

from policies.models.citations import MilestoneCitation, PolicyCitation
from policies.models.differences import Difference
from policies.models.entries import Milestone, Policy
from policies.models.querysets import heading_of
from portal.models.evidence import cited


def _key(model: type[models.Model]) -> models.ForeignKey:
    """No constraint, because records may be deleted before what is derived from them."""
    return models.ForeignKey(
        model, models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )


class FoundDifferenceQuerySet(models.QuerySet):
    def in_order(self):
        """By the record's date; the differences of one document stand together."""
        milestone = F("milestone_id").asc(nulls_first=True)
        return self.order_by("day", milestone, "policy_id", "field", "pk")

    def undecided(self):
        return self.filter(is_decided=False)

    def whole(self):
        """With all that pages show: both records, their headings and citations, the ruling."""
        return self.select_related("policy", "milestone", "ruling").annotate(
            policy_heading=heading_of("policy", "policy", "policy__title"),
            milestone_heading=heading_of("milestone", "milestone", "milestone__title"),
            policy_cited=cited.whole(PolicyCitation, of="policy"),
            milestone_cited=cited.whole(MilestoneCitation, of="milestone"),
        )


class FoundDifference(models.Model):
    """A difference in what the sources of a published document say of one statement.

    `policy` and `milestone` are its records, as in `Difference`; `ruling` is the one on it, if
    there is one, and `is_decided` whether it decides between all values of today. Written by
    `policies.pairs.found`; what the sources say is read when it is shown.
    """

    # That of the ruling, if there is one (`policies.pairs.found`).
    id = models.BigIntegerField(primary_key=True)

    policy = _key(Policy)
    milestone = _key(Milestone)
    field = models.CharField(max_length=12, choices=Difference.Field)
    ruling = _key(Difference)
    is_decided = models.BooleanField()
    day = models.DateField()

    objects = FoundDifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "找到的分歧"
        indexes = [
            models.Index(
                fields=["day", "milestone", "policy", "field"], name="found_difference_order"
            )
        ]

    def __str__(self):
        return f"{self.policy_id} {self.milestone_id} {self.field}"
