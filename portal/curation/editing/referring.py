"""Forms that refer to other records: they do not delete them, nor ask for what is no number."""

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper

from portal.curation.editing.bad_requests import is_key


class RecordSelect(AutocompleteSelect):
    """Django's own asks the database for letters, which fails; the field says what is wrong."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [one for one in value if not one or is_key(str(one))], attrs)


class ReferringAdmin(BaseModelAdmin):
    """Django's ✖ beside a choice looks as if it emptied it, and deletes the record chosen."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            widget = RecordSelect(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs.setdefault("widget", widget)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
