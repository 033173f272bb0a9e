"""The models of a tutorial's site; their tables are made by `tests.bench.reading.tables`."""

from django.db import models


class Body(models.Model):
    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "plain_body"
        ordering = ["name"]

    def __str__(self):
        return self.name


class Entry(models.Model):
    slug = models.SlugField(max_length=100)
    title = models.CharField(max_length=300)
    text = models.TextField()
    kind = models.CharField(max_length=20, db_index=True)
    date_text = models.CharField(max_length=60)
    first_day = models.DateField(db_index=True)
    last_day = models.DateField()
    source = models.CharField(max_length=200)
    bodies = models.ManyToManyField(Body, related_name="entries", db_table="plain_entry_bodies")

    class Meta:
        managed = False
        db_table = "plain_entry"
        ordering = ["-first_day", "-id"]

    def __str__(self):
        return self.title
