"""Units, excerpts and their errata as spreadsheets."""

from portal.curation.importing.resources import RecordResource
from portal.curation.importing.source_resources import ErratumResource
from provinces.models import Excerpt, ExcerptErratum, Unit


class UnitResource(RecordResource):
    class Meta(RecordResource.Meta):
        model = Unit
        fields = ("slug", "code", "name", "short_name", "region")
        import_order = fields


class ExcerptResource(RecordResource):
    class Meta(RecordResource.Meta):
        model = Excerpt
        fields = ("unit", "unit_text", "wording", "source", "line_start", "line_end")
        import_order = fields


class ExcerptErratumResource(ErratumResource):
    class Meta(ErratumResource.Meta):
        model = ExcerptErratum
