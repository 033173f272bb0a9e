"""Foreign keys in admin forms: no button deletes the target, and bad keys are errors."""

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper

from portal.curation.editing.bad_requests import is_key


class RecordSelect(AutocompleteSelect):
    """Drops values that are no keys before the query, which would fail; the field reports them."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [one for one in value if not one or is_key(str(one))], attrs)


class ReferringAdmin(BaseModelAdmin):
    """Removes Django's ✖, which seems to clear the field but deletes the chosen record."""

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
