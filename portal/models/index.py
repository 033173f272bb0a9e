"""What lists, counts and search read of the records: one derived table and its parts.

A document of both sources stands here with what both say. Nothing here is edited:
`portal.index` writes it from the records.
"""

from django.db import models


class Document(models.Model):
    """One record; `record` is its primary key in the table that `type` names.

    `lists` are the lists on which it stands, between spaces: " policy search ". On no list it is
    found by nobody. `heading` is what the record is called where that is not its own title.
    """

    # Given by `portal.index.writing`: PostgreSQL's text index needs the text before the document.
    id = models.BigAutoField(primary_key=True)

    type = models.CharField(max_length=40)
    record = models.BigIntegerField()
    lists = models.TextField()
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    # 201804: SQLite takes a month out of a date many times slower than it reads a number.
    first_month = models.PositiveIntegerField(null=True)
    last_month = models.PositiveIntegerField(null=True)
    heading = models.TextField(default="")
    # All that is counted of it (`portal.index.counted`), in two because together they would have
    # too many different values: reading columns and tables takes longer than counting texts.
    counted_values = models.TextField()
    counted_links = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "索引条目"
        constraints = [models.UniqueConstraint(fields=["type", "record"], name="indexed_once")]
        indexes = [
            models.Index(fields=["start", "end", "record", "type", "lists"], name="document_order"),
            models.Index(fields=["type", "start", "end", "record", "lists"], name="document_type"),
        ]

    def __str__(self):
        return f"{self.type} {self.record}"


class DocumentLink(models.Model):
    """A record that a document has to do with; `value` is its primary key.

    `dimension` says in what way, as "body" of a body that took part.
    """

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="links", db_index=False, verbose_name="索引条目"
    )
    dimension = models.CharField(max_length=40)
    value = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "索引条目的关联"
        constraints = [
            models.UniqueConstraint(fields=["document", "dimension", "value"], name="linked_once")
        ]
        indexes = [models.Index(fields=["dimension", "value", "document"], name="document_link")]

    def __str__(self):
        return f"{self.document_id} {self.dimension} {self.value}"


class DocumentText(models.Model):
    """What search looks for: the record's words, folded, and marks (`portal.index.marks`)."""

    document = models.OneToOneField(
        Document, models.CASCADE, primary_key=True, related_name="text", verbose_name="索引条目"
    )
    folded = models.TextField()
    marks = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "索引条目的文字"

    def __str__(self):
        return self.folded[:40]


class LinkedName(models.Model):
    """A name by which documents are found that link to the record named, folded.

    It holds for documents that begin from `since` on and before `until`, where these are given.
    """

    dimension = models.CharField(max_length=40)
    value = models.BigIntegerField()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    folded = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "关联的名称"
        indexes = [models.Index(fields=["dimension", "value"], name="linked_name")]

    def __str__(self):
        return self.folded
