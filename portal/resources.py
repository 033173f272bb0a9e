"""Sources, their lines, and errata as spreadsheets."""

from portal.curation.importing.cells import ChoiceCell
from portal.curation.importing.resources import RecordResource
from portal.models import Source, SourceLine


class SourceResource(RecordResource):
    class Meta(RecordResource.Meta):
        model = Source
        fields = ("slug", "title", "short_title", "publisher", "part", "note")
        import_order = fields


class SourceLineResource(RecordResource):
    class Meta(RecordResource.Meta):
        model = SourceLine
        fields = ("source", "number", "text")
        import_order = fields


class ErratumResource(RecordResource):
    """A subclass names its model: `FIELDS` of that are the columns that may hold a misprint."""

    class Meta(RecordResource.Meta):
        abstract = True
        fields = ("record", "field", "kind", "printed", "reading", "reason")
        import_order = fields

    def __init__(self, user=None):
        super().__init__(user)
        self.fields["field"].widget = ChoiceCell(self.model.FIELDS.items())
