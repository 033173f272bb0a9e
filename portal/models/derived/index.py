"""The index: the table of documents that lists, counts and search read, and its parts.

`portal.index` derives it from the records; nothing here is edited. A record's document contains
the texts of its twins as well.
"""

from django.db import models


class Combination(models.Model):
    """What many documents have in common, and what lists filter and count them by.

    `text` is their type, years, values and lists (`portal.index.counted`); `number` is how many
    documents have them.
    """

    text = models.TextField(unique=True)
    number = models.IntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "索引条目的组合"

    def __str__(self):
        return self.text


class Summary(models.Model):
    """How many documents of a combination, or of a whole list, have a value of a dimension.

    The values are links and, of a combination, months (`portal.index.summaries`). `list` is empty
    for a combination. For a list, `combination` is 0, or the years of the documents as 20182019.
    """

    list = models.CharField(max_length=40)
    combination = models.BigIntegerField()
    dimension = models.CharField(max_length=40)
    value = models.CharField(max_length=40)
    number = models.IntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "索引的汇总"
        constraints = [
            models.UniqueConstraint(
                fields=["combination", "list", "dimension", "value"], name="summed_up_once"
            )
        ]
        indexes = [models.Index(fields=["dimension", "value", "list"], name="summary_value")]

    def __str__(self):
        return f"{self.list or self.combination} {self.dimension}={self.value}: {self.number}"


class Document(models.Model):
    """The document of one record; `record` is the primary key in the table named by `type`.

    `lists` are its lists between spaces: " policy search ". Without a list nobody finds it.
    `heading` is the record's heading if that differs from its title.
    """

    # Assigned by `portal.index.writing`, because PostgreSQL needs the text before the document.
    id = models.BigAutoField(primary_key=True)

    type = models.CharField(max_length=40)
    record = models.BigIntegerField()
    lists = models.TextField()
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    # As 201804, because SQLite extracts a month from a date much more slowly.
    first_month = models.PositiveIntegerField(null=True)
    last_month = models.PositiveIntegerField(null=True)
    heading = models.TextField(default="")
    combination = models.ForeignKey(
        Combination, models.PROTECT, db_index=False, related_name="+", verbose_name="组合"
    )
    # The links (`portal.index.counted`) as a text, because reading their table takes longer.
    counted_links = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "索引条目"
        constraints = [models.UniqueConstraint(fields=["type", "record"], name="indexed_once")]
        indexes = [
            models.Index(
                fields=["start", "end", "record", "type", "combination"], name="document_order"
            ),
            models.Index(
                fields=["type", "start", "end", "record", "combination"], name="document_type"
            ),
        ]

    def __str__(self):
        return f"{self.type} {self.record}"


class DocumentLink(models.Model):
    """A link of a document to a record, e.g. a body; `value` is the record's primary key."""

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="links", db_index=False, verbose_name="索引条目"
    )
    dimension = models.CharField(max_length=40)
    value = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "索引条目的关联"
        constraints = [
            models.UniqueConstraint(fields=["document", "dimension", "value"], name="linked_once")
        ]
        indexes = [models.Index(fields=["dimension", "value", "document"], name="document_link")]

    def __str__(self):
        return f"{self.document_id} {self.dimension} {self.value}"


class DocumentText(models.Model):
    """The searched text: the record's folded words, and marks (`portal.index.text_index.marks`)."""

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
    """A folded name of a record, by which the documents that link to the record are found.

    It is valid for documents that begin from `since` on and before `until`, if given.
    """

    dimension = models.CharField(max_length=40)
    value = models.BigIntegerField()
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    folded = models.TextField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "关联的名称"
        indexes = [models.Index(fields=["dimension", "value"], name="linked_name")]

    def __str__(self):
        return self.folded
