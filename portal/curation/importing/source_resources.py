"""Sources, their lines, and errata as spreadsheets."""

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
    class Meta(RecordResource.Meta):
        abstract = True
        fields = ("record", "field", "kind", "printed", "reading", "reason")
        import_order = fields
