"""Records as lists and search see them: derived from the records, kept by `portal.index`.

A record told by two sources is listed with what both say. Nothing here is edited.
"""

from django.db import models

from portal.index.places import PLACE, Order
from portal.index.querysets import ListingQuerySet


class Listing(models.Model):
    """One record; `record` is its primary key in the table that `type` names.

    Its own primary key says on which lists it stands, and where (`portal.index.places`).
    An excerpt has no date of its own, nor kind. `sources` are primary keys between spaces:
    " 1 2 ". `heading` is what the record is called, where that is not its own title.
    """

    # Always given; of this type because SQLite finds no other kind of key as quickly.
    id = models.BigAutoField(primary_key=True)

    type = models.CharField(max_length=20)
    record = models.BigIntegerField()
    kind = models.CharField(max_length=20, blank=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    # 201804: SQLite takes a month out of a date many times slower than it reads a number.
    first_month = models.PositiveIntegerField(null=True)
    last_month = models.PositiveIntegerField(null=True)
    # Of any length: a record may have any number of sources.
    sources = models.TextField()
    heading = models.TextField(default="")
    # All that is counted of it, in two: reading columns and tables takes longer than counting.
    counted_as = models.TextField()
    counted_bodies = models.TextField()

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "列表条目"
        constraints = [models.UniqueConstraint(fields=["type", "record"], name="listed_once")]
        indexes = [
            models.Index(fields=["start", "end", "record", "type"], name="listing_order"),
            models.Index(fields=["type", "start", "end", "record"], name="listing_type"),
        ]

    def __str__(self):
        return f"{self.type} {self.record}"

    @property
    def order(self) -> Order | None:
        """Its place among all that have a date."""
        return Order(self.start, self.end, self.record, self.type) if self.start else None

    @property
    def place(self) -> int:
        return self.pk & PLACE


class ListingBody(models.Model):
    """A body that took part in a listed record; `body` is its primary key."""

    listing = models.ForeignKey(
        Listing, models.CASCADE, related_name="bodies", db_index=False, verbose_name="列表条目"
    )
    body = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "列表条目的主体"
        constraints = [models.UniqueConstraint(fields=["listing", "body"], name="listed_body_once")]
        indexes = [models.Index(fields=["body", "listing"], name="listing_body")]

    def __str__(self):
        return f"{self.listing_id} {self.body}"


class ListingText(models.Model):
    """What search looks for: the record's words, folded (see `portal.index.document_text`)."""

    listing = models.OneToOneField(
        Listing, models.CASCADE, primary_key=True, related_name="text", verbose_name="列表条目"
    )
    folded = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "列表条目的文字"

    def __str__(self):
        return self.folded[:40]
